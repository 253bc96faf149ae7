"""The summary: the score of each chapter as a chart, how the hosts ended, what failed most."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from incisor.domain.finding import Counts
from incisor.reports.pdf import text
from incisor.reports.pdf.checks import key_of
from incisor.reports.pdf.sheet import (
    GREEN,
    GREY,
    HEADING,
    LEFT,
    RED,
    RIGHT,
    WIDTH,
    Sheet,
)
from incisor.reports.pdf.table import Column, Table
from incisor.reports.pdf.text import BODY, CELL, CELL_STRONG, SMALL, STRONG
from incisor.reports.pdf.words import LEVELS, SCORE_MEANS, number, score
from incisor.reports.records import Check, Target

BAR_LEFT: Final = LEFT + 190
BAR_RIGHT: Final = RIGHT - 52
BAR_HEIGHT: Final = 13.0
ROW_HEIGHT: Final = 27.0
COLOURS: Final = (GREEN, RED, GREY)
WORDS: Final = ("passed", "failed", "skipped")
MOST: Final = 10
OTHER: Final = "Other checks"
COMPLETED: Final = "COMPLETED"

MOST_COLUMNS: Final = (
    Column("Check", 56, style=CELL_STRONG),
    Column("Title", WIDTH - 56 - 52 - 50 - 50 - 36),
    Column("Level", 52),
    Column("Failed", 50, right=True),
    Column("of hosts", 50, right=True),
    Column("Page", 36, right=True),
)
ACCOUNTS: Final = (
    Column("Account", 100, style=CELL_STRONG),
    Column("Hosts", WIDTH - 100 - 5 * 60, right=True),
    Column("Completed", 60, right=True),
    Column("Passed", 60, right=True),
    Column("Failed", 60, right=True),
    Column("Skipped", 60, right=True),
    Column("Score", 60, right=True, style=CELL_STRONG),
)
STATES: Final = (Column("Status", 180), Column("Hosts", 60, right=True))


class Account:
    """What came of the hosts of one account."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.counts = Counts()

    def add(self, target: Target) -> None:
        """Count one of its hosts."""
        self.statuses[target.status] += 1
        self.counts = added(self.counts, target.counts)


def by_account(targets: Iterable[Target]) -> dict[str, Account]:
    """The accounts of the targets, in the order of their ids."""
    found: dict[str, Account] = {}
    for target in targets:
        found.setdefault(target.account_id, Account()).add(target)
    return dict(sorted(found.items()))


def summary(sheet: Sheet, checks: Sequence[Check], accounts: Mapping[str, Account]) -> None:
    """Draw the section; the table of accounts if there are several."""
    sheet.section("summary", "Summary")
    sheet.write("Score by chapter", HEADING)
    sheet.y -= 4
    _legend(sheet)
    for chapter, counts in by_chapter(checks).items():
        _bar(sheet, chapter, counts)
    sheet.y -= 2
    sheet.write(SCORE_MEANS, SMALL)
    sheet.y -= 18
    sheet.write("How the hosts ended", HEADING)
    sheet.y -= 6
    table = Table(sheet, (*STATES, Column("", WIDTH - 240)))
    for status, hosts in sorted(statuses_of(accounts).items()):
        table.row((status or "not begun", number(hosts), ""))
    if len(accounts) > 1:
        _accounts(sheet, accounts)
    _most(sheet, checks)


def by_chapter(checks: Iterable[Check]) -> dict[str, Counts]:
    """What passed, failed and was skipped in each chapter, in the order of the checks."""
    found: dict[str, Counts] = {}
    for check in checks:
        known = found.get(check.chapter or OTHER, Counts())
        found[check.chapter or OTHER] = added(known, check.counts)
    return found


def statuses_of(accounts: Mapping[str, Account]) -> Counter[str]:
    """How many hosts of all accounts have each status."""
    return sum((each.statuses for each in accounts.values()), Counter())


def added(one: Counts, other: Counts) -> Counts:
    """Both together."""
    return Counts(*map(sum, zip(one, other, strict=True)))


def _accounts(sheet: Sheet, accounts: Mapping[str, Account]) -> None:
    sheet.y -= 18
    sheet.room(80)
    sheet.write("Accounts", HEADING)
    sheet.y -= 6
    table = Table(sheet, ACCOUNTS)
    for account_id, account in accounts.items():
        hosts = (account.statuses.total(), account.statuses[COMPLETED])
        figures = map(number, (*hosts, *account.counts))
        table.row((account_id, *figures, score(account.counts)))


def _legend(sheet: Sheet) -> None:
    sheet.y -= 12
    x = BAR_LEFT
    for colour, word in zip(COLOURS, WORDS, strict=True):
        sheet.pen.fill(x, sheet.y, 8, 8, colour)
        sheet.put(x + 12, sheet.y + 1, word, SMALL)
        x += 60
    sheet.put(RIGHT, sheet.y + 1, "score", SMALL, right=True)
    sheet.y -= 6


def _bar(sheet: Sheet, chapter: str, counts: Counts) -> None:
    """One chapter: its title, its checks as parts of a bar, its score."""
    sheet.room(ROW_HEIGHT)
    sheet.y -= ROW_HEIGHT
    base = sheet.y + 8
    title = text.one_line(chapter, BODY, BAR_LEFT - LEFT - 10)
    sheet.put(LEFT, base + 3, title, BODY)
    x, whole = BAR_LEFT, BAR_RIGHT - BAR_LEFT
    for amount, colour in zip(counts, COLOURS, strict=True):
        width = whole * amount / max(counts.total, 1)
        sheet.pen.fill(x, base, width, BAR_HEIGHT, colour)
        _inside(sheet, x, base, width, amount)
        x += width
    sheet.put(RIGHT, base + 3, score(counts), STRONG, right=True)
    sheet.rule(sheet.y, 0.4)


def _inside(sheet: Sheet, x: float, base: float, width: float, amount: int) -> None:
    """The number in its part of a bar, if there is room for it."""
    style = CELL._replace(colour=text.WHITE)
    words = number(amount)
    wide = text.width_of(words, style)
    if amount and wide + 4 <= width:
        sheet.put(x + (width - wide) / 2, base + 3.5, words, style)


def _most(sheet: Sheet, checks: Sequence[Check]) -> None:
    failed = [check for check in checks if check.counts.failed]
    if not failed:
        return
    sheet.y -= 18
    sheet.room(120)
    sheet.write("Checks that failed on the most hosts", HEADING)
    sheet.y -= 6
    table = Table(sheet, MOST_COLUMNS)
    for check in sorted(failed, key=lambda check: -check.counts.failed)[:MOST]:
        table.row(
            (
                check.check_id,
                check.title,
                LEVELS.get(check.level, check.level),
                number(check.counts.failed),
                number(check.counts.total),
                "",
            ),
            key=key_of(check),
        )
