"""Links that carry their own permission."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incisor.api import links
from incisor.store.reports import Report
from incisor.wire.errors import AccessDeniedException
from incisor.wire.shapes import CisReportFormat, CisReportStatus

SECRET = b"s" * 32
PATH = "/incisor/v1/reports/8f2f/report.pdf"


def query(path: str = PATH, expires: int = 1000) -> str:
    return links.signed(SECRET, path, expires).partition("?")[2]


def test_a_link_works_until_it_expires() -> None:
    """To the second: at its end it is refused, and says so."""
    links.check(SECRET, PATH, query(), 999.9)
    with pytest.raises(AccessDeniedException, match="expired"):
        links.check(SECRET, PATH, query(), 1000.0)


def test_a_link_is_for_one_path() -> None:
    """Another report, or another name of it, needs a link of its own."""
    with pytest.raises(AccessDeniedException, match="not as it was given out"):
        links.check(SECRET, PATH.replace("8f2f", "8f30"), query(), 1)


def test_a_link_cannot_be_prolonged() -> None:
    """The expiry is sealed too."""
    with pytest.raises(AccessDeniedException, match="not as it was given out"):
        links.check(SECRET, PATH, query().replace("expires=1000", "expires=9000"), 1)


def test_another_services_link_is_refused() -> None:
    """The seal is made with this service's secret."""
    other = links.signed(b"o" * 32, PATH, 1000).partition("?")[2]
    with pytest.raises(AccessDeniedException):
        links.check(SECRET, PATH, other, 1)


@given(st.text(max_size=200))
def test_no_other_query_is_a_link(said: str) -> None:
    """Whatever is sent, the answer is the refusal and nothing else."""
    with pytest.raises(AccessDeniedException):
        links.check(SECRET, PATH, said, 1)


@given(st.integers(0, 60), st.characters(codec="ascii"))
def test_no_character_of_a_link_can_be_changed(place: int, character: str) -> None:
    """A single other character anywhere in expiry or seal is found out."""
    sealed = query()
    changed = sealed[:place] + character + sealed[place + 1 :]
    if changed == sealed or place >= len(sealed):
        return
    with pytest.raises(AccessDeniedException):
        links.check(SECRET, PATH, changed, 1)


def test_a_path_names_report_and_file() -> None:
    """The last part is what a browser saves the file under."""
    report = Report(
        "1" * 12, "s", "", CisReportFormat.CSV, "", "8f2f", CisReportStatus.SUCCEEDED, 0.0
    )
    assert links.path_of(report, "cis-scan-x") == "/incisor/v1/reports/8f2f/cis-scan-x.csv"
