"""CSV, read back with Python's own reader."""

import csv
import io
from collections.abc import Iterator

import pytest

from incisor.reports import Check, Finding, Report, Target, to_csv
from incisor.wire.shapes import CisScanResultDetails
from support import reports

CHECK = Check("1.1", "DEBIAN_12", "Title", "LEVEL_1", "What it asks", "Mend it\nso", "1 One")
TARGET = Target("123456789012", "i-0123456789abcdef0", "web-1", "DEBIAN_12")


def of(*findings: Finding) -> Report:
    """A report of these findings."""
    return Report(reports.scope(), [CHECK], [TARGET], findings, [])


def finding(reason: str = "", check: Check = CHECK) -> Finding:
    return Finding(TARGET, check, "FAILED", reason, "arn:finding")


def written(report: Report) -> str:
    file = io.BytesIO()
    to_csv.write(report, file)
    return file.getvalue().decode()


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(report), newline=""), strict=True))


def test_the_columns_are_the_members_of_a_result_detail() -> None:
    """The head of the file names every member of CisScanResultDetails."""
    assert set(to_csv.COLUMNS) == set(CisScanResultDetails.__struct_encode_fields__)


def test_a_row_says_all_of_a_finding() -> None:
    """Each cell holds what the report has, breaks and all."""
    assert rows(of(finding("found 1"))) == [
        {
            "scanArn": reports.scope().scan_arn,
            "accountId": TARGET.account_id,
            "targetResourceId": TARGET.resource_id,
            "platform": "DEBIAN_12",
            "status": "FAILED",
            "statusReason": "found 1",
            "checkId": "1.1",
            "title": "Title",
            "checkDescription": "What it asks",
            "remediation": "Mend it\nso",
            "level": "LEVEL_1",
            "findingArn": "arn:finding",
        }
    ]


def test_lines_end_as_rfc_4180_says() -> None:
    """Every record ends in CRLF, the last one too, and a scan without findings has its head."""
    assert written(of()).count("\r\n") == 1
    assert written(of(finding(), finding())).endswith('"\r\n')


@pytest.mark.parametrize("start", to_csv.FORMULA_STARTS)
def test_no_cell_is_a_formula(start: str) -> None:
    """What a spreadsheet would compute gets an apostrophe, wherever it came from."""
    text = f"{start}HYPERLINK(1)"
    check = Check("1.1", "DEBIAN_12", text, "LEVEL_1", text, text)
    [row] = rows(of(finding(text, check)))
    for name in ("statusReason", "title", "checkDescription", "remediation"):
        assert row[name] == f"'{text}"


def test_a_dash_inside_a_text_stays() -> None:
    """Only the first character makes a formula: nothing else is changed."""
    assert rows(of(finding("a=b -c")))[0]["statusReason"] == "a=b -c"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ('say "no", twice', 'say "no", twice'),
        ("two\r\nlines", "two\r\nlines"),
        ("\x00null \x1b[31m \x7f", "\\x00null \\x1b[31m \\x7f"),
        ("データ 🔥 عربي", "データ 🔥 عربي"),
    ],
)
def test_any_text_can_be_read_back(said: str, read: str) -> None:
    """Quotes, commas, breaks and scripts survive; control characters are written out."""
    assert rows(of(finding(said)))[0]["statusReason"] == read


def test_rows_are_written_as_they_come() -> None:
    """The file grows while findings are still being read: nothing holds them all."""
    file = io.BytesIO()

    def findings() -> Iterator[Finding]:
        for _ in range(3 * to_csv.CHUNK):
            yield finding()
        assert file.tell() > 0

    to_csv.write(Report(reports.scope(), [CHECK], [TARGET], findings(), []), file)
    assert file.getvalue().count(b"\r\n") == 3 * to_csv.CHUNK + 1
