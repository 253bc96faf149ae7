"""Text that is not plain: from the order in which it is read to glyphs from left to right.

A line is put into the order in which it is seen (Unicode's bidirectional algorithm, UAX 9), cut
into runs of one font and direction, and each run is shaped by HarfBuzz, so that letters join and
marks stand as their script wants it. The line as a whole goes from left to right.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from bidi import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapedStr, shapeStr

from incisor.reports.pdf.fonts import font_of

RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
"""Of the bidirectional classes (UAX 9, table 4), those of letters that go from right to left."""
MARKS: Final = frozenset({"Mn", "Mc", "Me"})
REMEMBERED: Final = 2_000
"""Lines and runs that are kept as they are drawn."""


@lru_cache(REMEMBERED)
def runs(line: str, font: str) -> Sequence[tuple[str, str]]:
    """The line from left to right in runs of one font, each run as it is read."""
    return list(_runs(line, font))


def _runs(line: str, font: str) -> Iterator[tuple[str, str]]:
    seen = get_display(line, base_dir="L")
    kinds = [(_font(c, font), _is_rtl(c)) for c in seen]
    kinds = [_with_letter(kinds, index, c) for index, c in enumerate(seen)]
    at = 0
    for (name, backward), group in groupby(kinds):
        run = seen[at : at + len(list(group))]
        at += len(run)
        yield name, run[::-1] if backward else run


@lru_cache(REMEMBERED)
def shaped(run: str, font: str, size: float) -> tuple[str, float]:
    """A run with its glyphs chosen and placed, from left to right, and its width."""
    shape: Any = shapeStr  # the stubs know neither fractions of points nor what comes back
    drawn = shape(run, font, size)
    if not isinstance(drawn, ShapedStr):
        return drawn, float(pdfmetrics.stringWidth(drawn, font, size))
    glyphs: Any = vars(drawn)["__shapeData__"]
    return drawn, sum(glyph.x_advance for glyph in glyphs) * size / 1000


def _font(character: str, font: str) -> str:
    return font_of(character, font) or font


def _is_rtl(character: str) -> bool:
    return unicodedata.bidirectional(character) in RIGHT_TO_LEFT


def _with_letter(kinds: list[tuple[str, bool]], index: int, character: str) -> tuple[str, bool]:
    """A mark's run is that of the letter that it stands on."""
    if unicodedata.category(character) not in MARKS:
        return kinds[index]
    before = kinds[index - 1] if index else kinds[index]
    after = kinds[index + 1] if index + 1 < len(kinds) else kinds[index]
    return after if after[1] else before
