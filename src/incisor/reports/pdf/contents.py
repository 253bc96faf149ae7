"""The contents: each section with its page, and a link to it."""

from collections.abc import Sequence
from typing import Final

from incisor.reports.pdf import text
from incisor.reports.pdf.sheet import HEADING, LEFT, LINE, RIGHT, SECTION, Sheet
from incisor.reports.pdf.text import BODY, Style

ENTRY: Final = Style(11)


def contents(sheet: Sheet, sections: Sequence[tuple[str, str, str]]) -> None:
    """Draw the page; of each section its key, title, and what it shows."""
    sheet.turn()
    sheet.write("Contents", SECTION)
    sheet.y -= 14
    for key, title, shows in sections:
        top = sheet.y
        sheet.y -= HEADING.line
        sheet.put(LEFT, sheet.y, title, HEADING)
        sheet.page_of(RIGHT, sheet.y, key, ENTRY)
        start = LEFT + text.width_of(title, HEADING) + 8
        sheet.pen.stroke(start, sheet.y, RIGHT - 36, sheet.y, LINE, 0.6, dash="1 3")
        sheet.write(shows, BODY, right=RIGHT - 60)
        sheet.link(key, LEFT, sheet.y - 3, RIGHT, top)
        sheet.y -= 12
    sheet.remark_here()
