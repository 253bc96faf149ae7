"""YAML text → a tree of scalars, lists and maps that remember where they stand.

This reads the part of YAML that a benchmark needs and refuses the rest: no anchors and aliases (a
small file could grow without bound), no tags, one document. Scalars stay text: what `yes`, `1.10`
or `0640` means is decided by the datatype of the field they are given for, not by YAML.
"""

from typing import Any, NamedTuple, TypeAlias

import yaml

from incisor.benchmark.faults import BenchmarkError, Fault, Position

MAX_BYTES = 1_048_576
"""Of one file; the largest bundled chapter has a tenth of it."""
MAX_DEPTH = 32
"""Nested lists and maps; criteria in criteria need about ten."""
MAX_NODES = 100_000
"""Of one file, so that a hostile one costs a second at most."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A text and whether it was written without quotes."""

    text: str
    plain: bool
    position: Position


class List(NamedTuple):
    """Nodes in order."""

    items: tuple["Node", ...]
    position: Position


class Map(NamedTuple):
    """Keys, each with its place, and their nodes; no key twice."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    position: Position


Node: TypeAlias = Scalar | List | Map


def parse(text: bytes, file: str) -> Node:
    """The tree of one YAML document.

    Raises:
        BenchmarkError: the text is no YAML, too large, or uses what benchmarks may not.
    """
    if len(text) > MAX_BYTES:
        raise _error(file, Position(1, 1), f"the file has more than {MAX_BYTES} bytes")
    try:
        return _build(_decoded(text, file), file)
    except yaml.MarkedYAMLError as error:
        raise _error(file, _at(error.problem_mark), _said(error)) from None
    except yaml.YAMLError:
        message = "not YAML: a control character, which must be written as an escape in quotes"
        raise _error(file, Position(1, 1), message) from None


def _decoded(text: bytes, file: str) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        before = text[: error.start]
        column = error.start - before.rfind(b"\n")
        place = Position(before.count(b"\n") + 1, column)
        raise _error(file, place, "not UTF-8") from None


def _build(text: str, file: str) -> Node:
    builder = _Builder(file)
    for event in yaml.parse(text, Loader=_Loader):
        builder.take(event)
    return builder.root()


class _Open(NamedTuple):
    """A list or map whose end has not come yet."""

    is_map: bool
    position: Position
    children: list[Node]


class _Builder:
    """Puts the parser's events together, without recursion; the bounds hold at every step."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._faults: list[Fault] = []
        self._open: list[_Open] = []
        self._roots: list[Node] = []
        self._count = 0

    def take(self, event: Any) -> None:
        """The next event. Raises BenchmarkError if a bound is passed."""
        if isinstance(event, yaml.NodeEvent):
            self._check(event)
        if isinstance(event, yaml.CollectionStartEvent):
            is_map = isinstance(event, yaml.MappingStartEvent)
            self._open.append(_Open(is_map, _at(event.start_mark), []))
        elif isinstance(event, yaml.ScalarEvent):
            self._put(Scalar(event.value, not event.style, _at(event.start_mark)))
        elif isinstance(event, yaml.AliasEvent):
            self._put(Scalar("", True, _at(event.start_mark)))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._put(self._closed(self._open.pop()))

    def root(self) -> Node:
        """The one document. Raises BenchmarkError with what was met on the way."""
        for extra in self._roots[1:]:
            self._fault(extra.position, "a second document; a file holds one")
        if not self._roots:
            self._fault(Position(1, 1), "the file is empty")
        if self._faults:
            raise BenchmarkError(self._faults)
        return self._roots[0]

    def _put(self, node: Node) -> None:
        (self._open[-1].children if self._open else self._roots).append(node)

    def _closed(self, open_: _Open) -> Node:
        if not open_.is_map:
            return List(tuple(open_.children), open_.position)
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(open_.children[::2], open_.children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._fault(key.position, "a key must be a word")
            elif key.text in entries:
                first = entries[key.text][0].position.line
                self._fault(key.position, f"the key {key.text} was already given in line {first}")
            else:
                entries[key.text] = (key, value)
        return Map(tuple(entries.values()), open_.position)

    def _check(self, event: Any) -> None:
        position = _at(event.start_mark)
        self._count += 1
        if self._count > MAX_NODES:
            raise _error(self._file, position, f"more than {MAX_NODES} values in one file")
        if len(self._open) > MAX_DEPTH:
            raise _error(self._file, position, f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            self._fault(position, f"an alias (*{event.anchor}); write the value out")
        elif event.anchor is not None:
            self._fault(position, f"an anchor (&{event.anchor}); anchors are not used here")
        if getattr(event, "tag", None) is not None:
            self._fault(position, f"a tag ({event.tag}); the field decides the datatype")

    def _fault(self, position: Position, message: str) -> None:
        self._faults.append(Fault(self._file, position, "", message))


def _said(error: yaml.MarkedYAMLError) -> str:
    return "not YAML: " + " ".join(part for part in (error.context, error.problem) if part)


def _at(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


def _error(file: str, position: Position, message: str) -> BenchmarkError:
    return BenchmarkError([Fault(file, position, "", message)])
