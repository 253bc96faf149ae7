"""The pages of a report, written one after another: what is drawn is packed at once.

What is not known while a page is drawn (how many pages there will be, on which page something
stands) is drawn as a form, a named picture that is filled in at the end.
"""

import zlib
from typing import IO, Any, Final, NamedTuple

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from incisor.reports.pdf import fonts, text
from incisor.reports.pdf.fonts import BOLD, printable
from incisor.reports.pdf.text import BODY, INK, SMALL, Style

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT: Final = 48.0
RIGHT: Final = PAGE_WIDTH - 48.0
WIDTH: Final = RIGHT - LEFT
TOP: Final = PAGE_HEIGHT - 74.0
BOTTOM: Final = 62.0

OF_WIDTH: Final = 30.0
"""Room for " of 12345" at the foot, which is drawn when the last page is."""

NAVY: Final = HexColor("#14304f")
LINE: Final = HexColor("#d5dae0")
PALE: Final = HexColor("#f3f5f8")
GREEN: Final = HexColor("#2f855a")
RED: Final = HexColor("#c53030")
GREY: Final = HexColor("#a0a8b1")

SECTION: Final = Style(17, BOLD, NAVY)
HEADING: Final = Style(11.5, BOLD, INK)


class Mark(NamedTuple):
    """Where the number of the page goes on which something stands; `x` is its right end."""

    x: float
    y: float
    key: str
    style: Style


class Sheet:
    """The page that is being drawn, and where on it the next thing goes (`y`, downwards)."""

    def __init__(self, file: IO[bytes], title: str, subject: str, running: str) -> None:
        """`running` is what stands at the foot of each page."""
        fonts.register()
        stream: Any = file
        self.canvas = Canvas(stream, pagesize=A4, pageCompression=1, lang="en")
        self.canvas.setTitle(title)
        self.canvas.setSubject(subject)
        self.canvas.setCreator("incisor")
        self.title = printable(title)
        self.y = TOP
        self.number = 1
        self._running = running
        self._places: dict[str, int] = {}
        self._marks: dict[int, list[Mark]] = {}

    def room(self, height: float) -> bool:
        """Go to a new page if so much does not fit on this one; whether that was so."""
        if self.y - height >= BOTTOM:
            return False
        self.turn()
        return True

    def turn(self) -> None:
        """End this page and begin the next."""
        self._finish()
        self._pack()
        self.number += 1
        self.y = TOP

    def section(self, key: str, title: str) -> None:
        """Begin a section on a new page."""
        self.turn()
        self.place(key, title, 0)
        self.write(title, SECTION)
        self.y -= 8

    def place(self, key: str, title: str, level: int) -> None:
        """Remember that the thing called so begins here: for links, outline and page numbers."""
        self._places[key] = self.number
        self.canvas.bookmarkHorizontal(key, 0, self.y + 14)
        self.canvas.addOutlineEntry(printable(title), key, level, closed=level == 0)

    def write(self, words: str, style: Style = BODY, x: float = LEFT, right: float = RIGHT) -> None:
        """Write a text from x to right, over as many lines and pages as it needs."""
        for line in text.lines_of(words, style, right - x):
            self.room(style.line)
            self.y -= style.line
            text.draw(self.canvas, x, self.y, line, style)

    def put(self, x: float, y: float, words: str, style: Style, *, right: bool = False) -> None:
        """Write one line at a place, from x on or up to x."""
        line = printable(words)
        start = x - text.width_of(line, style) if right else x
        text.draw(self.canvas, start, y, line, style)

    def page_of(self, x: float, y: float, key: str, style: Style) -> None:
        """Write, up to x, the number of the page on which the thing begins, whenever that is."""
        self._marks.setdefault(self.number, []).append(Mark(x, y, key, style))

    def link(self, key: str, left: float, bottom: float, right: float, top: float) -> None:
        """Make a rectangle a link to the thing."""
        self.canvas.linkRect("", key, (left, bottom, right, top), relative=0, thickness=0)

    def end(self) -> int:
        """Fill in what was not known, and write the end of the file; the number of pages."""
        self._finish()
        self._pack()
        for number, marks in self._marks.items():
            self._form(f"marks{number}")
            for mark in marks:
                if mark.key in self._places:
                    self.put(mark.x, mark.y, str(self._places[mark.key]), mark.style, right=True)
            self.canvas.endForm()
        self._form("pages")
        self.put(RIGHT - OF_WIDTH, 36, f" of {self.number}", SMALL)
        self.canvas.endForm()
        self.canvas.save()
        return self.number

    def _pack(self) -> None:
        """Let go of the page: ReportLab would keep its text, some 25 kB, until the file's end."""
        self.canvas.showPage()
        document: Any = vars(self.canvas)["_doc"]  # there is no public way to its pages
        page = document.Pages.pages[-1]
        packed = PDFDictionary({"Filter": PDFArray([PDFName("FlateDecode")])})
        page.Contents = PDFStream(packed, zlib.compress(page.stream.encode("latin-1")))
        page.stream = ""

    def _form(self, name: str) -> None:
        self.canvas.beginForm(name, 0, 0, PAGE_WIDTH, PAGE_HEIGHT)

    def _finish(self) -> None:
        """What each page has but the cover: a head, a foot, and its number."""
        if self.number in self._marks:
            self.canvas.doForm(f"marks{self.number}")
        if self.number == 1:
            return
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(LEFT, PAGE_HEIGHT - 50, RIGHT, PAGE_HEIGHT - 50)
        self.canvas.line(LEFT, 50, RIGHT, 50)
        self.put(LEFT, PAGE_HEIGHT - 42, text.one_line(self.title, SMALL, WIDTH), SMALL)
        self.put(LEFT, 36, text.one_line(self._running, SMALL, WIDTH - 90), SMALL)
        self.put(RIGHT - OF_WIDTH, 36, f"Page {self.number}", SMALL, right=True)
        self.canvas.doForm("pages")
