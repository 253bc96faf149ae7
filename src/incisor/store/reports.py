"""Reports that were asked for: one row each, from the first question to the file's end.

A report is made once for a scan, accounts, format and state of the results. Whoever makes it holds
a lease, so that a maker that died does not keep it for ever.
"""

from typing import Final

import msgspec
from sqlalchemy import Connection, delete, exists, or_, select, update

from incisor.store.page import columns_of
from incisor.store.scans import Scan
from incisor.store.statement import insert
from incisor.store.tables import reports as table
from incisor.store.tables import scans
from incisor.wire.shapes import CisReportFormat, CisReportStatus


class Report(msgspec.Struct, frozen=True):
    """One report. `target_account` is empty for all accounts of the scan; `state` names the results.

    `report_id` is what its file is called; `claimed_until` ends the lease of who makes it;
    `reason` says why it failed. Times are epoch seconds.
    """

    account_id: str
    scan_id: str
    target_account: str
    report_format: CisReportFormat
    state: str
    report_id: str
    status: CisReportStatus
    requested_at: float
    claimed_until: float | None = None
    attempts: int = 0
    ended_at: float | None = None
    reason: str = ""


_REPORTS: Final = select(*columns_of(Report, table))
_KEY: Final = ("account_id", "scan_id", "target_account", "report_format", "state")


def state_of(scan: Scan) -> str:
    """A text that changes whenever the results of an ended scan do: each change ends it anew."""
    return f"{scan.status} {scan.ended_at!r} {scan.total_checks} {scan.failed_checks}"


def get(conn: Connection, wanted: Report) -> Report | None:
    """The report of that scan, accounts, format and state, if it was asked for."""
    key = (table.c[name] == getattr(wanted, name) for name in _KEY)
    row = conn.execute(_REPORTS.where(*key)).first()
    return None if row is None else Report(*row)


def want(conn: Connection, report: Report) -> None:
    """Ask for the report; one that was asked for already, and has not failed, stays as it is."""
    fresh = msgspec.structs.asdict(report)
    ended = table.c.status != CisReportStatus.IN_PROGRESS
    conn.execute(
        insert(conn, table)
        .values(fresh)
        .on_conflict_do_update(
            index_elements=_KEY,
            set_={name: fresh[name] for name in fresh if name not in _KEY},
            where=ended,
        )
    )


def claim(conn: Connection, now: float, until: float) -> Report | None:
    """Take the oldest report that nobody makes, and hold it until then."""
    free = or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now)
    waiting = _REPORTS.where(table.c.status == CisReportStatus.IN_PROGRESS, free)
    row = conn.execute(waiting.order_by(table.c.requested_at).limit(1)).first()
    if row is None:
        return None
    found = Report(*row)
    return change(conn, found, claimed_until=until, attempts=found.attempts + 1)


def change(conn: Connection, report: Report, **columns: object) -> Report:
    """Write what became of the report, unless another maker has begun since; how it is now."""
    same = (
        table.c.account_id == report.account_id,
        table.c.report_id == report.report_id,
        table.c.attempts == report.attempts,
    )
    conn.execute(update(table).where(*same).values(columns))
    return msgspec.structs.replace(report, **columns)


def ids(conn: Connection) -> set[str]:
    """Every report that is known."""
    return set(conn.execute(select(table.c.report_id)).scalars())


def purge(conn: Connection) -> int:
    """Forget the reports of scans that are there no more; how many."""
    kept = exists().where(
        scans.c.account_id == table.c.account_id, scans.c.scan_id == table.c.scan_id
    )
    return conn.execute(delete(table).where(~kept)).rowcount
