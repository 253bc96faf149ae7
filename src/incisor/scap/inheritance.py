"""Items that extend others, and those that only exist for it: Loading.Resolve of XCCDF.

NISTIR 7275r4, 7.2.2: how each property is inherited is in Table 33, which PROPERTIES is; which item
may extend which is in 6.3.1. What is left extends nothing, and has nothing abstract in it. Content
that says it is resolved already is looked at all the same, as in oscap: there is nothing to do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from incisor.scap import xccdf
from incisor.scap.xml import ContentError

MAX_EXTENDS: Final = 64
"""Levels of items that extend each other; nobody has more than two."""

MAX_NESTING: Final = 64
"""Levels of groups in groups, with those that they inherit; real content has some ten."""

MAX_ITEMS: Final = 100_000
"""Items that groups inherit by extending groups: fifty times what the largest benchmark has."""

MAX_INHERITED: Final = 4_000_000
"""Characters and entries of lists that items have with what they extend, together: three times
what all items of the largest benchmark have of their own."""

Item = xccdf.Rule | xccdf.Group | xccdf.Value


class Draft(Struct, frozen=True):
    """An item as it was read, from the element at that line.

    `given` are the properties that the element has, `overriding` those of them that are tagged so.
    A group's children and Values are drafts of their own.
    """

    item: Item
    line: int
    extends: str = ""
    abstract: bool = False
    given: frozenset[str] = frozenset()
    overriding: frozenset[str] = frozenset()
    children: tuple["Draft", ...] = ()
    values: tuple["Draft", ...] = ()


class Resolved(Struct, frozen=True):
    """What a benchmark holds after all was inherited."""

    children: tuple[xccdf.Group | xccdf.Rule, ...]
    values: dict[str, xccdf.Value]


def resolved(children: Sequence[Draft], values: Sequence[Draft]) -> Resolved:
    """The benchmark's items and Values. Raises ContentError, which begins with a line."""
    resolver = _Resolver(children, values)
    return Resolved(resolver.children(children, ()), dict(resolver.values(children, values)))


def _append(above: Any, own: Any, _draft: Draft, _name: str) -> Any:
    return (*above, *own)


def _replace(above: Any, own: Any, draft: Draft, name: str) -> Any:
    return own if name in draft.given else above


def _override(above: Any, own: Any, draft: Draft, name: str) -> Any:
    return own if name in draft.overriding else (*above, *own)


def _override_text(above: str, own: str, draft: Draft, name: str) -> str:
    """Texts of other languages are not told apart: only the first of each item is read."""
    return own if name in draft.overriding else f"{above} {own}".strip()


def _checks(above: Any, own: Any, _draft: Draft, _name: str) -> Any:
    """Checks of different systems or selectors are different properties; each is replaced."""
    replaced = {(check.system, check.selector) for check in own}
    return (*(each for each in above if (each.system, each.selector) not in replaced), *own)


Join = Callable[[Any, Any, Draft, str], Any]

PROPERTIES: Final[Mapping[str, tuple[str, Join]]] = {
    "title": ("xccdf:title", _override_text),
    "description": ("xccdf:description", _override_text),
    "rationale": ("xccdf:rationale", _override_text),
    "platforms": ("xccdf:platform", _override),
    "references": ("xccdf:reference", _override),
    "requires": ("xccdf:requires", _append),
    "conflicts": ("xccdf:conflicts", _append),
    "identifiers": ("xccdf:ident", _append),
    "fixes": ("xccdf:fix", _append),
    "values": ("xccdf:value", _append),
    "checks": ("xccdf:check", _checks),
    "complex_check": ("xccdf:complex-check", _replace),
    "selected": ("selected", _replace),
    "weight": ("weight", _replace),
    "role": ("role", _replace),
    "severity": ("severity", _replace),
    "type": ("type", _replace),
    "operator": ("operator", _replace),
}
"""How each property that we keep is inherited, and the attribute or element that gives it. Ids,
clusters, `extends` and `abstract` never are."""

Path = tuple[Draft, ...]
"""The groups around a draft, outermost first."""


