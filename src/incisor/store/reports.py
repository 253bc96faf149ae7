"""Reports that were asked for: one row each, from the first question to the file's end.

A report is made once for a scan, accounts, format and state of the results. Whoever makes it holds
a lease, so that a maker that died does not keep it for ever.
"""

from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select, update

from incisor.store.page import columns_of
from incisor.store.scans import Scan
from incisor.store.statement import add_once
from incisor.store.tables import reports as table
from incisor.store.tables import scans
from incisor.wire.shapes import CisReportFormat, CisReportStatus


class Report(msgspec.Struct, frozen=True):
    """One report. `target_account` is empty for all accounts; `state` names the results.

    `report_id` is what its file is called; `claimed_until` ends the lease of who makes it;
    `reason` says why it failed, or what its readers should know. Times are epoch seconds.
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
    row = conn.execute(_REPORTS.where(*_same(wanted))).first()
    return None if row is None else Report(*row)


def want(conn: Connection, report: Report) -> None:
    """Ask for the report anew, whatever became of it, unless it is being made."""
    row = msgspec.structs.asdict(report)
    if not add_once(conn, table, row):
        idle = table.c.status != CisReportStatus.IN_PROGRESS
        conn.execute(update(table).where(*_same(report), idle).values(row))


def waits(conn: Connection, now: float) -> bool:
    """Whether there is a report to make that nobody makes."""
    return _oldest(conn, now) is not None


def claim(conn: Connection, now: float, until: float) -> Report | None:
    """Take the oldest report that nobody makes, and hold it until then."""
    found = _oldest(conn, now)
    if found is None:
        return None
    claimed = {"claimed_until": until, "attempts": found.attempts + 1}
    change(conn, found, **claimed)
    return msgspec.structs.replace(found, **claimed)


def change(conn: Connection, report: Report, **columns: object) -> None:
    """Write what became of the report, unless another maker has begun it since."""
    same = (
        table.c.account_id == report.account_id,
        table.c.report_id == report.report_id,
        table.c.attempts == report.attempts,
    )
    conn.execute(update(table).where(*same).values(columns))


def statuses(conn: Connection) -> dict[str, CisReportStatus]:
    """Every report that is known, by its id."""
    rows = conn.execute(select(table.c.report_id, table.c.status))
    return {row.report_id: row.status for row in rows}


def purge(conn: Connection) -> int:
    """Forget the reports of scans that are there no more; how many."""
    kept = exists().where(
        scans.c.account_id == table.c.account_id, scans.c.scan_id == table.c.scan_id
    )
    return conn.execute(delete(table).where(~kept)).rowcount


def _same(report: Report) -> list[ColumnElement[bool]]:
    return [table.c[name] == getattr(report, name) for name in _KEY]


def _oldest(conn: Connection, now: float) -> Report | None:
    free = or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now)
    waiting = _REPORTS.where(table.c.status == CisReportStatus.IN_PROGRESS, free)
    row = conn.execute(waiting.order_by(table.c.requested_at).limit(1)).first()
    return None if row is None else Report(*row)
