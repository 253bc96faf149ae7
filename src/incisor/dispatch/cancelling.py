"""Ending a scan, or one target of it, because somebody wishes so.

A scan may have thousands of jobs, and units run on the event loop: they are ended some at a time.
The scan is marked first, so that nothing that its hosts do meanwhile changes its status; whoever
asks again goes on where the last attempt ended.
"""

import logging
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection

from incisor.content import Library
from incisor.dispatch import moves
from incisor.store import Store, jobs, scans
from incisor.store.scans import Scan
from incisor.wire.shapes import CisScanStatus

log = logging.getLogger(__name__)

AT_ONCE: Final = 50
"""Jobs that one unit ends."""


async def cancel(
    store: Store, scan: Scan, *, clock: Callable[[], float], catalogue: Library, why: str
) -> int:
    """End all that is open of a scan, of an organisation's in all accounts; how many jobs."""
    await store.write(lambda conn: mark(conn, scan, clock(), why))
    ended = 0
    while some := await store.write(
        lambda conn: end_some(conn, scan, now=clock(), catalogue=catalogue, why=why)
    ):
        ended += some
    log.info("scan.cancelled", extra={"scan_id": scan.scan_id, "jobs": ended})
    return ended


def mark(conn: Connection, scan: Scan, now: float, why: str) -> None:
    """Say of the scan, and of each account's part of it, that it is cancelled."""
    accounts = {scan.account_id, *scan.account_ids} if scan.of_organisation else {scan.account_id}
    for account_id in accounts:
        part = scans.get(conn, account_id, scan.scan_id)
        if part is not None and part.status is CisScanStatus.IN_PROGRESS:
            scans.conclude(conn, part, CisScanStatus.CANCELLED, why, now)


def end_some(conn: Connection, scan: Scan, *, now: float, catalogue: Library, why: str) -> int:
    """End some of the scan's open jobs; how many they were."""
    found = jobs.open_of_scan(conn, scan.account_id, scan.scan_id, AT_ONCE)
    for job in found:
        moves.cancel(conn, job, now=now, catalogue=catalogue, why=why)
    return len(found)
