"""Findings for people: a table by chapter, then every failed check with its evidence.

`incisor scan` and the demo show the same; one takes its findings from the evaluator, the other from
the public API. What a host says is shown with its control characters replaced, never interpreted.
"""

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from incisor.cli.output import plain
from incisor.wire.shapes import CisFindingStatus

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

COLUMNS: Mapping[CisFindingStatus, str] = {
    CisFindingStatus.PASSED: "green",
    CisFindingStatus.FAILED: "red",
    CisFindingStatus.SKIPPED: "dim",
}
# Off a terminal rich assumes 80 columns and folds evidence that a script would like whole.
PLAIN_WIDTH = 160
# `domain.finding` joins what was expected and what was found with it; a line each reads better.
FOUND = ", found "
# Check ids have at most nine characters.
INDENT = 11


class Finding(NamedTuple):
    """One check's outcome as readers see it; `reason` is the evidence, or why it was skipped."""

    check_id: str
    title: str
    status: CisFindingStatus
    reason: str = ""

    @property
    def chapter(self) -> str:
        """The number of the chapter that the check is in."""
        return self.check_id.partition(".")[0]


def show(findings: Sequence[Finding], chapters: Mapping[str, str]) -> None:
    """Print the table and the failed checks; `chapters` maps a chapter's number to its title."""
    console = _console()
    console.print(_table(findings, chapters))
    failed = [each for each in findings if each.status is CisFindingStatus.FAILED]
    for finding in failed:
        _show_failed(finding, console)
    if not failed:
        console.print("No check failed.", style="green")


def tally(findings: Iterable[Finding]) -> Mapping[CisFindingStatus, int]:
    """How many findings have each status."""
    counts = Counter(each.status for each in findings)
    return {status: counts[status] for status in CisFindingStatus}


def _console() -> "Console":
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console


def _table(findings: Sequence[Finding], chapters: Mapping[str, str]) -> "RenderableType":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    table.add_column("Chapter", footer="All")
    total = tally(findings)
    for status, style in COLUMNS.items():
        table.add_column(status.title(), str(total[status]), justify="right", style=style)
    for chapter in dict.fromkeys(each.chapter for each in findings):
        counts = tally(each for each in findings if each.chapter == chapter)
        title = plain(f"{chapter} {chapters.get(chapter, '')}".strip())
        table.add_row(title, *(str(counts[status]) for status in COLUMNS))
    return table


def _show_failed(finding: Finding, console: "Console") -> None:
    from rich.text import Text

    number = plain(finding.check_id).ljust(INDENT)
    console.print(Text.assemble((number, "bold red"), (plain(finding.title), "bold")))
    for line in _lines(plain(finding.reason or "no evidence was sent")):
        console.print(
            textwrap.fill(
                line,
                max(console.width, 2 * INDENT),
                initial_indent=" " * INDENT,
                subsequent_indent=" " * (INDENT + 2),
                break_long_words=False,
                break_on_hyphens=False,
            ),
            soft_wrap=True,
        )


def _lines(reason: str) -> Sequence[str]:
    """What was expected, and what was found, on a line each."""
    expected, found, rest = reason.partition(FOUND)
    return [expected, found.removeprefix(", ") + rest] if found else [expected]
