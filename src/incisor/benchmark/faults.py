"""What is wrong with a benchmark file: where, which member, what was expected.

A loader collects faults and raises them together, so that an author mends a file in one go.
"""

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct


class Position(NamedTuple):
    """A place in a text; lines and columns count from 1, as editors do."""

    line: int
    column: int


class Fault(Struct, frozen=True, order=True):
    """One thing to mend. `member` is the path inside the document, empty for the whole of it."""

    file: str
    position: Position
    member: str
    message: str

    def __str__(self) -> str:
        """`file:line:column: member: message`, the form that editors make into links."""
        place = f"{self.file}:{self.position.line}:{self.position.column}"
        return ": ".join(part for part in (place, self.member, self.message) if part)


class BenchmarkError(ValueError):
    """A benchmark that cannot be used; `faults` holds every reason, in the order of the text."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def suggestion(word: str, known: Iterable[str]) -> str:
    """A sentence that names the known word most like this one; otherwise all known words."""
    words = list(known)
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"known are: {', '.join(words)}"
