"""A place in a benchmark's tree that a reader moves along, and the faults met on the way.

Every reading method answers with something of the promised type even after a fault, so that one
pass collects all faults; whoever started the pass looks at the report before using what was read.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from incisor.benchmark.faults import Fault, Position, suggestion
from incisor.benchmark.tree import List, Map, Node, Scalar

REQUIRED = True
OPTIONAL = False

_KINDS = {Scalar: "a single value", List: "a list", Map: "a map of keys to values"}


class Report(Struct):
    """The faults of one file so far."""

    file: str
    faults: list[Fault] = field(default_factory=list)


class Cursor(Struct, frozen=True):
    """A node, the path that led to it, and the report that its faults go to."""

    node: Node
    path: str
    report: Report

    def fault(self, message: str, at: Position | None = None) -> None:
        """Report what is wrong here."""
        place = at or self.node.position
        self.report.faults.append(Fault(self.report.file, place, self.path, message))

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self.node, List)

    @property
    def is_map(self) -> bool:
        """Whether a map stands here."""
        return isinstance(self.node, Map)

    def text(self, most: int = 65_536) -> str:
        """The text of a single value that is not blank, at most `most` characters."""
        if not isinstance(self.node, Scalar):
            self._expected(Scalar)
            return ""
        if not self.node.text.strip():
            self.fault("expected a value, found nothing")
        elif len(self.node.text) > most:
            self.fault(f"expected at most {most} characters, found {len(self.node.text)}")
        return self.node.text

    def choice(self, known: Mapping[str, object]) -> str | None:
        """One of the known words; None after a fault."""
        word = self.text()
        if word in known:
            return word
        if word.strip():
            self.fault(f"unknown word {word}; {suggestion(word, known)}")
        return None

    def items(self) -> list["Cursor"]:
        """A cursor for each entry of a list that is not empty."""
        if not isinstance(self.node, List):
            self._expected(List)
            return []
        if not self.node.items:
            self.fault("expected at least one entry, found an empty list")
        return [
            Cursor(item, f"{self.path}[{number}]", self.report)
            for number, item in enumerate(self.node.items)
        ]

    def entries(self) -> Iterator[tuple[Scalar, "Cursor"]]:
        """The keys of a map, with a cursor for each value."""
        if not isinstance(self.node, Map):
            self._expected(Map)
            return
        for key, value in self.node.entries:
            yield key, Cursor(value, self._below(key.text), self.report)

    def members(self, known: Mapping[str, bool]) -> dict[str, "Cursor"]:
        """The values of a map with these keys; True marks those that must be there."""
        found: dict[str, Cursor] = {}
        for key, value in self.entries():
            if key.text in known:
                found[key.text] = value
            else:
                value.fault(f"unknown key; {suggestion(key.text, known)}", key.position)
        if self.is_map:
            for name, required in known.items():
                if required and name not in found:
                    self.fault(f"the key {name} is missing")
        return found

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _expected(self, kind: type[Scalar] | type[List] | type[Map]) -> None:
        self.fault(f"expected {_KINDS[kind]}, found {_KINDS[type(self.node)]}")
