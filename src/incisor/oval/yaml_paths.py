"""YAML documents, and the paths into them that ind-def:yamlfilecontent_object speaks of.

Read are the events of a bounded parse; nothing is made of tags, and aliases are never followed, so
that no document grows. Of YAML Path it knows keys, `[:]`, indices and sets of both: all that
published content uses. What a path finds is told as oscap tells it: records of scalars.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from incisor.oval.item import RecordValue
from incisor.oval.model import Value

if TYPE_CHECKING:
    import yaml

MAX_NODES: Final = 200_000
MAX_DEPTH: Final = 100
"""Configuration files nest some ten levels deep."""


class YamlError(ValueError):
    """The document or the path cannot be used, or the path finds what is no record."""


class Scalar(NamedTuple):
    """A scalar by the core schema (YAML 1.2, 10.3): its value, or what is wrong with it."""

    value: Value
    fault: str = ""


class Alias(NamedTuple):
    """A reference to another node, which is not followed."""

    name: str


class Mapping(NamedTuple):
    """Pairs in their order; keys that are no scalars have none of the path's names."""

    pairs: "tuple[tuple[str, Node], ...]"


class Items(NamedTuple):
    """A sequence, or what a path found in one."""

    nodes: "tuple[Node, ...]"


Node = Scalar | Alias | Mapping | Items

WHOLE: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
REAL: Final = re.compile(
    r"[-+]?(?:(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))"
    r"|\.(?:nan|NaN|NAN)"
)
BOOLEANS: Final = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
NULL: Final = "(null)"
"""What oscap has for a scalar that is nothing."""

TAG: Final = "tag:yaml.org,2002:"


def documents(content: bytes) -> list[Node]:
    """The documents of a file. Raises YamlError."""
    import yaml  # few scans need it, and it takes long to load

    try:
        return list(_Composer(content).documents())
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise YamlError(f"is not well-formed YAML{line}: {error.problem}") from None
    except yaml.YAMLError:
        raise YamlError("is not well-formed YAML") from None


class _Composer:
    """Makes nodes of events, with bounds."""

    def __init__(self, content: bytes) -> None:
        import yaml

        self._events = yaml.parse(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._left = MAX_NODES
        self._yaml = yaml

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, self._yaml.NodeEvent):
                yield self._node(event, 0)

    def _node(self, event: "yaml.Event", depth: int) -> Node:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise YamlError(f"has more than {MAX_NODES} nodes, or {MAX_DEPTH} levels of them")
        if isinstance(event, self._yaml.ScalarEvent):
            return _scalar(event.tag, event.value, plain=event.implicit[0])
        if isinstance(event, self._yaml.AliasEvent):
            return Alias(str(event.anchor))
        nodes = tuple(self._inside(depth + 1))
        if isinstance(event, self._yaml.SequenceStartEvent):
            return Items(nodes)
        return Mapping(tuple(zip(map(_name, nodes[::2]), nodes[1::2], strict=True)))

    def _inside(self, depth: int) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, self._yaml.CollectionEndEvent):
                return
            yield self._node(event, depth)


def _name(key: Node) -> str:
    """A key as text; a NUL, which no path can name, for one that is no text."""
    return str(key.value) if isinstance(key, Scalar) else "\0"


def _scalar(tag: str | None, text: str, *, plain: bool) -> Scalar:
    kind = (tag or "").removeprefix(TAG)
    if kind not in ("int", "float", "bool", "null"):
        return _implicit(text) if plain and kind in ("", "!") else Scalar(text)
    found = _implicit(text)
    if kind == "float" and isinstance(found.value, int):
        return Scalar(f"{float(found.value):f}")
    fits = {"int": WHOLE.fullmatch(text), "float": REAL.fullmatch(text), "bool": text in BOOLEANS}
    return found if fits.get(kind, text in NULLS) else Scalar(text, f"{text!r} is no {kind}")


def _implicit(text: str) -> Scalar:
    """A plain scalar without a tag."""
    if text in NULLS:
        return Scalar(NULL)
    if text in BOOLEANS:
        return Scalar(BOOLEANS[text])
    if WHOLE.fullmatch(text):
        return Scalar(_whole(text))
    if REAL.fullmatch(text):
        return Scalar(f"{float(text.replace('.inf', 'inf').replace('.nan', 'nan')):f}")
    return Scalar(text)


def _whole(text: str) -> int:
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    if len(text) > MAX_DIGITS:
        raise YamlError(f"has a number of more than {MAX_DIGITS} digits")
    return int(text, base)


MAX_DIGITS: Final = 1000


class Step(NamedTuple):
    """One segment: keys of a mapping, or indices of a sequence (none for all of them)."""

    keys: tuple[str, ...] = ()
    indices: tuple[int, ...] | None = ()


