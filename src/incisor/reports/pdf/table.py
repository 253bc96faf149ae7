"""Tables that go on over pages, with their head on each. A row is never divided."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from incisor.reports.pdf import text
from incisor.reports.pdf.fonts import BOLD
from incisor.reports.pdf.sheet import LEFT, NAVY, PALE, RIGHT, Sheet
from incisor.reports.pdf.text import CELL, WHITE, Style

PAD: Final = 3.5
HEAD: Final = Style(7.5, BOLD, WHITE)


class Column(NamedTuple):
    """A column's title and width in points; numbers stand at the right. `cut` keeps to one line."""

    title: str
    width: float
    right: bool = False
    style: Style = CELL
    cut: bool = False


class Table:
    """A table that is being written, row by row."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column]) -> None:
        self._sheet = sheet
        self._columns = columns
        self._odd = False
        sheet.room(4 * CELL.line)
        self._head()

    def row(self, cells: Sequence[str], key: str = "") -> None:
        """Write a row; with a key the last cell is its page's number, and the row a link."""
        lines = [_lines(cell, column) for cell, column in zip(cells, self._columns, strict=True)]
        height = max(
            len(each) * column.style.line for each, column in zip(lines, self._columns, strict=True)
        )
        height += 2 * PAD
        if self._sheet.room(height):
            self._head()
        self._draw(lines, height)
        if key:
            self._to_page(key, height)
        self._sheet.y -= height

    def _draw(self, lines: list[Sequence[str]], height: float) -> None:
        sheet, x = self._sheet, LEFT
        self._odd = not self._odd
        if not self._odd:
            sheet.pen.fill(LEFT, sheet.y - height, RIGHT - LEFT, height, PALE)
        sheet.rule(sheet.y - height, 0.4)
        for cell, column in zip(lines, self._columns, strict=True):
            y = sheet.y - PAD - column.style.size
            for line in cell:
                _put(sheet, x, y, line, column, column.style)
                y -= column.style.line
            x += column.width

    def _to_page(self, key: str, height: float) -> None:
        sheet = self._sheet
        style = self._columns[-1].style
        sheet.page_of(RIGHT - PAD, sheet.y - PAD - style.size, key, style)
        sheet.link(key, LEFT, sheet.y - height, RIGHT, sheet.y)

    def _head(self) -> None:
        sheet, x, height = self._sheet, LEFT, HEAD.line + 2 * PAD
        sheet.pen.fill(LEFT, sheet.y - height, RIGHT - LEFT, height, NAVY)
        for column in self._columns:
            _put(sheet, x, sheet.y - PAD - HEAD.size, column.title, column, HEAD)
            x += column.width
        sheet.y -= height
        self._odd = False


def _lines(cell: str, column: Column) -> Sequence[str]:
    width = column.width - 2 * PAD
    if column.cut:
        return [text.one_line(cell, column.style, width)]
    return text.lines_of(cell, column.style, width)


def _put(sheet: Sheet, x: float, y: float, line: str, column: Column, style: Style) -> None:
    if column.right:
        sheet.put(x + column.width - PAD, y, line, style, right=True)
    else:
        sheet.put(x + PAD, y, line, style)
