"""Scans: one run of a configuration over its targets."""

from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from incisor.domain import arn
from incisor.store.page import columns_of
from incisor.store.statement import add_once
from incisor.store.tables import (
    SCAN_OWNER,
    checks,
    jobs,
    results,
    scan_accounts,
    scan_tags,
    telemetry,
)
from incisor.store.tables import scans as table
from incisor.wire import shapes


class Scan(msgspec.Struct, frozen=True):
    """One scan; the counts follow its jobs in the same transactions that change those.

    `total_checks` and `failed_checks` count results over all targets that have ended. `owner_id` is
    the organisation whose scan it is (`incisor.store.reach`), else it is the account.
    """

    account_id: str
    owner_id: str
    scan_id: str
    configuration_id: str
    occurrence: float
    scan_name: str
    security_level: shapes.CisSecurityLevel
    scheduled_by: str
    account_ids: list[str]
    target_tags: dict[str, list[str]]
    status: shapes.CisScanStatus
    reason: str
    scan_date: float
    ended_at: float | None = None
    total_jobs: int = 0
    open_jobs: int = 0
    completed_jobs: int = 0
    total_checks: int = 0
    failed_checks: int = 0

    @property
    def of_organisation(self) -> bool:
        """Whether an organisation owns it: this is the sum of all accounts, or one's part."""
        return arn.is_organisation(self.owner_id)


_SCANS: Final = select(*columns_of(Scan, table))


def add(conn: Connection, scan: Scan) -> bool:
    """Keep a new scan; False, and nothing changed, if that occurrence has one already (D9).

    The scan's counts of jobs start at zero; `jobs.add` raises them.
    """
    if not add_once(conn, table, msgspec.structs.asdict(scan)):
        return False
    for terms, rows in _terms(scan).items():
        if rows:
            conn.execute(insert(terms), rows)
    return True


def get(conn: Connection, account_id: str, scan_id: str) -> Scan | None:
    """The account's scan of that id, if there is one."""
    row = conn.execute(_SCANS.where(*_is(account_id, scan_id))).first()
    return None if row is None else Scan(*row)


def conclude(
    conn: Connection,
    scan: Scan,
    status: shapes.CisScanStatus,
    reason: str,
    ended_at: float | None,
) -> None:
    """Write the scan's status with its reason; `ended_at` None puts it back in progress."""
    concluded = {"status": status, "reason": reason, "ended_at": ended_at}
    conn.execute(update(table).where(*_is(scan.account_id, scan.scan_id)).values(concluded))


def shift(conn: Connection, account_id: str, scan_id: str, **counts: int) -> None:
    """Add to the scan's counts, by column; what changes a job calls it in the same unit.

    Of an account's part of an organisation's scan, the sums of the organisation move too.
    """
    moved = {name: table.c[name] + by for name, by in counts.items() if by}
    if moved:
        owner = select(table.c.owner_id).where(*_is(account_id, scan_id)).scalar_subquery()
        rows = table.c.account_id.in_([account_id, owner]), table.c.scan_id == scan_id
        conn.execute(update(table).where(*rows).values(moved))


def ended_before(conn: Connection, before: float, limit: int = 10) -> list[Scan]:
    """Scans of all accounts that ended and whose date is before then, oldest first."""
    old = _SCANS.where(table.c.scan_date < before, table.c.ended_at.is_not(None))
    return [Scan(*row) for row in conn.execute(old.order_by(table.c.scan_date).limit(limit))]


def purge(conn: Connection, scan: Scan, targets: int = 50) -> bool:
    """Remove the results of some of the scan's targets, after the last of them the scan itself.

    True when nothing of it is left. A bounded share at a time, because other units wait meanwhile:
    call it again until then.
    """
    mine = jobs.c.account_id == scan.account_id, jobs.c.scan_id == scan.scan_id
    some = select(jobs.c.job_id, jobs.c.resource_id).where(*mine).limit(targets)
    found = conn.execute(some).all()
    for job_id, resource_id in found:
        _remove(conn, telemetry, account_id=scan.account_id, job_id=job_id)
        key = {"account_id": scan.account_id, "scan_id": scan.scan_id, "resource_id": resource_id}
        _remove(conn, results, **key)
        _remove(conn, jobs, **key)
    if len(found) == targets:
        return False
    for terms, rows in _terms(scan).items():
        for row in rows:
            _remove(conn, terms, **row)
    for of_scan in (checks, table):
        _remove(conn, of_scan, account_id=scan.account_id, scan_id=scan.scan_id)
    return True


def _is(account_id: str, scan_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.account_id == account_id, table.c.scan_id == scan_id


def _terms(scan: Scan) -> dict[Table, list[dict[str, str | float]]]:
    """The rows by which a scan is found that has these tags and accounts."""
    of: dict[str, str | float] = {
        name: getattr(scan, name) for name in (*SCAN_OWNER, "scan_date", "scan_id")
    }
    tags = {(key, value) for key, values in scan.target_tags.items() for value in values}
    return {
        scan_tags: [{**of, "tag_key": key, "tag_value": value} for key, value in sorted(tags)],
        scan_accounts: [{**of, "target_account": each} for each in sorted(set(scan.account_ids))],
    }


def _remove(conn: Connection, rows: Table, **key: str | float) -> None:
    """Delete the rows of a table that have these values."""
    conn.execute(delete(rows).where(*(rows.c[name] == value for name, value in key.items())))
