"""Pages are in the file as soon as they end, and nowhere else."""

import gc
import io
from typing import Any

from pypdf import PdfReader
from reportlab.pdfbase.pdfdoc import PDFPage, PDFStream

from incisor.reports.pdf.sheet import Sheet
from incisor.reports.pdf.text import BODY

PAGES = 40


def sheet_of(file: io.BytesIO) -> Sheet:
    return Sheet(file, title="T", subject="S", running="R")


def test_a_page_is_in_the_file_before_the_next_is_drawn() -> None:
    """The file grows with each page, by all that is on it."""
    file = io.BytesIO()
    sheet = sheet_of(file)
    for number in range(PAGES):
        before = file.tell()
        sheet.write(f"what stands on page {number}")
        sheet.turn()
        assert file.tell() > before


def test_what_is_written_is_not_kept() -> None:
    """However many pages there were, none of them is in memory, nor what draws it."""
    sheet = sheet_of(io.BytesIO())
    before = kept()
    for _ in range(PAGES):
        sheet.write("word " * 200)
        sheet.turn()
    assert kept() <= before + 1
    del sheet


def test_a_place_on_a_later_page_can_be_named() -> None:
    """A link and a page's number stand on the first page, and lead to the last."""
    file = io.BytesIO()
    sheet = sheet_of(file)
    sheet.page_of(300, 300, "end", BODY)
    sheet.link("end", 10, 10, 20, 20)
    for _ in range(PAGES):
        sheet.turn()
    sheet.place("end", "The end", 0)
    assert sheet.end() == PAGES + 1
    document = PdfReader(file, strict=True)
    first: Any = document.pages[0]
    assert str(PAGES + 1) in first.extract_text()
    [link] = first["/Annots"].get_object()
    page, *_ = link.get_object()["/Dest"].get_object()
    assert document.get_page_number(page.get_object()) == PAGES


def test_every_object_is_where_the_table_says() -> None:
    """Of the cross-reference table each entry leads to the object of its number."""
    file = io.BytesIO()
    sheet = sheet_of(file)
    sheet.write("(round) \\ brackets")
    sheet.turn()
    sheet.end()
    whole = file.getvalue()
    start = int(whole.split()[-2])
    _, *entries = whole[start:].partition(b"trailer")[0].splitlines()[1:]
    for number, entry in enumerate(entries[1:], 1):
        place = int(entry[:10])
        assert whole[place:].startswith(b"%d 0 obj" % number)


def kept() -> int:
    """How many pages and streams are in memory."""
    gc.collect()
    return sum(isinstance(each, PDFPage | PDFStream) for each in gc.get_objects())
