"""Lines of text: how wide they are, and where they are broken.

What is plain (nearly everything) takes the short way: one font, left to right.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from reportlab.pdfbase import pdfmetrics

from incisor.reports.pdf.fonts import BOLD, REGULAR, font_of, printable

# Colours are red, green and blue from 0 to 1, as PDF's operators take them.
INK: Final = "0.106 0.122 0.141"
MUTED: Final = "0.357 0.396 0.439"
WHITE: Final = "1 1 1"

REMEMBERED: Final = 20_000
"""Words whose width is kept."""
TEXTS: Final = 5_000
"""Texts whose lines are kept: each host's failures have the same titles."""
BREAKS: Final = frozenset("-_./:,;=@|&?")
"""Characters after which a long word is best broken."""
FULL: Final = 0.6
"""The share of a line that a break of this kind must leave filled."""
# Scripts whose letters stand side by side, one glyph each: up to the end of Cyrillic.
PLAIN_BELOW: Final = "\u0530"


class Style(NamedTuple):
    """How text looks; sizes in points."""

    size: float
    font: str = REGULAR
    colour: str = INK
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


@lru_cache(TEXTS)
def lines_of(text: str, style: Style, width: float) -> tuple[str, ...]:
    """The text in printable lines that are no wider; breaks of its own are kept."""
    paragraphs = text.splitlines() or [""]
    return tuple(line for each in paragraphs for line in _broken(printable(each), style, width))


def one_line(text: str, style: Style, width: float) -> str:
    """As much of the text as fits on one line, marked as cut if it is."""
    line = printable(" ".join(text.split()))
    if width_of(line, style) <= width:
        return line
    return _fitting(line, style.font, width / style.size - _units("…", style.font)) + "…"


def width_of(line: str, style: Style) -> float:
    """How wide a printable line is, in points."""
    return _units(line, style.font) * style.size


@lru_cache(REMEMBERED)
def is_plain(text: str, font: str) -> bool:
    """Whether the font draws the text as it is: one glyph for each character, left to right."""
    if text.isascii():
        return True
    return max(text) < PLAIN_BELOW and all(font_of(c, font) == font for c in text)


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
    """The beginning of a word that fits, at least one character; a mark stays with its letter.

    A name or path goes on after one of BREAKS, unless that would leave most of the line empty.
    """
    used, count, at_break = 0.0, 0, 0
    for index, character in enumerate(word):
        used += _units(character, font)
        if used > room and index:
            break
        if index + 1 == len(word) or not unicodedata.combining(word[index + 1]):
            count = index + 1
            at_break = count if character in BREAKS else at_break
    return word[: (at_break if at_break > count * FULL else count) or 1]


@lru_cache(REMEMBERED)
def _units(text: str, font: str) -> float:
    """The width of a text at size 1, before letters join."""
    if is_plain(text, font):
        return float(pdfmetrics.stringWidth(text, font, 1))
    return sum(float(pdfmetrics.stringWidth(c, font_of(c, font) or font, 1)) for c in text)
