"""The first page: which scan this is of, what it covered, and what came out, in five figures."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from incisor.domain.finding import Counts
from incisor.reports.pdf import text
from incisor.reports.pdf.fonts import BOLD
from incisor.reports.pdf.sheet import (
    BOTTOM,
    GREEN,
    GREY,
    HEADING,
    LEFT,
    NAVY,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PALE,
    RED,
    WIDTH,
    Sheet,
)
from incisor.reports.pdf.text import BODY, SMALL, WHITE, Style
from incisor.reports.pdf.words import LEVELS, MEANINGS, instant, number, score
from incisor.reports.records import Scope

BAND: Final = 250.0
KIND: Final = Style(11, BOLD, WHITE)
NAME: Final = Style(26, BOLD, WHITE, leading=1.2)
NAME_SIZES: Final = (26, 21, 16, 11)
NAME_LINES: Final = 3
UNDER: Final = Style(10, colour=WHITE)
FIGURE: Final = Style(19, BOLD)
LABEL: Final = Style(8.5, BOLD)
NAMES_SHOWN: Final = 12
"""Of accounts and of tags."""
READING_HEIGHT: Final = 112.0
TILE_GAP: Final = 9.0


class Hosts(NamedTuple):
    """How many targets the report has, and how many of them completed."""

    total: int
    completed: int


def cover(sheet: Sheet, scope: Scope, hosts: Hosts) -> None:
    """Draw the cover, which is the first page."""
    _band(sheet, scope)
    _tiles(sheet, scope.counts, hosts)
    sheet.y -= 24
    for label, value in _facts(scope):
        _fact(sheet, label, value)
    if scope.reason:
        sheet.y -= 10
        sheet.write("This scan is not all that it should be", Style(10, BOLD, RED))
        sheet.write(scope.reason, BODY)
    _reading(sheet)


def _band(sheet: Sheet, scope: Scope) -> None:
    sheet.pen.fill(0, PAGE_HEIGHT - BAND, PAGE_WIDTH, BAND, NAVY)
    sheet.put(LEFT, PAGE_HEIGHT - 84, "CIS SCAN REPORT", KIND)
    style = _name_style(scope.scan_name)
    y = PAGE_HEIGHT - 118
    for line in text.lines_of(scope.scan_name, style, WIDTH):
        sheet.put(LEFT, y, line, style)
        y -= style.line
    sheet.put(LEFT, PAGE_HEIGHT - BAND + 38, f"{scope.status}, {instant(scope.ended_at)}", UNDER)
    made = f"Report made by {scope.made_by}, {instant(scope.made_at)}"
    sheet.put(LEFT, PAGE_HEIGHT - BAND + 20, made, UNDER)
    sheet.y = PAGE_HEIGHT - BAND


def _name_style(name: str) -> Style:
    """The largest of NAME_SIZES in which all of the name is in its lines."""
    styles = [NAME._replace(size=size) for size in NAME_SIZES]
    fits = (each for each in styles if len(text.lines_of(name, each, WIDTH)) <= NAME_LINES)
    return next(fits, styles[-1])


def _tiles(sheet: Sheet, counts: Counts, hosts: Hosts) -> None:
    tiles: list[tuple[str, str, str]] = [
        ("Score", score(counts), NAVY),
        ("Hosts completed", f"{number(hosts.completed)} of {number(hosts.total)}", NAVY),
        ("Checks passed", number(counts.passed), GREEN),
        ("Checks failed", number(counts.failed), RED),
        ("Checks skipped", number(counts.skipped), GREY),
    ]
    width = (WIDTH - TILE_GAP * (len(tiles) - 1)) / len(tiles)
    top, height = sheet.y - 22, 66.0
    for index, (label, figure, colour) in enumerate(tiles):
        x = LEFT + index * (width + TILE_GAP)
        sheet.pen.fill(x, top - height, width, height, PALE)
        sheet.pen.fill(x, top - 3, width, 3, colour)
        sheet.put(x + 8, top - 34, figure, _fitting(figure, width - 16))
        sheet.put(x + 8, top - 54, label, SMALL)
    sheet.y = top - height


def _fitting(figure: str, width: float) -> Style:
    """The style of a figure, smaller if it is long."""
    wide = text.width_of(figure, FIGURE)
    return FIGURE if wide <= width else FIGURE._replace(size=FIGURE.size * width / wide)


def _fact(sheet: Sheet, label: str, value: str) -> None:
    """A label with what it says beside it, over a hair line."""
    top = sheet.y
    sheet.put(LEFT, top - BODY.line, label, LABEL)
    sheet.write(value, BODY, x=LEFT + 120)
    sheet.y -= 6
    sheet.rule(sheet.y)
    sheet.y -= 3


def _reading(sheet: Sheet) -> None:
    """At the foot, what the words mean."""
    sheet.room(READING_HEIGHT)
    sheet.y = min(sheet.y, BOTTOM + READING_HEIGHT)
    sheet.write("How to read this report", HEADING)
    sheet.y -= 4
    for label, value in MEANINGS:
        _fact(sheet, label, value)


def _facts(scope: Scope) -> Iterator[tuple[str, str]]:
    accounts = "account" if len(scope.accounts) == 1 else "accounts"
    yield "Scope", f"All targets of this scan in {accounts} {_listed(scope.accounts, ', ')}"
    yield "Targets chosen by tags", _tags(scope) or "none"
    yield "Security level", LEVELS.get(scope.security_level, scope.security_level)
    yield "Benchmark", "; ".join(scope.benchmarks) or "none: no host named a benchmark known here"
    yield "Scan began", instant(scope.scan_date)
    yield "Scan ended", instant(scope.ended_at)
    yield "Scan", scope.scan_arn


def _tags(scope: Scope) -> str:
    tags = [f"{key} = {' or '.join(values)}" for key, values in scope.target_tags.items()]
    return _listed(tags, "; ")


def _listed(names: Sequence[str], between: str) -> str:
    """The first of the names, and how many more there are."""
    more = len(names) - NAMES_SHOWN
    return between.join(names[:NAMES_SHOWN]) + (f"{between}and {more} more" if more > 0 else "")
