"""What a page is drawn with: lines of text, filled rectangles and strokes, as PDF's own operators.

A canvas of ReportLab would write the same. But a fleet's report is made of the same few thousand
lines over and over: here what draws a line is remembered (ISO 32000-1, 8.5 and 9.4).
"""

from functools import lru_cache
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from incisor.reports.pdf import shaping
from incisor.reports.pdf.text import Style, is_plain

REMEMBERED: Final = 10_000
"""Lines whose operators are kept."""

# ISO 32000-1, 7.3.4.2: what means something in a string, and what a reader might change.
_ESCAPED: Final = {code: f"\\{code:03o}" for code in (*range(32), 40, 41, 92, 127)}


class Pen:
    """Draws on the page that its canvas is at. Lengths in points, from the page's lower left."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._shows = lru_cache(REMEMBERED)(self._plain)

    def text(self, x: float, y: float, line: str, style: Style) -> None:
        """Draw a printable line from x on, on the base line y."""
        if is_plain(line, style.font):
            shown = self._shows(line, style)
            self._canvas.addLiteral(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {shown} ET")
            return
        self._canvas.addLiteral(f"{style.colour} rg")
        for font, run in shaping.runs(line, style.font):
            self._canvas.setFont(font, style.size)
            shaped, width = shaping.shaped(run, font, style.size)
            self._canvas.drawString(x, y, shaped)
            x += width

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle whose lower left corner is at x, y."""
        self._canvas.addLiteral(f"{colour} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def stroke(
        self, x: float, y: float, x2: float, y2: float, colour: str, wide: float, dash: str = ""
    ) -> None:
        """Draw a straight line; `dash` is the lengths of its dashes and gaps."""
        line = f"{x:.2f} {y:.2f} m {x2:.2f} {y2:.2f} l S"
        self._canvas.addLiteral(f"{colour} RG {wide:.2f} w [{dash}] 0 d {line}")

    def _plain(self, line: str, style: Style) -> str:
        """What shows a line of one font in its colour, wherever it begins."""
        font: Any = pdfmetrics.getFont(style.font)
        document = vars(self._canvas)["_doc"]
        parts = [f"{style.colour} rg"]
        for subset, codes in font.splitString(line, document):
            name = font.getSubsetInternalName(subset, document)
            string = codes.decode("latin-1").translate(_ESCAPED)
            parts.append(f"{name} {style.size:.2f} Tf ({string}) Tj")
        return " ".join(parts)