class _Resolver:
    def __init__(self, children: Sequence[Draft], values: Sequence[Draft]) -> None:
        self._places = {
            (type(draft.item), draft.item.id): (draft, path)
            for draft, path in _walk(children, values, ())
        }
        self._known: dict[tuple[type, str], Item] = {}
        self._inside: list[str] = []
        self._inherited = 0
        self._size = 0

    def children(self, drafts: Sequence[Draft], path: Path) -> tuple[xccdf.Group | xccdf.Rule, ...]:
        return tuple(self._child(draft, path) for draft in drafts if not draft.abstract)

    def values(
        self, children: Sequence[Draft], values: Sequence[Draft]
    ) -> Iterator[tuple[str, xccdf.Value]]:
        for draft, path in _walk(children, values, ()):
            if isinstance(draft.item, xccdf.Value) and not draft.abstract:
                item = self._item(draft, path, 0)
                assert isinstance(item, xccdf.Value)
                yield item.id, item

    def _child(self, draft: Draft, path: Path) -> xccdf.Group | xccdf.Rule:
        item = self._item(draft, path, 0)
        assert not isinstance(item, xccdf.Value)
        if isinstance(item, xccdf.Group):
            return replace(item, children=self._held(draft, path))
        return item

    def _held(self, draft: Draft, path: Path) -> tuple[xccdf.Group | xccdf.Rule, ...]:
        """What is in a group: what it inherits, under fresh ids, and its own."""
        if draft.item.id in self._inside:
            raise _error(draft, "is in a group that extends it")
        if len(self._inside) >= MAX_NESTING:
            raise _error(draft, f"is nested more than {MAX_NESTING} levels deep")
        self._inside.append(draft.item.id)
        own = self.children(draft.children, (*path, draft))
        if draft.extends:
            above = self._held(*self._base(draft, path))
            own = (*(self._fresh(item, draft) for item in above), *own)
        self._inside.pop()
        return own

    def _fresh(self, item: xccdf.Group | xccdf.Rule, group: Draft) -> xccdf.Group | xccdf.Rule:
        """The item as a child of a group that inherits it: ids are unique in a benchmark."""
        self._inherited += 1
        if self._inherited > MAX_ITEMS:
            raise _error(group, f"and other groups inherit more than {MAX_ITEMS} items")
        id_ = f"{item.id}-in-{xccdf.own_part(group.item.id)}"
        if isinstance(item, xccdf.Group):
            children = tuple(self._fresh(child, group) for child in item.children)
            return replace(item, id=id_, children=children)
        return replace(item, id=id_)

    def _item(self, draft: Draft, path: Path, level: int) -> Item:
        """The item with what it inherits, but for the children of a group."""
        key = type(draft.item), draft.item.id
        if not draft.extends:
            return draft.item
        if key not in self._known:
            if level > MAX_EXTENDS:
                raise _error(draft, f"extends {draft.extends}, which extends it in turn")
            base, above = self._base(draft, path)
            self._known[key] = _joined(self._item(base, above, level + 1), draft)
            self._weigh(self._known[key], draft)
        return self._known[key]

    def _weigh(self, item: Item, draft: Draft) -> None:
        """A short file could have each of a thousand items hold the texts and lists of all."""
        properties = (getattr(item, name, ()) for name in PROPERTIES)
        self._size += sum(len(each) for each in properties if isinstance(each, str | tuple))
        if self._size > MAX_INHERITED:
            what = f"{MAX_INHERITED} characters and entries"
            raise _error(draft, f"and others inherit more than {what}: extend fewer items")

    def _base(self, draft: Draft, path: Path) -> tuple[Draft, Path]:
        """What a draft extends: of its kind, and visible from where it stands (6.3.1)."""
        found = self._places.get((type(draft.item), draft.extends))
        if found is None:
            raise _error(draft, f"extends {draft.extends}, which is not there")
        around = {each.item.id for each in path} | {each.extends for each in path}
        if found[1] and found[1][-1].item.id not in around:
            raise _error(draft, f"extends {draft.extends}, which is in another group")
        return found


def _walk(
    children: Sequence[Draft], values: Sequence[Draft], path: Path
) -> Iterator[tuple[Draft, Path]]:
    for value in values:
        yield value, path
    for draft in children:
        yield draft, path
        yield from _walk(draft.children, draft.values, (*path, draft))


def _joined(above: Item, draft: Draft) -> Item:
    own = draft.item
    joined = {
        name: join(getattr(above, name), getattr(own, name), draft, name)
        for name, (_, join) in PROPERTIES.items()
        if name in own.__struct_fields__
    }
    return replace(own, **joined)


def _error(draft: Draft, what: str) -> ContentError:
    element = f"xccdf:{type(draft.item).__name__}"
    return ContentError(f"{draft.line}: <{element}> {draft.item.id} {what}")
