"""Has reports made that were asked for, one after another, and clears away what nobody needs.

    asked for ──claim──▶ being made ──▶ SUCCEEDED, or FAILED with the reason
                 ▲            │
                 └──no sign───┘      a maker that died loses its claim after LEASE seconds

Each is made by a process of its own (`report_worker`); here it is only waited for. A process that
is killed, by want of memory for one, is started anew, ATTEMPTS times in all.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from incisor.content import Library
from incisor.dispatch import report_files
from incisor.dispatch.report_process import Worker
from incisor.dispatch.report_source import Wanted
from incisor.dispatch.report_worker import FAILED, Order
from incisor.reports import has_cjk
from incisor.store import Store, reports, scans
from incisor.store.reports import Report
from incisor.store.scans import Scan
from incisor.wire.shapes import CisReportStatus

log = logging.getLogger(__name__)

AT_ONCE: Final = 2
"""Reports that one service makes at the same time: a large one does not hold up a small one."""
ATTEMPTS: Final = 3
LEASE: Final = 20.0
"""Seconds that a claim lasts; who is at work renews it."""
RENEWAL: Final = 5.0
SWEEP_EVERY: Final = 60.0
"""Seconds between two looks for files that belong to no report."""

NO_CJK: Final = (
    "pip install 'incisor[cjk]': without it the PDF reports of this service have Chinese, Japanese"
    " and Korean characters as numbers"
)


class Press(NamedTuple):
    """What reports are made with. `clock` gives epoch seconds; setting `asked` wakes the makers."""

    store: Store
    database: str
    catalogue: Library
    region: str
    directory: Path
    asked: asyncio.Event
    clock: Callable[[], float]


async def run(press: Press, pause: float) -> NoReturn:
    """Make reports for ever, and look for new ones every `pause` seconds; cancel to end it."""
    if not has_cjk():
        log.info("report.no_cjk_fonts", extra={"next_step": NO_CJK})
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="incisor-report") as threads:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(_make_all(press, threads, pause))
            group.create_task(_sweep_ever(press))
    raise AssertionError("its tasks do not end")


async def _make_all(press: Press, threads: ThreadPoolExecutor, pause: float) -> NoReturn:
    while True:
        try:
            while await make_next(press, threads):
                pass
        except Exception:  # the database may be back later
            log.exception("report.stuck")
        press.asked.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(press.asked.wait(), pause)


async def make_next(press: Press, threads: ThreadPoolExecutor) -> bool:
    """Make the report that has waited longest; False if none waits."""
    now = press.clock()
    if not await press.store.read(lambda conn: reports.waits(conn, now)):
        return False
    claimed = await press.store.write(lambda conn: reports.claim(conn, now, now + LEASE))
    if claimed is None:
        return False
    scan = await press.store.read(lambda conn: scans.get(conn, claimed.account_id, claimed.scan_id))
    if claimed.attempts > ATTEMPTS:
        await _end(press, claimed, CisReportStatus.FAILED, f"Its maker died {ATTEMPTS} times.")
    elif scan is None:
        await _end(press, claimed, CisReportStatus.FAILED, "The scan is no longer kept.")
    else:
        await _made(
            press, claimed, Wanted(scan, accounts_of(claimed, scan), press.region, now), threads
        )
    return True


def accounts_of(report: Report, scan: Scan) -> list[str]:
    """The accounts whose targets the report shows: the one that was named, or all of the scan."""
    return [report.target_account] if report.target_account else scan.account_ids


async def _made(press: Press, report: Report, wanted: Wanted, threads: ThreadPoolExecutor) -> None:
    """Have it made, and note what became of it."""
    path = report_files.path_of(press.directory, report)
    order = Order(press.database, press.catalogue.bundled(), wanted, report.report_format, path)
    worker = Worker(order)
    loop = asyncio.get_running_loop()
    waiting = loop.run_in_executor(threads, worker.finish)
    try:
        while not (await asyncio.wait([waiting], timeout=RENEWAL))[0]:
            await _change(press, report, claimed_until=press.clock() + LEASE)
        status, said = await waiting
    finally:
        worker.kill()
    if status == 0:
        await _end(press, report, CisReportStatus.SUCCEEDED, said)
    elif status == FAILED or report.attempts >= ATTEMPTS:
        await _end(press, report, CisReportStatus.FAILED, said or f"It ended with {status}.")
    else:
        log.warning("report.again", extra={"status": status, "reason": said, **_named(report)})
        await _change(press, report, claimed_until=None)


async def _end(press: Press, report: Report, status: CisReportStatus, reason: str) -> None:
    ended = {"status": status, "reason": reason, "claimed_until": None, "ended_at": press.clock()}
    await _change(press, report, **ended)
    failed = status is CisReportStatus.FAILED
    level = logging.ERROR if failed else logging.WARNING if reason else logging.INFO
    log.log(level, "report.ended", extra={"status": status, "reason": reason, **_named(report)})


async def _change(press: Press, report: Report, **columns: object) -> None:
    await press.store.write(lambda conn: reports.change(conn, report, **columns))


async def _sweep_ever(press: Press) -> NoReturn:
    while True:
        try:
            await report_files.sweep(press.store, press.directory)
        except Exception:
            log.exception("report.sweep_failed")
        await asyncio.sleep(SWEEP_EVERY)


def _named(report: Report) -> dict[str, str]:
    """What a log line says of a report."""
    return {
        "account_id": report.account_id,
        "scan_id": report.scan_id,
        "report_id": report.report_id,
        "report_format": report.report_format,
    }
