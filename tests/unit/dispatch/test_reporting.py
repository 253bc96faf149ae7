"""Reports are made, retried, and cleared away."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from incisor.dispatch import report_files, reporting
from incisor.dispatch.report_process import Worker
from incisor.dispatch.report_worker import FAILED, Order
from incisor.dispatch.reporting import ATTEMPTS, LEASE, Press
from incisor.store import reports, scans, sqlite_url
from incisor.store.reports import Report
from incisor.wire.shapes import CisReportFormat, CisReportStatus
from support.fleet import Fleet

T = TypeVar("T")


class Office:
    """A fleet with a press."""

    def __init__(self, fleet: Fleet, data_dir: Path) -> None:
        self.fleet = fleet
        self.scan = fleet.open().scan
        self.press = Press(
            store=fleet.store,
            database=sqlite_url(data_dir / "incisor.db"),
            catalogue=fleet.catalogue,
            region="us-east-1",
            directory=report_files.directory_in(data_dir),
            asked=asyncio.Event(),
            clock=lambda: fleet.now,
        )

    def ask(
        self, report_id: str = "r1", report_format: CisReportFormat = CisReportFormat.CSV
    ) -> Report:
        """Want a report of the scan."""
        report = Report(
            self.scan.account_id,
            self.scan.scan_id,
            "",
            report_format,
            report_id,
            report_id,
            CisReportStatus.IN_PROGRESS,
            self.fleet.now,
        )
        self.fleet.write(lambda conn: reports.want(conn, report))
        return report

    def now(self, report: Report) -> Report:
        """The report as it is now."""
        found = self.fleet.read(lambda conn: reports.get(conn, report))
        assert found is not None
        return found

    def make_next(self) -> bool:
        with ThreadPoolExecutor(1) as threads:
            return run(lambda: reporting.make_next(self.press, threads))

    def names(self) -> set[str]:
        """The files there are."""
        return {path.name for path in self.press.directory.iterdir()}


def run(what: Callable[[], Awaitable[T]]) -> T:
    async def awaited() -> T:
        return await what()

    return asyncio.run(awaited())


def until(holds: Callable[[], object]) -> None:
    """Wait for something to be true."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.001)


@pytest.fixture
def office(fleet: Fleet, tmp_path: Path) -> Office:
    return Office(fleet, tmp_path)


def ending(monkeypatch: pytest.MonkeyPatch, status: int, said: str = "") -> None:
    """Let every process end so, without doing anything."""

    class Ends:
        def __init__(self, order: Order) -> None:
            self.order = order

        def finish(self) -> tuple[int, str]:
            return status, said

        def kill(self) -> None:
            pass

    monkeypatch.setattr(reporting, "Worker", Ends)


def test_a_report_that_was_asked_for_is_made(office: Office) -> None:
    """By a process, which puts its file where it is served from; then there is nothing to do."""
    report = office.ask()
    assert office.make_next()
    assert office.now(report).status is CisReportStatus.SUCCEEDED
    assert office.names() == {"r1.csv"}
    assert not office.make_next()


