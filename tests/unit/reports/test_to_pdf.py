"""PDF, read back with pypdf."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from incisor.domain.finding import Counts
from incisor.reports import Check, Report, Target, to_pdf
from incisor.reports.pdf import summary, text
from incisor.reports.pdf.fonts import CJK, NOTO
from incisor.reports.pdf.hosts import LISTED
from incisor.reports.pdf.table import PAD
from incisor.reports.pdf.text import CELL_STRONG
from support import fonts, reports

FEW = 4
"""Checks of a report of which only names and evidence are looked at."""


def read(report: Report) -> PdfReader:
    file = io.BytesIO()
    to_pdf.write(report, file)
    file.seek(0)
    return PdfReader(file, strict=True)


def fonts_of(page: Any) -> Any:
    """A page's fonts, by the names that it calls them."""
    return page["/Resources"]["/Font"]


def texts(report: Report) -> list[str]:
    """The text of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in read(report).pages]


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """A report of three hosts."""
    return texts(reports.fleet(["web-1", "web-2", "db-1"]))


def test_the_cover_has_scope_and_totals(pages: list[str]) -> None:
    """Whose scan, which targets, which benchmark, when, and the five figures."""
    counts = reports.fleet(["web-1", "web-2", "db-1"]).scope.counts
    for said in (
        "Nightly hardening scan",
        "123456789012",
        "env = production or staging",
        "Level 2",
        "version 1.1.0",
        "2026-01-01 12:00 UTC",
        "3 of 3",
        *(f"{count:,}" for count in counts),
    ):
        assert said in pages[0]


def test_every_section_is_where_the_contents_say(pages: list[str]) -> None:
    """Each entry's page number leads to the page with that heading."""
    said, _, numbers = pages[1].partition(to_pdf.SECTIONS[-1][2])
    for number, (_, title, _) in zip(numbers.split(), to_pdf.SECTIONS, strict=False):
        assert title in said
        assert pages[int(number) - 1].startswith(title)


def test_every_page_but_the_cover_is_numbered(pages: list[str]) -> None:
    """Page n of all."""
    for number, page in enumerate(pages[1:], 2):
        assert f"Page {number}" in page
        assert f"of {len(pages)}" in page


def test_each_chapter_has_its_score(pages: list[str]) -> None:
    """The chart names every chapter of the benchmark."""
    for number in "1234567":
        assert f"{number} {reports.benchmark().chapters[number]}" in pages[2]
    assert "63.6%" in " ".join(pages)


def test_each_host_is_listed_with_the_page_of_its_failures(pages: list[str]) -> None:
    """The numbers beside the hosts are those of the pages that have their headings."""
    [listed] = [page for page in pages if "Host Resource Platform" in page]
    numbers = listed.partition("CIS scan report")[0].split()[-3:]
    for number, host in zip(numbers, ("web-1", "web-2", "db-1"), strict=True):
        assert f"{host} i-" in listed
        assert f"{host} i-" in pages[int(number) - 1]


def test_failed_checks_come_with_evidence_and_remediation(pages: list[str]) -> None:
    """What failed is told with what was found and with how it is mended."""
    whole = " ".join(pages)
    check = reports.benchmark().checks["1.1.1.1"]
    assert check.title in whole
    assert " ".join(check.remediation.split()) in whole
    assert "found 1 of 1, name=cramfs available=true" in whole


def test_the_outline_leads_to_sections_and_hosts() -> None:
    """A reader's side bar has each section, each failed check, and each host under the failures."""
    report = reports.fleet(["web-1", "web-2"])
    document = read(report)
    titles = [each.title for each in document.outline if isinstance(each, Destination)]
    assert titles == [title for _, title, _ in to_pdf.SECTIONS]
    checks, hosts = [each for each in document.outline if isinstance(each, list)]
    assert [each.title for each in hosts if isinstance(each, Destination)] == ["web-1", "web-2"]
    failed = [check for check in report.checks if check.counts.failed]
    assert [each.title for each in checks if isinstance(each, Destination)] == [
        f"{check.check_id}  {check.title}" for check in failed
    ]


def test_the_table_of_hosts_links_to_their_failures() -> None:
    """A row of the table is a link to the page with the host's heading."""
    document = read(reports.fleet([f"web-{number}" for number in range(4)]))
    linked = [
        note.get_object()["/Dest"] for page in document.pages for note in page.get("/Annots", [])
    ]
    assert len(linked) == len(to_pdf.SECTIONS) + summary.MOST + 4


def test_the_document_says_what_it_is() -> None:
    """Title, subject and language, for archives and screen readers."""
    document = read(reports.fleet(["web-1"]))
    assert document.metadata is not None
    assert document.metadata.title == "CIS scan report: Nightly hardening scan"
    assert document.metadata.subject == reports.scope().scan_arn
    assert str(document.root_object["/Lang"]) == "en"
    viewer: Any = document.root_object["/ViewerPreferences"]
    assert viewer["/DisplayDocTitle"]
    assert document.page_mode == "/UseOutlines"


def test_every_font_is_in_the_file() -> None:
    """What is read elsewhere looks as it did here: no font but Fira Sans draws anything."""
    document = read(reports.fleet(["web-1"]))
    used = {
        str(font.get_object()["/BaseFont"])
        for page in document.pages
        for font in fonts_of(page).values()
    }
    assert used
    assert all("+FiraSans" in name for name in used)


