"""incisor.scap.html_writer: one page that needs nothing else."""

from html.parser import HTMLParser

from incisor.scap import html_writer
from support.reports_scap import written

VOID = {"meta"}


class Outline(HTMLParser):
    """Checks that elements nest, and keeps the text and what is referred to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.references += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_the_page_is_whole_and_self_contained() -> None:
    """Failed rules come first; nothing is fetched."""
    outline = Outline()
    outline.feed(written(html_writer.write))
    assert outline.open == []
    assert outline.references == []
    results = [text for text in outline.texts if text in ("pass", "fail", "notchecked")]
    assert results == ["fail", "pass", "notchecked"]


def test_evidence_is_shown_and_nothing_is_interpreted() -> None:
    """What a title or a host name contains stays text."""
    page = written(html_writer.write)
    assert "<li>expected " in page
    assert "/etc/nowhere" in page
    assert "Good &lt;b&gt;" in page
    assert "<b>" not in page
