"""What is drawn, read back with pypdf."""

import io

import pytest
from pypdf import PdfReader

from incisor.reports.pdf.sheet import RED, Sheet
from incisor.reports.pdf.text import BODY, STRONG


def drawn(*lines: str) -> str:
    """The text of a page with these lines."""
    file = io.BytesIO()
    sheet = Sheet(file, title="T", subject="S", running="R")
    for line in lines:
        sheet.write(line)
    sheet.end()
    return PdfReader(file, strict=True).pages[0].extract_text()


@pytest.mark.parametrize(
    "line", ["(", ")", "\\", "(()", "a\\)b", "\\\\(", "".join(map(chr, range(33, 127)))]
)
def test_marks_of_pdf_itself_are_drawn(line: str) -> None:
    """Brackets and backslashes are text like any other."""
    assert drawn(line).strip() == line


def test_more_characters_than_a_font_has_codes_are_drawn() -> None:
    """A font of PDF has 256 codes: what goes beyond is drawn with the next part of it."""
    letters = [
        chr(code) for code in (*range(0xC0, 0x17F), *range(0x391, 0x3A1), *range(0x410, 0x450))
    ]
    lines = ["".join(letters[at : at + 40]) for at in range(0, len(letters), 40)]
    assert drawn(*lines).split() == lines


def test_a_line_is_drawn_wherever_it_stands_again() -> None:
    """What is remembered of a line is neither its place nor its colour."""
    file = io.BytesIO()
    sheet = Sheet(file, title="T", subject="S", running="R")
    sheet.pen.text(100, 700, "same", BODY)
    sheet.pen.text(200, 600, "same", BODY)
    sheet.pen.text(300, 500, "same", STRONG._replace(colour=RED))
    sheet.end()
    page = PdfReader(file, strict=True).pages[0]
    places: list[tuple[str, float, float]] = []
    page.extract_text(
        visitor_text=lambda said, _cm, tm, _font, _size: places.append((said.strip(), tm[4], tm[5]))
    )
    assert [each for each in places if each[0]] == [
        ("same", 100, 700),
        ("same", 200, 600),
        ("same", 300, 500),
    ]