@pytest.mark.parametrize(
    "name",
    ["データベース", "веб-сервер", "Ελλάδα", "Łódź", "서버", "数据库", "เซิร์ฟเวอร์", "🔥", "שרת"],
)
def test_names_in_other_scripts_can_be_read(name: str) -> None:
    """Host names and evidence come out of the file as they went in."""
    with fonts.wheels(NOTO, CJK):
        # Where the font changes, pypdf sees a gap.
        whole = "".join(texts(reports.fleet([name], f"owner={name}", FEW))).replace(" ", "")
    assert f"owner={name}" in whole
    assert whole.count(name) > whole.count(f"owner={name}")


def test_characters_without_a_font_are_remarked() -> None:
    """They stand as their numbers, and the contents and the caller are told, with what to do."""
    with fonts.wheels(NOTO):
        report, file = reports.fleet(["数据-1"], checks_asked=FEW), io.BytesIO()
        remark = to_pdf.write(report, file)
        pages = texts(report)
    assert "2 different characters have no font" in remark
    assert "incisor[cjk]" in remark
    assert remark in pages[1]
    assert "[U+6570][U+636E]-1" in "".join(pages)


def test_there_is_no_remark_if_every_character_has_a_font() -> None:
    """Neither for plain names nor for control characters, which no font could have."""
    assert to_pdf.write(reports.fleet(["web-1\x1b"], checks_asked=FEW), io.BytesIO()) == ""


def test_hostile_text_stays_text() -> None:
    """Control characters are shown, markup and PDF's own signs mean nothing."""
    evidence = "\x1b[31m <b>x</b> (a) \\) endstream endobj {{7*7}} \x00"
    whole = " ".join(texts(reports.fleet(["<script>"], evidence, FEW)))
    assert "[U+001B][31m <b>x</b> (a) \\) endstream endobj {{7*7}} [U+0000]" in whole


def test_a_scan_without_targets_has_a_report() -> None:
    """It says why nothing was scanned, instead of failing."""
    scope = reports.scope(status="FAILED", reason="no enrolled host has the tags", benchmarks=[])
    pages = texts(Report(scope, [], [], [], []))
    assert "no enrolled host has the tags" in pages[0]
    assert "No check failed" in " ".join(pages)


def test_a_host_that_did_not_complete_says_why() -> None:
    """Its status stands in the table, with the reason."""
    target = Target("123456789012", "i-1", "web-9", "", "TIMED_OUT", "SSM_UNMANAGED")
    whole = " ".join(texts(Report(reports.scope(), [], [target], [], [])))
    assert "TIMED_OUT –" in whole
    assert "SSM_UNMANAGED" in whole


def test_a_very_long_text_goes_on_over_pages() -> None:
    """Nothing of a remediation of several pages is lost."""
    words = " ".join(f"word{number}" for number in range(4000))
    check = Check("1.1", "P", "T", "LEVEL_1", "D", words, "1 One", Counts(0, 1, 0))
    whole = " ".join(texts(Report(reports.scope(), [check], [], [], [])))
    assert all(f"word{number}" in whole for number in range(4000))


@pytest.mark.parametrize(
    ("remediation", "last"),
    [
        ("", "None is known here."),
        ("\n".join(f"echo {number};" for number in range(40)), "echo 39;"),
        (
            "\n".join(f"echo {number};" for number in range(700)),
            "echo 39; … and 660 more lines, which are in the CSV report.",
        ),
    ],
)
def test_of_a_long_script_the_beginning_is_printed(remediation: str, last: str) -> None:
    """With how many lines more there are, and where; and it says so where there is none."""
    check = Check("1.1", "P", "T", "LEVEL_1", "D", remediation, "1 One", Counts(0, 1, 0))
    whole = " ".join(texts(Report(reports.scope(), [check], [], [], [])))
    assert f"{last} Hosts:" in whole


@pytest.mark.parametrize("name", ["Nightly", "W" * 128, "数" * 128, "a name of words " * 8])
def test_the_whole_name_of_a_scan_is_on_the_cover(name: str) -> None:
    """Of the longest that the model allows (128 characters), nothing is cut."""
    with fonts.wheels(NOTO, CJK):
        cover = texts(Report(reports.scope(scan_name=name), [], [], [], []))[0]
    assert "".join(name.split()) in "".join(cover.split())


def test_several_accounts_have_a_table_of_their_own() -> None:
    """Each account with its hosts and totals, and on the cover how many there are."""
    accounts = [f"{number:012}" for number in range(1, 16)]
    targets = [
        Target(each, f"i-{each}", "h", "P", "COMPLETED", "", Counts(place, 1, 0))
        for place, each in enumerate(accounts)
    ]
    pages = texts(Report(reports.scope(accounts=accounts), [], targets, [], []))
    assert "000000000012, and 3 more" in pages[0]
    assert "000000000015 1 1 14 1 0 93.3%" in " ".join(pages)


@pytest.mark.parametrize(
    "name",
    [
        "ip-10-0-12-34.eu-central-1.compute.internal.example.org",
        "k8s_node_with_underscores_and_no_dots_at_all_which_goes_on_and_on",
        "W" * 250,
    ],
)
def test_a_long_name_stays_in_its_column(name: str) -> None:
    """It is broken, and all of it is there."""
    width = LISTED[0].width - 2 * PAD
    with fonts.wheels(NOTO):
        lines = text.lines_of(name, CELL_STRONG, width)
        assert max(text.width_of(line, CELL_STRONG) for line in lines) <= width
    assert "".join(lines) == name
