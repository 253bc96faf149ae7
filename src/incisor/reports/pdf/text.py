"""Lines of text: broken at a width, and drawn.

What is plain (nearly everything) takes the short way: one font, left to right. All else is drawn in
the runs that `shaping` makes of it.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from incisor.reports.pdf import shaping
from incisor.reports.pdf.fonts import BOLD, REGULAR, font_of, printable

INK: Final = HexColor("#1b1f24")
MUTED: Final = HexColor("#5b6570")
WHITE: Final = HexColor("#ffffff")

REMEMBERED: Final = 50_000
"""Words whose width is kept."""
# Scripts whose letters stand side by side, one glyph each: up to the end of Cyrillic.
PLAIN_BELOW: Final = "\u0530"


class Style(NamedTuple):
    """How text looks; sizes in points."""

    size: float
    font: str = REGULAR
    colour: Color = INK
    leading: float = 1.35

    @property
    def line(self) -> float:
        """The height of a line."""
        return self.size * self.leading


BODY: Final = Style(9)
SMALL: Final = Style(7.5, colour=MUTED)
STRONG: Final = Style(9, BOLD)
CELL: Final = Style(7.8, leading=1.28)
CELL_STRONG: Final = Style(7.8, BOLD, leading=1.28)


def lines_of(text: str, style: Style, width: float) -> list[str]:
    """The text in printable lines that are no wider; breaks of its own are kept."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.extend(_broken(printable(paragraph), style, width))
    return lines


def one_line(text: str, style: Style, width: float) -> str:
    """As much of the text as fits on one line, marked as cut if it is."""
    line = printable(" ".join(text.split()))
    if width_of(line, style) <= width:
        return line
    return _fitting(line, style.font, width / style.size - _units("…", style.font)) + "…"


def width_of(line: str, style: Style) -> float:
    """How wide a printable line is, in points."""
    return _units(line, style.font) * style.size


def draw(canvas: Canvas, x: float, y: float, line: str, style: Style) -> None:
    """Draw a printable line from x on, on the base line y."""
    canvas.setFillColor(style.colour)
    if _is_plain(line, style.font):
        canvas.setFont(style.font, style.size)
        canvas.drawString(x, y, line)
        return
    for font, run in shaping.runs(line, style.font):
        canvas.setFont(font, style.size)
        shaped, width = shaping.shaped(run, font, style.size)
        canvas.drawString(x, y, shaped)
        x += width


def _broken(text: str, style: Style, width: float) -> Iterator[str]:
    """Lines as full as can be; a word that is wider than a line is broken where the line ends."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    room, space = width / style.size, _units(" ", style.font)
    line, used = indent, _units(indent, style.font)
    for word in text.split():
        wide = _units(word, style.font)
        if line.strip() and used + space + wide > room:
            yield line
            line, used = indent, _units(indent, style.font)
        while used + wide > room:
            piece = _fitting(word, style.font, room - used)
            yield line + piece
            word, line, used = word[len(piece) :], indent, _units(indent, style.font)
            wide = _units(word, style.font)
        gap = " " if line.strip() else ""
        line, used = f"{line}{gap}{word}", used + wide + (space if gap else 0)
    yield line


def _fitting(word: str, font: str, room: float) -> str:
    """The beginning of a word that fits, at least one character; a mark stays with its letter."""
    used, count = 0.0, 0
    for index, character in enumerate(word):
        used += _units(character, font)
        if used > room and index:
            break
        if index + 1 == len(word) or not unicodedata.combining(word[index + 1]):
            count = index + 1
    return word[: count or 1]


@lru_cache(REMEMBERED)
def _units(text: str, font: str) -> float:
    """The width of a text at size 1, before letters join."""
    if _is_plain(text, font):
        return float(pdfmetrics.stringWidth(text, font, 1))
    return sum(float(pdfmetrics.stringWidth(c, font_of(c, font) or font, 1)) for c in text)


@lru_cache(REMEMBERED)
def _is_plain(text: str, font: str) -> bool:
    if text.isascii():
        return True
    return max(text) < PLAIN_BELOW and all(font_of(c, font) == font for c in text)