_SEGMENT: Final = re.compile(
    r"(?:^|\.)(?P<key>[^.\[\]]+)"
    r"|\[(?P<all>:)\]"
    r"|\[(?P<indices>|\s*\d+(?:,\s*\d+)*)\]"
    r"""|\[(?P<keys>'[^']*'(?:,'[^']*')*|"[^"]*"(?:,"[^"]*")*)\]"""
)
_QUOTED: Final = re.compile(r"""'([^']*)'|"([^"]*)\"""")


def steps(path: str) -> tuple[Step, ...]:
    """The segments of a path. Raises YamlError if it is none that is known here."""
    rest = path.removeprefix("$")
    if not path or (path.startswith("$") and rest[:1] not in ("", ".", "[")):
        raise YamlError(f"YAML path is not supported: {path!r}")
    made, at = [], 0
    while at < len(rest):
        found = _SEGMENT.match(rest, at)
        if found is None or (found["key"] or "").startswith(("&", "*", "$")):
            raise YamlError(f"YAML path is not supported: {path!r}")
        made.append(_step(found))
        at = found.end()
    return tuple(made)


def _step(found: "re.Match[str]") -> Step:
    if found["key"] is not None:
        return Step((found["key"],))
    if found["keys"] is not None:
        return Step(tuple(single or double for single, double in _QUOTED.findall(found["keys"])))
    if found["all"]:
        return Step(indices=None)
    return Step(indices=tuple(int(index) for index in (found["indices"] or "0").split(",")))


def select(node: Node, path: Sequence[Step]) -> Node | None:
    """What the path finds below the node; of several keys a mapping, of a sequence's items a
    sequence. None if there is nothing."""
    if not path:
        return node
    step, rest = path[0], path[1:]
    if isinstance(node, Alias):
        raise YamlError(f"uses the alias {node.name} where the path leads, which is not followed")
    if isinstance(node, Mapping) and step.keys:
        return _of_mapping(node, step.keys, rest)
    if isinstance(node, Items) and not step.keys:
        chosen = (n for i, n in enumerate(node.nodes) if step.indices is None or i in step.indices)
        found = [each for n in chosen if (each := select(n, rest)) is not None]
        return Items(tuple(found)) if found else None
    return None


def _of_mapping(node: Mapping, keys: tuple[str, ...], rest: Sequence[Step]) -> Node | None:
    found = [
        (key, each)
        for key, value in node.pairs
        if key in keys and (each := select(value, rest)) is not None
    ]
    if not found:
        return None
    if len(keys) > 1:
        return Mapping(tuple(found))
    return found[0][1] if len(found) == 1 else Items(tuple(each for _, each in found))


def records(found: Sequence[Node]) -> Iterator[RecordValue]:
    """What was found in all documents, as records: a mapping's by its keys, others under `#`.

    Raises YamlError for what is no record: collections within collections.
    """
    loose: list[Value] = []
    for node in found:
        if isinstance(node, Scalar):
            loose.append(_value(node))
        else:
            yield from _of_collection(node)
    yield from _unnamed(loose)


def _of_collection(node: Node) -> Iterator[RecordValue]:
    if isinstance(node, Mapping):
        yield from _of_pairs(node)
    elif isinstance(node, Items):
        kinds = {type(each) for each in node.nodes}
        if kinds == {Mapping}:
            yield from (record for each in node.nodes for record in _of_collection(each))
        elif kinds == {Items}:
            for each in node.nodes:
                yield from _unnamed(_values(each))
        else:
            yield from _unnamed(_values(node))
    else:
        _value(node)


def _of_pairs(node: Mapping) -> Iterator[RecordValue]:
    named: dict[str, list[Value]] = {}
    for key, value in node.pairs:
        named.setdefault(_escaped(key), []).extend(_values(value))
    if named:
        yield RecordValue(tuple((name, tuple(values)) for name, values in named.items()))


def _unnamed(values: list[Value]) -> Iterator[RecordValue]:
    if values:
        yield RecordValue((("#", tuple(values)),))


def _values(node: Node) -> list[Value]:
    nodes = node.nodes if isinstance(node, Items) else (node,)
    return [_value(each) for each in nodes]


def _value(node: Node) -> Value:
    if isinstance(node, Alias):
        raise YamlError(f"uses the alias {node.name} where the path leads, which is not followed")
    if not isinstance(node, Scalar):
        raise YamlError("has a collection within a collection where the path leads")
    if node.fault:
        raise YamlError(node.fault)
    return node.value


def _escaped(key: str) -> str:
    """A name as a field may have it: OVAL has no capital letters there, so they get a `^`."""
    return "".join(f"^{c.lower()}" if c.isupper() or c == "^" else c for c in key)
