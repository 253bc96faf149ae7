"""Benchmark files → a Benchmark, or every fault in them.

A benchmark is one file or several: one of them says which benchmark it is (`benchmark:`), and each
may bring chapters and checks. Nothing is read from disk here and nothing of a host is looked at.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from incisor.benchmark import sections
from incisor.benchmark.cursor import OPTIONAL, Cursor, Report
from incisor.benchmark.faults import BenchmarkError, Fault, Position
from incisor.benchmark.records import Benchmark, Recommendation, order
from incisor.benchmark.tree import parse

FILE_KEYS = {"benchmark": OPTIONAL, "chapters": OPTIONAL, "checks": OPTIONAL}


class Source(NamedTuple):
    """One file: the name to use in faults, and its bytes."""

    name: str
    text: bytes


class _Draft(Struct):
    """What was read so far, and where it stood."""

    headings: list[tuple[sections.Heading, Cursor]] = field(default_factory=list)
    chapters: dict[str, str] = field(default_factory=dict)
    checks: dict[str, tuple[Recommendation, Cursor]] = field(default_factory=dict)


def load(text: bytes, name: str) -> Benchmark:
    """A benchmark that is one file; `name` stands in faults. Raises BenchmarkError."""
    return load_files([Source(name, text)])


def load_files(sources: Sequence[Source]) -> Benchmark:
    """A benchmark of several files.

    Raises:
        BenchmarkError: with the faults of all files.
    """
    draft, faults = _Draft(), list[Fault]()
    for source in sources:
        faults += _read(source, draft)
    if faults := faults or list(_missing(draft, sources)):
        raise BenchmarkError(faults)
    return _finished(draft, sources)


def _read(source: Source, draft: _Draft) -> Sequence[Fault]:
    report = Report(source.name)
    try:
        members = Cursor(parse(source.text, source.name), "", report).members(FILE_KEYS)
    except BenchmarkError as error:
        return error.faults
    if "benchmark" in members:
        _add_heading(members["benchmark"], draft)
    if "chapters" in members:
        _add_chapters(members["chapters"], draft)
    for item in members["checks"].items() if "checks" in members else ():
        _add_check(item, draft)
    return report.faults


def _add_heading(cursor: Cursor, draft: _Draft) -> None:
    if draft.headings:
        cursor.fault("a second heading; a benchmark has one")
    draft.headings.append((sections.heading(cursor), cursor))


def _add_chapters(cursor: Cursor, draft: _Draft) -> None:
    for number, title, place in sections.chapters(cursor):
        if number in draft.chapters:
            place.fault(f"chapter {number} already has a title")
        draft.chapters[number] = title


def _add_check(cursor: Cursor, draft: _Draft) -> None:
    check = sections.check(cursor)
    if check.id in draft.checks:
        other = draft.checks[check.id][1]
        place = f"{other.report.file}:{other.node.position.line}"
        cursor.fault(f"check {check.id} is already defined at {place}")
    draft.checks.setdefault(check.id, (check, cursor))


def _missing(draft: _Draft, sources: Sequence[Source]) -> Iterator[Fault]:
    """What shows only when all files were read without a fault."""
    start = (sources[0].name if sources else "", Position(1, 1))
    if not draft.headings:
        yield Fault(*start, "benchmark", "no file says which benchmark this is")
    if not draft.checks:
        yield Fault(*start, "checks", "the benchmark has no checks")
    for check_id, (_, cursor) in draft.checks.items():
        chapter = check_id.partition(".")[0]
        if chapter not in draft.chapters:
            message = f"chapter {chapter} has no title under chapters"
            yield Fault(cursor.report.file, cursor.node.position, cursor.path, message)


def _finished(draft: _Draft, sources: Sequence[Source]) -> Benchmark:
    return Benchmark(
        **draft.headings[0][0]._asdict(),
        chapters={number: draft.chapters[number] for number in sorted(draft.chapters, key=order)},
        checks={number: draft.checks[number][0] for number in sorted(draft.checks, key=order)},
        sha256=hashlib.sha256(b"".join(source.text for source in sources)).hexdigest(),
    )
