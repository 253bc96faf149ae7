"""Scans: one run of a configuration over its targets."""

import msgspec
from sqlalchemy import Connection

from incisor.store.page import Key, Page
from incisor.wire import shapes


class Scan(msgspec.Struct, frozen=True):
    """One scan; the counts follow its jobs in the same transactions that change those.

    `total_checks` and `failed_checks` count results over all targets that have ended.
    """

    account_id: str
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


def add(conn: Connection, scan: Scan) -> bool:
    """Keep a new scan; False, and nothing changed, if that occurrence has one already (D9).

    The scan's counts of jobs start at zero; `jobs.add` raises them.
    """
    raise NotImplementedError


def get(conn: Connection, account_id: str, scan_id: str) -> Scan | None:
    """The account's scan of that id, if there is one."""
    raise NotImplementedError


def conclude(
    conn: Connection,
    scan: Scan,
    status: shapes.CisScanStatus,
    reason: str,
    ended_at: float | None,
) -> None:
    """Write the scan's status with its reason; `ended_at` None puts it back in progress."""
    raise NotImplementedError


def page(
    conn: Connection,
    account_id: str,
    *,
    criteria: shapes.ListCisScansFilterCriteria | None = None,
    sort_by: shapes.ListCisScansSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 50,
    scan_arn_stem: str = "",
    configuration_arn_stem: str = "",
) -> Page[Scan]:
    """ListCisScans: newest first unless asked otherwise.

    The stems are what every scan's and configuration's ARN of the account has before the id.
    """
    raise NotImplementedError


def ended_before(conn: Connection, before: float, limit: int = 10) -> list[Scan]:
    """Scans of all accounts whose date is before then, oldest first: what the purge removes."""
    raise NotImplementedError


def purge(conn: Connection, scan: Scan) -> None:
    """Remove the scan with its jobs, results, counts and telemetry."""
    raise NotImplementedError
