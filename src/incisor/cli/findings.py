"""Findings for people: a table by chapter, then every failed check with its evidence.

`incisor scan` and the demo show the same; one takes its findings from the evaluator, the other from
the public API. What a host says is shown with its control characters replaced, never interpreted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

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
        console.print(_failed(finding))
    if not failed:
        console.print("No check failed.", style="green")


def tally(findings: Iterable[Finding]) -> Mapping[CisFindingStatus, int]:
    """How many findings have each status."""
    counts = Counter(each.status for each in findings)
    return {status: counts[status] for status in CisFindingStatus}


def plain(text: str) -> str:
    """The text without anything that a terminal would act on."""
    return "".join(character if character.isprintable() else "?" for character in text)


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


def _failed(finding: Finding) -> "RenderableType":
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    title = Text.assemble(
        (plain(finding.check_id).ljust(INDENT), "bold red"), (plain(finding.title), "bold")
    )
    reason = Text(plain(finding.reason or "no evidence was sent"))
    return Group(title, Padding(reason, (0, 0, 0, INDENT)))