def test_a_report_that_cannot_be_made_has_failed(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """At once, with the reason in its row and in the log."""
    ending(monkeypatch, FAILED, "No space left on device")
    report = office.ask()
    with caplog.at_level(logging.ERROR):
        office.make_next()
    found = office.now(report)
    assert (found.status, found.reason) == (CisReportStatus.FAILED, "No space left on device")
    assert "report.ended" in caplog.messages


def test_what_readers_should_know_is_kept_and_logged(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A report that is there, but for characters without a font, is a warning with its words."""
    ending(monkeypatch, 0, "8 characters have no font")
    report = office.ask()
    office.make_next()
    found = office.now(report)
    assert (found.status, found.reason) == (CisReportStatus.SUCCEEDED, "8 characters have no font")
    [line] = [each for each in caplog.records if each.message == "report.ended"]
    assert line.levelno == logging.WARNING


@pytest.mark.parametrize("installed", [True, False])
def test_a_service_without_cjk_fonts_says_so(
    installed: bool,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """When it starts, with the command that mends it."""
    monkeypatch.setattr(reporting, "has_cjk", lambda: installed)

    async def started() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reporting.run(office.press, 3600), 0.05)

    with caplog.at_level(logging.INFO):
        asyncio.run(started())
    lines = [vars(each) for each in caplog.records if each.message == "report.no_cjk_fonts"]
    assert [line["next_step"] for line in lines] == ([] if installed else [reporting.NO_CJK])


def test_a_process_that_dies_is_started_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some times; a report that kills whoever makes it has failed in the end."""
    ending(monkeypatch, -9)
    report = office.ask()
    for _ in range(ATTEMPTS):
        assert office.now(report).status is CisReportStatus.IN_PROGRESS
        assert office.make_next()
    found = office.now(report)
    assert (found.status, found.attempts) == (CisReportStatus.FAILED, ATTEMPTS)
    assert "-9" in found.reason


def test_a_process_that_is_killed_at_work_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a file is never where files are served from; another process makes the whole."""
    begun: list[Worker] = []

    def begin(order: Order) -> Worker:
        begun.append(Worker(order))
        return begun[-1]

    def kill_at_work() -> None:
        until(office.names)
        begun[0].kill()

    monkeypatch.setattr(reporting, "Worker", begin)
    report = office.ask(report_format=CisReportFormat.PDF)
    with ThreadPoolExecutor(1) as threads:
        killed = threads.submit(kill_at_work)
        office.make_next()
        killed.result()
    [draft] = office.names()
    assert draft.endswith(".part")
    assert office.now(report).status is CisReportStatus.IN_PROGRESS
    assert office.make_next()
    assert office.now(report).status is CisReportStatus.SUCCEEDED
    run(lambda: report_files.sweep(office.fleet.store, office.press.directory))
    assert office.names() == {"r1.pdf"}
    whole = (office.press.directory / "r1.pdf").read_bytes()
    assert (whole[:5], whole[-6:]) == (b"%PDF-", b"%%EOF\n")


def test_what_a_dead_service_had_begun_is_begun_again(office: Office) -> None:
    """Its claim ends by itself, and another maker takes the report."""
    report = office.ask()
    now = office.fleet.now
    office.fleet.write(lambda conn: reports.claim(conn, now, now + LEASE))
    assert not office.make_next()
    office.fleet.now += LEASE
    assert office.make_next()
    assert office.now(report).status is CisReportStatus.SUCCEEDED


def test_a_report_of_a_scan_that_is_gone_has_failed(office: Office) -> None:
    """Results may be purged between question and making."""
    report = office.ask()
    office.fleet.write(lambda conn: scans.purge(conn, office.scan))
    assert office.make_next()
    assert office.now(report).status is CisReportStatus.FAILED


def test_files_go_with_their_reports(office: Office) -> None:
    """Those of purged scans, and drafts that nobody writes; the others stay."""
    office.ask("r1")
    office.make_next()
    office.ask("r2")
    for name in ("r0.pdf", "r1.csv.12.part", "r2.csv.34.part"):
        (office.press.directory / name).write_bytes(b"")
    assert run(lambda: report_files.sweep(office.fleet.store, office.press.directory)) == 2
    assert office.names() == {"r1.csv", "r2.csv.34.part"}
    office.fleet.write(lambda conn: scans.purge(conn, office.scan))
    run(lambda: report_files.sweep(office.fleet.store, office.press.directory))
    assert office.names() == set()


def test_the_clockwork_makes_what_is_asked_for_at_once(office: Office) -> None:
    """The event wakes it; it need not wait for its next look. It ends when it is cancelled."""

    async def clockwork() -> CisReportStatus:
        task = asyncio.create_task(reporting.run(office.press, 3600))
        await asyncio.sleep(0.05)
        report = office.ask()
        office.press.asked.set()
        async with asyncio.timeout(30):
            while office.now(report).status is CisReportStatus.IN_PROGRESS:
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return office.now(report).status

    assert asyncio.run(clockwork()) is CisReportStatus.SUCCEEDED
