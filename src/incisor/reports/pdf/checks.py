"""What the scan asked: each check that failed with its remediation, then all checks with counts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from incisor.reports.pdf.sheet import HEADING, LEFT, NAVY, WIDTH, Sheet
from incisor.reports.pdf.table import Column, Table
from incisor.reports.pdf.text import BODY, CELL_STRONG, SMALL, STRONG
from incisor.reports.pdf.words import LEVELS, number, plural, score
from incisor.reports.records import Check, Finding

HOSTS_NAMED: Final = 12
"""Hosts that are named with a check; all are in the section of hosts."""
MAX_LINES: Final = 40
"""Of a remediation: published content has shell scripts of seven hundred."""
INDENT: Final = LEFT + 12

ALL: Final = (
    Column("Check", 56, style=CELL_STRONG),
    Column("Title", WIDTH - 56 - 44 - 72 - 3 * 42 - 42),
    Column("Level", 44),
    Column("Platform", 72),
    Column("Passed", 42, right=True),
    Column("Failed", 42, right=True),
    Column("Skipped", 42, right=True),
    Column("Score", 42, right=True),
)

# Platform and id of a check.
Key = tuple[str, str]


def failing_hosts(failures: Iterable[Finding]) -> Mapping[Key, list[str]]:
    """The names of the first hosts on which each check failed."""
    found: dict[Key, list[str]] = {}
    for finding in failures:
        names = found.setdefault((finding.check.platform, finding.check.check_id), [])
        if len(names) < HOSTS_NAMED:
            names.append(finding.target.called)
    return found


def key_of(check: Check) -> str:
    """What the place is called where a failed check is explained."""
    return f"check {check.platform} {check.check_id}"


def failed(sheet: Sheet, checks: Sequence[Check], hosts: Mapping[Key, list[str]]) -> None:
    """Draw each check that failed: what it asks, on which hosts it failed, how it is mended."""
    sheet.section("failed", "Failed checks and their remediation")
    wrong = [check for check in checks if check.counts.failed]
    for check in wrong:
        _check(sheet, check, hosts.get((check.platform, check.check_id), []))
    if not wrong:
        sheet.write("No check failed.", BODY)


def every(sheet: Sheet, checks: Sequence[Check]) -> None:
    """Draw the table of all checks."""
    sheet.section("checks", "All checks")
    table = Table(sheet, ALL)
    for check in checks:
        level = LEVELS.get(check.level, check.level)
        figures = map(number, check.counts)
        words = (check.check_id, check.title, level, check.platform)
        table.row((*words, *figures, score(check.counts)))


def _check(sheet: Sheet, check: Check, hosts: Sequence[str]) -> None:
    sheet.room(96)
    called = f"{check.check_id}  {check.title}"
    sheet.place(key_of(check), called, 1)
    sheet.write(called, HEADING)
    counts = check.counts
    where = f"failed on {number(counts.failed)} of {plural(counts.total, 'host', 'hosts')}"
    level = LEVELS.get(check.level, check.level)
    sheet.write("  ·  ".join(filter(None, (level, check.platform, where))), SMALL)
    sheet.y -= 4
    if check.description:
        sheet.write(check.description, BODY)
    _remediation(sheet, check)
    more = counts.failed - len(hosts)
    named = ", ".join(hosts) + (f" and {number(more)} more" if more > 0 else "")
    sheet.y -= 3
    sheet.write(f"Hosts: {named}", SMALL)
    sheet.y -= 10
    sheet.rule(sheet.y)
    sheet.y -= 10


def _remediation(sheet: Sheet, check: Check) -> None:
    """The remediation, with a line at its side for as long as it goes. Of a long script the
    beginning is enough to know it by."""
    lines = check.remediation.splitlines() or ["None is known here."]
    left_out = len(lines) - MAX_LINES
    sheet.y -= 4
    sheet.room(2 * STRONG.line)
    sheet.write("Remediation", STRONG, x=INDENT)
    page, top = sheet.number, sheet.y + STRONG.line - 3
    sheet.write("\n".join(lines[:MAX_LINES]), BODY, x=INDENT)
    if left_out > 0:
        rest = plural(left_out, "more line, which is", "more lines, which are")
        sheet.write(f"… and {rest} in the CSV report.", SMALL, x=INDENT)
    if sheet.number == page:
        sheet.pen.stroke(LEFT + 2, top, LEFT + 2, sheet.y - 3, NAVY, 1.6)
