"""Which rules a profile selects, and with which values: XCCDF's processing up to the checks.

NISTIR 7275r4, 7.2.2 (inheritance), 7.2.3.3 (item processing) and 7.2.3.4 (what profiles say).
Where the specification leaves it open, oscap's answer is ours: users expect its results.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, Generic, TypeVar

from msgspec.structs import replace

from incisor.oval.model import Record
from incisor.scap import xccdf
from incisor.scap.xml import ContentError

MAX_EXTENDS: Final = 16
"""Levels of profile inheritance; real content has two."""

Said = TypeVar("Said")


class Selected(Record, frozen=True):
    """One rule as the profile leaves it: refined, selected or not, and the groups around it."""

    rule: xccdf.Rule
    selected: bool
    groups: tuple[xccdf.Group, ...]
    selector: str = ""


class Resolution(Record, frozen=True):
    """All rules in document order, and the value that each Value has. `tree` is what scores read of
    the items: ids and weights. `tailoring` is what the profile is of, if it is not the benchmark's.
    """

    profile: str
    rules: tuple[Selected, ...]
    values: Mapping[str, tuple[str, ...]]
    tree: tuple[xccdf.Group | xccdf.Rule, ...] = ()
    tailoring: xccdf.TailoringFile | None = None


def resolve(
    benchmark: xccdf.Benchmark,
    profile: str,
    tailoring: Mapping[str, xccdf.Profile] | None = None,
) -> Resolution:
    """Apply a profile, by id or by an unambiguous end of one; "" applies none.

    A tailoring's profiles come before the benchmark's. Abstract ones are there to be extended only
    (Loading.Resolve.Abstract). Raises ContentError, naming what there is.
    """
    profiles = {**benchmark.profiles, **(tailoring or {})}
    offered = {id_: each for id_, each in profiles.items() if not each.abstract}
    chain = _chain(profile_of(offered, profile), benchmark.profiles, profiles) if profile else []
    settings = _Settings(chain)
    items = tuple(map(settings.applied, benchmark.children))
    return Resolution(
        chain[-1].id if chain else "",
        tuple(_Traversal(items, settings).rules()),
        _values(benchmark, settings),
        tuple(map(_weights, items)),
        chain[-1].tailoring if chain else None,
    )


def _weights(item: xccdf.Group | xccdf.Rule) -> xccdf.Group | xccdf.Rule:
    if isinstance(item, xccdf.Group):
        children = tuple(map(_weights, item.children))
        return xccdf.Group(item.id, weight=item.weight, children=children)
    return xccdf.Rule(item.id, weight=item.weight)


def rule_ids(resolution: Resolution, names: Sequence[str]) -> frozenset[str]:
    """Rules by id, or by what follows `_rule_` in it. Raises ContentError."""
    known = {entry.rule.id: entry.rule.id for entry in resolution.rules}
    known |= {id_.rpartition("_rule_")[2]: id_ for id_ in known}
    missing = [name for name in names if name not in known]
    if missing:
        raise ContentError(f"there is no rule {missing[0]!r}")
    return frozenset(known[name] for name in names)


def profile_of(profiles: Mapping[str, xccdf.Profile], name: str) -> xccdf.Profile:
    """The profile of that id, or the only one whose id ends so. Raises ContentError."""
    if name in profiles:
        return profiles[name]
    ending = [profile for id_, profile in profiles.items() if id_.endswith(name)]
    if len(ending) == 1:
        return ending[0]
    known = ", ".join(profiles) or "none"
    how = f"ends {len(ending)} ids" if ending else "is no profile"
    raise ContentError(f"{name!r} {how}; the profiles are: {known}")


def _chain(
    profile: xccdf.Profile,
    originals: Mapping[str, xccdf.Profile],
    profiles: Mapping[str, xccdf.Profile],
) -> list[xccdf.Profile]:
    """The profile and those it extends, the furthest first.

    A tailoring's profile may extend the benchmark's profile of the same id.
    """
    chain = [profile]
    while chain[-1].extends:
        source = originals if chain[-1].extends == chain[-1].id else profiles
        above = source.get(chain[-1].extends)
        if above is None or len(chain) > MAX_EXTENDS:
            raise ContentError(
                f"profile {chain[-1].id} extends {chain[-1].extends}, which is not there "
                f"or extends it in turn"
            )
        chain.append(above)
    return chain[::-1]


class _Latest(Generic[Said]):
    """What profiles say of items, by id or by cluster: the last word counts (7.2.3.4)."""

    def __init__(self, said: Iterable[tuple[str, Said | None]]) -> None:
        self._last = {
            idref: (place, word) for place, (idref, word) in enumerate(said) if word is not None
        }

    def of(self, item: xccdf.Item | xccdf.Value) -> Said | None:
        found = [self._last[name] for name in (item.id, item.cluster) if name in self._last]
        return max(found, key=itemgetter(0))[1] if found else None


class _Settings:
    """All that a profile and those it extends, the furthest first, say of items and Values."""

    def __init__(self, chain: Sequence[xccdf.Profile]) -> None:
        refines = [refine for step in chain for refine in step.refine_rules]
        self.selected = _Latest([select for step in chain for select in step.selects])
        self.weight = _Latest((each.idref, each.weight) for each in refines)
        self.severity = _Latest((each.idref, each.severity) for each in refines)
        self.role = _Latest((each.idref, each.role) for each in refines)
        self.selector = _Latest((each.idref, each.selector) for each in refines)
        self.value = _Latest((each.idref, each) for step in chain for each in step.value_settings)

    def applied(self, item: xccdf.Group | xccdf.Rule) -> xccdf.Group | xccdf.Rule:
        """The item, and all below it, as the profile leaves them: of a group, refine-rule changes
        the weight alone (6.5.3)."""
        selected = _or(self.selected.of(item), item.selected)
        weight = _or(self.weight.of(item), item.weight)
        if isinstance(item, xccdf.Group):
            children = tuple(map(self.applied, item.children))
            return replace(item, selected=selected, weight=weight, children=children)
        role = _or(self.role.of(item), item.role)
        severity = _or(self.severity.of(item), item.severity)
        return replace(item, selected=selected, weight=weight, role=role, severity=severity)


def _or(said: Said | None, own: Said) -> Said:
    return own if said is None else said


def _selected_ids(items: Iterable[xccdf.Group | xccdf.Rule]) -> Iterator[str]:
    """Of all items that are selected themselves, whatever is around them."""
    for item in items:
        if item.selected:
            yield item.id
        if isinstance(item, xccdf.Group):
            yield from _selected_ids(item.children)


class _Traversal:
    """Item.Process and Item.Select (7.2.3.3): items in order, each decided once.

    What requires an item that is not selected, or conflicts with one that is, is deselected. A rule
    in a group that is not selected stays selected itself, so what requires it is met (example 3 of
    7.2.3.3.2). An item that is not in the benchmark counts as not selected.
    """

    def __init__(self, items: Sequence[xccdf.Group | xccdf.Rule], settings: _Settings) -> None:
        self._items = items
        self._settings = settings
        self._on = set(_selected_ids(items))

    def rules(self) -> Iterator[Selected]:
        yield from self._process(self._items, (), True)

    def _process(
        self,
        items: Iterable[xccdf.Group | xccdf.Rule],
        groups: tuple[xccdf.Group, ...],
        inside: bool,
    ) -> Iterator[Selected]:
        for item in items:
            selected = inside and item.selected
            if selected and not _is_met(item, self._on):
                self._on.discard(item.id)
                selected = False
            if isinstance(item, xccdf.Group):
                yield from self._process(item.children, (*groups, item), selected)
            elif isinstance(item, xccdf.Rule):
                yield Selected(item, selected, groups, self._settings.selector.of(item) or "")


def _is_met(item: xccdf.Item, on: set[str]) -> bool:
    return all(on.intersection(alternatives) for alternatives in item.requires) and not (
        on.intersection(item.conflicts)
    )


def _values(benchmark: xccdf.Benchmark, settings: _Settings) -> dict[str, tuple[str, ...]]:
    """What each Value is: what the profile last set or chose, or its default."""
    return {id_: _value(value, settings.value.of(value)) for id_, value in benchmark.values.items()}


def _value(value: xccdf.Value, setting: xccdf.ValueSetting | None) -> tuple[str, ...]:
    if setting is not None and setting.selector is None:
        return setting.values
    return _chosen(value, setting.selector or "" if setting else "")


def _chosen(value: xccdf.Value, selector: str) -> tuple[str, ...]:
    """The selector's values, none if there is no such selector; without one the default, and
    without a default the first."""
    if selector:
        return value.chosen(selector) or ()
    first = value.values[0][1] if value.values else ()
    default = value.chosen("")
    return first if default is None else default
