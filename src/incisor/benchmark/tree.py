"""YAML text → a tree of scalars, lists and maps that remember where they stand.

This reads the part of YAML that a benchmark needs and refuses the rest: no anchors and aliases (a
small file could grow without bound), no tags, one document. Scalars stay text: what `yes`, `1.10`
or `0640` means is decided by the datatype of the field they are given for, not by YAML.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import yaml

from incisor.benchmark.faults import BenchmarkError, Fault, Position

MAX_BYTES = 1_048_576
"""Of one file; the largest bundled chapter has a tenth of it."""
MAX_DEPTH = 32
"""Nested lists and maps; criteria in criteria need about ten."""
MAX_NODES = 100_000
"""Of one file, so that a hostile one costs a second at most."""

SECOND_DOCUMENT = "a second document; a file holds one"

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


class _Open(NamedTuple):
    """A list or map whose end has not come yet."""

    is_map: bool
    position: Position
    children: list[Node]


def parse(text: bytes, file: str) -> Node:
    """The tree of one YAML document.

    Raises:
        BenchmarkError: the text is no YAML, too large, or uses what benchmarks may not.
    """
    if len(text) > MAX_BYTES:
        raise _error(file, Position(1, 1), f"the file has more than {MAX_BYTES} bytes")
    try:
        return _build(yaml.parse(_decoded(text, file), Loader=_Loader), file)
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


def _build(events: Iterator[Any], file: str) -> Node:
    """Put the parser's events together without recursion; the bounds hold at every step."""
    faults: list[Fault] = []
    open_: list[_Open] = []
    roots: list[Node] = []
    count = 0
    for event in events:
        node: Node | None = None
        if isinstance(event, yaml.NodeEvent):
            count += 1
            _check_bounds(file, event, count, len(open_))
            faults += _forbidden(file, event)
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(event.value, not event.style, _at(event.start_mark))
        elif isinstance(event, yaml.AliasEvent):
            node = Scalar("", True, _at(event.start_mark))
        elif isinstance(event, yaml.CollectionStartEvent):
            is_map = isinstance(event, yaml.MappingStartEvent)
            open_.append(_Open(is_map, _at(event.start_mark), []))
        elif isinstance(event, yaml.CollectionEndEvent):
            node = _closed(open_.pop(), file, faults)
        if node is not None:
            (open_[-1].children if open_ else roots).append(node)
    return _only(roots, file, faults)


def _only(roots: list[Node], file: str, faults: list[Fault]) -> Node:
    faults += (Fault(file, extra.position, "", SECOND_DOCUMENT) for extra in roots[1:])
    if faults:
        raise BenchmarkError(faults)
    if not roots:
        raise _error(file, Position(1, 1), "the file is empty")
    return roots[0]


def _closed(open_: _Open, file: str, faults: list[Fault]) -> Node:
    if not open_.is_map:
        return List(tuple(open_.children), open_.position)
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, value in zip(open_.children[::2], open_.children[1::2], strict=True):
        if not isinstance(key, Scalar):
            faults.append(Fault(file, key.position, "", "a key must be a word"))
        elif key.text in entries:
            first = entries[key.text][0].position.line
            message = f"the key {key.text} was already given in line {first}"
            faults.append(Fault(file, key.position, "", message))
        else:
            entries[key.text] = (key, value)
    return Map(tuple(entries.values()), open_.position)


def _check_bounds(file: str, event: Any, nodes: int, depth: int) -> None:
    if nodes > MAX_NODES:
        raise _error(file, _at(event.start_mark), f"more than {MAX_NODES} values in one file")
    if depth > MAX_DEPTH:
        raise _error(file, _at(event.start_mark), f"nested deeper than {MAX_DEPTH} levels")


def _forbidden(file: str, event: Any) -> Iterator[Fault]:
    position = _at(event.start_mark)
    if isinstance(event, yaml.AliasEvent):
        yield Fault(file, position, "", f"an alias (*{event.anchor}); write the value out")
    elif event.anchor is not None:
        yield Fault(file, position, "", f"an anchor (&{event.anchor}); anchors are not used here")
    if getattr(event, "tag", None) is not None:
        yield Fault(file, position, "", f"a tag ({event.tag}); the field decides the datatype")


def _said(error: yaml.MarkedYAMLError) -> str:
    return "not YAML: " + " ".join(part for part in (error.context, error.problem) if part)


def _at(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


def _error(file: str, position: Position, message: str) -> BenchmarkError:
    return BenchmarkError([Fault(file, position, "", message)])
