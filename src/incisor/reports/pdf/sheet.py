"""The pages of a report, drawn one after another: each is in the file once the next begins.

What is not known while a page is drawn (how many pages there will be, on which page something
stands) is drawn as a form, a named picture that is filled in at the end.
"""

from typing import IO, Any, Final, NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from incisor.reports.pdf import fonts, text
from incisor.reports.pdf.document import Document
from incisor.reports.pdf.fonts import BOLD, REGULAR, printable
from incisor.reports.pdf.pen import Pen
from incisor.reports.pdf.text import BODY, INK, SMALL, Style

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT: Final = 48.0
RIGHT: Final = PAGE_WIDTH - 48.0
WIDTH: Final = RIGHT - LEFT
TOP: Final = PAGE_HEIGHT - 74.0
BOTTOM: Final = 62.0

OF_WIDTH: Final = 30.0
"""Room for " of 12345" at the foot, which is drawn when the last page is."""

NAVY: Final = "0.078 0.188 0.310"
LINE: Final = "0.835 0.855 0.878"
PALE: Final = "0.953 0.961 0.973"
GREEN: Final = "0.184 0.522 0.353"
RED: Final = "0.773 0.188 0.188"
GREY: Final = "0.627 0.659 0.694"

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
        self.canvas = _canvas(file)
        self.canvas.setTitle(title)
        self.canvas.setSubject(subject)
        self.canvas.setAuthor("incisor")
        self.canvas.setCreator("incisor")
        self.pen = Pen(self.canvas)
        self.title = printable(title)
        self.y = TOP
        self.number = 1
        self._running = running
        self._remark_at = TOP
        self._places: dict[str, int] = {}
        self._linked: set[str] = set()
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
        self.canvas.showPage()
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
            self.pen.text(x, self.y, line, style)

    def put(self, x: float, y: float, words: str, style: Style, *, right: bool = False) -> None:
        """Write one line at a place, from x on or up to x."""
        line = printable(words)
        start = x - text.width_of(line, style) if right else x
        self.pen.text(start, y, line, style)

    def rule(self, y: float, wide: float = 0.5) -> None:
        """Draw a hair line from margin to margin."""
        self.pen.stroke(LEFT, y, RIGHT, y, LINE, wide)

    def page_of(self, x: float, y: float, key: str, style: Style) -> None:
        """Write, up to x, the number of the page on which the thing begins, whenever that is."""
        self._marks.setdefault(self.number, []).append(Mark(x, y, key, style))

    def link(self, key: str, left: float, bottom: float, right: float, top: float) -> None:
        """Make a rectangle a link to the thing."""
        self._linked.add(key)
        self.canvas.linkRect("", key, (left, bottom, right, top), relative=0, thickness=0)

    def remark_here(self) -> None:
        """Leave the room below for what is remarked at the end."""
        self._remark_at = self.y
        self.canvas.doForm("remark")

    def end(self, remark: str = "") -> int:
        """Fill in what was not known, and write the end of the file; the number of pages.

        A link to what was never drawn leads here.
        """
        for key in self._linked - self._places.keys():
            self.canvas.bookmarkHorizontal(key, 0, self.y)
        self._finish()
        self.canvas.showPage()
        for number, marks in self._marks.items():
            self._form(f"marks{number}")
            for mark in marks:
                if mark.key in self._places:
                    self.put(mark.x, mark.y, str(self._places[mark.key]), mark.style, right=True)
            self.canvas.endForm()
        self._form("remark")
        self.y = self._remark_at
        self.write(remark, SMALL)
        self.canvas.endForm()
        self._form("pages")
        self.put(RIGHT - OF_WIDTH, 36, f" of {self.number}", SMALL)
        self.canvas.endForm()
        self.canvas.save()
        return self.number

    def _form(self, name: str) -> None:
        self.canvas.beginForm(name, 0, 0, PAGE_WIDTH, PAGE_HEIGHT)

    def _finish(self) -> None:
        """What each page has but the cover: a head, a foot, and its number."""
        if self.number in self._marks:
            self.canvas.doForm(f"marks{self.number}")
        if self.number == 1:
            return
        self.rule(PAGE_HEIGHT - 50)
        self.rule(50)
        self.put(LEFT, PAGE_HEIGHT - 42, text.one_line(self.title, SMALL, WIDTH), SMALL)
        self.put(LEFT, 36, text.one_line(self._running, SMALL, WIDTH - 90), SMALL)
        self.put(RIGHT - OF_WIDTH, 36, f"Page {self.number}", SMALL, right=True)
        self.canvas.doForm("pages")


def _canvas(file: IO[bytes]) -> Canvas:
    """A canvas that writes its pages as they end, with no font but those that are embedded."""
    out: Any = file
    font: Any = REGULAR  # the stubs take it for a number
    canvas = Canvas(out, pagesize=A4, pageCompression=1, initialFontName=font)
    vars(canvas)["_doc"] = Document(file, lang="en")  # the class has no parameter for it
    canvas.showOutline()
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas
