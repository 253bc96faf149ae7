"""Benchmark texts for tests, small enough that a fault's line can be counted by eye."""

import textwrap

from incisor.benchmark import Benchmark, BenchmarkError, load
from incisor.benchmark.cursor import Cursor, Report
from incisor.benchmark.tree import parse

HEADING = """\
benchmark: {id: b, version: "1", title: T, platform: DEBIAN_12, profiles: {LEVEL_1: A, LEVEL_2: B}}
chapters: {"1": One}
"""


def check_text(assess: str, check_id: str = "1.1", level: int = 1) -> str:
    """A check with these criteria, an entry of `checks:`; the criteria start in its third line."""
    head = f'- {{id: "{check_id}", level: {level}, title: T, description: D, rationale: R,'
    return f"{head}\n   remediation: M, assess:\n{textwrap.indent(assess, '     ')}}}\n"


def benchmark_text(*checks: str, heading: str = HEADING) -> str:
    """A benchmark of these checks, in flow style or block style."""
    return f"{heading}checks:\n{''.join(checks)}"


def loaded(text: str) -> Benchmark:
    """The benchmark in a text."""
    return load(text.encode(), "b.yaml")


def faults(text: str) -> list[str]:
    """What the loader says of a text; empty if it loads."""
    try:
        loaded(text)
    except BenchmarkError as error:
        return [str(fault) for fault in error.faults]
    return []


def cursor(text: str, path: str = "") -> Cursor:
    """A cursor on the root of a YAML text."""
    return Cursor(parse(textwrap.dedent(text).encode(), "b.yaml"), path, Report("b.yaml"))


def reported(place: Cursor) -> list[str]:
    """The faults that were reported under a cursor, as text."""
    return [str(fault) for fault in place.report.faults]
