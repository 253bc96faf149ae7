"""incisor.dispatch.report_worker: a report in a process of its own."""

import resource
import signal
from pathlib import Path

import pytest

from incisor.dispatch import report_worker
from incisor.dispatch.report_process import Worker
from incisor.dispatch.report_source import Wanted
from incisor.dispatch.report_worker import Order
from incisor.store import sqlite_url
from incisor.wire.shapes import CisReportFormat
from support.fleet import Fleet


@pytest.mark.parametrize("report_format", CisReportFormat)
def test_a_report_is_made_of_the_database(
    fleet: Fleet, tmp_path: Path, report_format: CisReportFormat
) -> None:
    """An order names a scan, and where its report goes."""
    path = tmp_path / "report"
    report_worker.make(order(fleet, tmp_path, path, report_format))
    head = {CisReportFormat.PDF: b"%PDF-", CisReportFormat.CSV: b'"scanArn",'}
    assert path.read_bytes().startswith(head[report_format])


def test_a_process_that_is_killed_leaves_no_report(fleet: Fleet, tmp_path: Path) -> None:
    """Its status says so, and nothing can be taken for a report."""
    path = tmp_path / "reports" / "r.csv"
    path.parent.mkdir()
    worker = Worker(order(fleet, tmp_path, path))
    worker.kill()
    assert worker.finish()[0] == -signal.SIGKILL
    assert not path.exists()


def test_a_process_says_why_it_failed(fleet: Fleet, tmp_path: Path) -> None:
    """Its last words are the reason, and its status tells it from a crash."""
    status, said = Worker(order(fleet, tmp_path, tmp_path / "absent" / "r.csv")).finish()
    assert status == report_worker.FAILED
    assert "No such file or directory" in said


def test_a_disk_that_is_full_is_a_reason(fleet: Fleet, tmp_path: Path) -> None:
    """No byte of the report is left, and the process says what was wanting, not that it crashed."""
    directory = tmp_path / "reports"
    directory.mkdir()
    made = order(fleet, tmp_path, directory / "r.pdf", CisReportFormat.PDF)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Files of a child may not grow beyond this: the system refuses to write, as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        worker = Worker(made)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    status, said = worker.finish()
    assert (status, "File too large" in said) == (report_worker.FAILED, True)
    assert list(directory.iterdir()) == []


def order(
    fleet: Fleet, data_dir: Path, path: Path, report_format: CisReportFormat = CisReportFormat.CSV
) -> Order:
    """The report of a scan with one host."""
    fleet.enrol("i-00000001", {"env": "prod"})
    scan = fleet.open().scan
    job = fleet.begin("i-00000001")
    fleet.tell(job, r1_1="FAILED")
    fleet.stop(job)
    wanted = Wanted(scan, [scan.account_id], "us-east-1", fleet.now)
    database = sqlite_url(data_dir / "incisor.db")
    return Order(database, fleet.catalogue, wanted, report_format, path)
