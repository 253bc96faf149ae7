"""The table of hosts, with the page on which each one's failures begin; and those pages."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from incisor.reports.pdf.sheet import HEADING, WIDTH, Sheet
from incisor.reports.pdf.table import Column, Table
from incisor.reports.pdf.text import BODY, CELL_STRONG, SMALL
from incisor.reports.pdf.words import LEVELS, number, score
from incisor.reports.records import Finding, Target

LISTED: Final = (
    Column("Host", 112, style=CELL_STRONG),
    Column("Resource", 92),
    Column("Platform", 54),
    Column("Status", WIDTH - 112 - 92 - 54 - 33 - 31 - 36 - 35 - 28),
    Column("Passed", 33, right=True),
    Column("Failed", 31, right=True),
    Column("Skipped", 36, right=True),
    Column("Score", 35, right=True, style=CELL_STRONG),
    Column("Page", 28, right=True),
)
FAILED: Final = (
    Column("Check", 50, style=CELL_STRONG),
    Column("Title", 160),
    Column("Level", 40),
    Column("Evidence", WIDTH - 250),
)
NO_EVIDENCE: Final = "The host sent no evidence."


def listed(sheet: Sheet, targets: Iterable[Target], *, of_many: bool = False) -> None:
    """Draw the table of all hosts; `of_many` accounts, it says the account of each."""
    sheet.section("hosts", "Hosts")
    table = Table(sheet, LISTED)
    for target in targets:
        counts = target.counts
        figures = (counts.passed, counts.failed, counts.skipped)
        table.row(
            (
                target.called,
                target.resource_id + (f"\n{target.account_id}" if of_many else ""),
                target.platform,
                _status(target),
                *map(number, figures),
                score(counts),
                "" if counts.failed else "–",
            ),
            key=_key(target) if counts.failed else "",
        )


def failures(sheet: Sheet, found: Iterable[Finding]) -> None:
    """Draw what failed on each host, with the evidence."""
    sheet.section("failures", "Failed checks by host")
    any_failed = False
    for _, group in groupby(found, key=lambda finding: _key(finding.target)):
        _host(sheet, group)
        any_failed = True
    if not any_failed:
        sheet.write("No check failed on any host.", BODY)


def _host(sheet: Sheet, found: Iterable[Finding]) -> None:
    table: Table | None = None
    for finding in found:
        table = table or _headed(sheet, finding.target)
        check = finding.check
        level = LEVELS.get(check.level, check.level)
        table.row((check.check_id, check.title, level, finding.reason or NO_EVIDENCE))
    sheet.y -= 20


def _headed(sheet: Sheet, target: Target) -> Table:
    sheet.room(110)
    sheet.place(_key(target), target.called, 1)
    sheet.write(target.called, HEADING)
    counts = target.counts
    said = (
        target.resource_id,
        target.platform,
        _status(target),
        f"{number(counts.failed)} failed of {number(counts.total)} checks",
        f"score {score(counts)}",
    )
    sheet.write("  ·  ".join(filter(None, said)), SMALL)
    sheet.y -= 6
    return Table(sheet, FAILED)


def _status(target: Target) -> str:
    return " – ".join(filter(None, (target.status or "not begun", target.why)))


def _key(target: Target) -> str:
    return f"host {target.account_id} {target.resource_id}"
