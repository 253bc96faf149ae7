"""`incisor scans report`, as an operator uses it."""

import csv
from pathlib import Path

import pytest
from pypdf import PdfReader

from support.process import incisor
from support.service import result, running, scanned, tagged_scan


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A data directory, the ARN of a scan that has ended, and that of one that has not."""
    data = tmp_path_factory.mktemp("data")
    with running(data) as service:
        admin = service.caller(service.account())
        ended, _ = scanned(service, admin, [result("1.1", "FAILED")], env="t")
        service.host(admin.account_id, env="u")
        return data, ended, tagged_scan(admin, env="u")


def test_a_pdf_is_written_by_default(database: tuple[Path, str, str], tmp_path: Path) -> None:
    """The file is there, and the command says so."""
    data, arn, _ = database
    path = tmp_path / "report.pdf"
    made = incisor("scans", "report", "--data-dir", str(data), "--output", str(path), arn)
    assert (made.returncode, made.stdout) == (0, f"Wrote {path}.\n")
    assert "CIS SCAN REPORT" in PdfReader(path).pages[0].extract_text()


def test_a_csv_is_written_on_demand(database: tuple[Path, str, str], tmp_path: Path) -> None:
    """The scan may be named by its id."""
    data, arn, _ = database
    path = tmp_path / "report.csv"
    options = ("--data-dir", str(data), "--format", "csv", "--output", str(path))
    assert incisor("scans", "report", *options, arn.rpartition("/")[2]).returncode == 0
    with path.open(newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["scanArn"], row["status"]) == (arn, "FAILED")


def test_a_scan_that_runs_has_no_report(database: tuple[Path, str, str], tmp_path: Path) -> None:
    """The command says so, with the next step, and leaves no file."""
    data, _, arn = database
    path = tmp_path / "report.pdf"
    refused = incisor("scans", "report", "--data-dir", str(data), "--output", str(path), arn)
    assert refused.returncode == 2
    assert "has not ended" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named(database: tuple[Path, str, str]) -> None:
    """One sentence and the next step, no traceback."""
    data, arn, _ = database
    path = "/nonexistent/report.pdf"
    refused = incisor("scans", "report", "--data-dir", str(data), "--output", path, arn)
    assert refused.returncode == 2
    assert f"{path} cannot be written: No such file or directory." in refused.stderr
    assert "Traceback" not in refused.stderr
