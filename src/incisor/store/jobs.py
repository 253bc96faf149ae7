"""Scan jobs: one host's part of one scan, and the session that carries it out."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from incisor.domain.session import State
from incisor.store.page import Key, Page
from incisor.wire import shapes


class Job(msgspec.Struct, frozen=True):
    """One job. Empty texts mean "not yet"; times are epoch seconds.

    `tags` are the host's when the scan opened. `acquired_until` ends a lease, `expires_at` the time
    in which a host may start. `stop_digest` recognises the same Stop again. `progress` is what Stop
    claimed; `passed`, `failed` and `skipped` are counted from telemetry. `batches` numbers the
    telemetry.
    """

    account_id: str
    job_id: str
    scan_id: str
    resource_id: str
    tags: dict[str, str]
    state: State
    session_token: str
    created_at: float
    expires_at: float
    acquired_until: float | None = None
    started_at: float | None = None
    last_seen_at: float | None = None
    ended_at: float | None = None
    platform: str = ""
    benchmark_id: str = ""
    benchmark_version: str = ""
    profile: str = ""
    stop_status: str = ""
    stop_digest: str = ""
    progress: dict[str, int] = {}
    reason: str = ""
    target_status: str = ""
    target_status_reason: str = ""
    batches: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def add(conn: Connection, jobs: Sequence[Job]) -> None:
    """Keep a new scan's jobs (all of one scan) and raise the scan's counts."""
    raise NotImplementedError


def get(conn: Connection, account_id: str, job_id: str) -> Job | None:
    """The account's job of that id, if there is one."""
    raise NotImplementedError


def of_target(conn: Connection, account_id: str, scan_id: str, resource_id: str) -> Job | None:
    """The job of that host in that scan, if there is one."""
    raise NotImplementedError


def touch(
    conn: Connection, account_id: str, job_id: str, token: str, resource_id: str, now: float
) -> bool:
    """SendCisSessionHealth's whole work, one statement: note the call of a started session.

    True if the job is this host's, STARTED, and bound to this token. False says only that one of
    these does not hold: load the job and let `domain.session.decide` explain.
    """
    raise NotImplementedError


def change(conn: Connection, job: Job, **columns: Any) -> Job:
    """Write what was decided on the job, keep its scan's counts in step; the job as it is now.

    The scan's status is not touched: when the scan's `open_jobs` reach zero or leave it, the caller
    concludes it (`scans.conclude`) in the same unit.
    """
    raise NotImplementedError


def open_of_host(conn: Connection, account_id: str, resource_id: str) -> list[Job]:
    """The host's jobs that are PENDING, LEASED or STARTED, oldest first."""
    raise NotImplementedError


def of_scan(
    conn: Connection, account_id: str, scan_id: str, *, after: Key | None = None, limit: int = 1000
) -> Page[Job]:
    """A scan's jobs by resource id."""
    raise NotImplementedError


def lapsed(conn: Connection, now: float, limit: int = 100) -> list[Job]:
    """LEASED jobs of all accounts whose lease has run out."""
    raise NotImplementedError


def silent(conn: Connection, before: float, limit: int = 100) -> list[Job]:
    """STARTED jobs of all accounts that have not called since then."""
    raise NotImplementedError


def expired(conn: Connection, now: float, limit: int = 100) -> list[Job]:
    """PENDING and LEASED jobs of all accounts whose time to start has run out."""
    raise NotImplementedError


def page(
    conn: Connection,
    account_id: str,
    scan_id: str,
    *,
    criteria: shapes.CisScanResultsAggregatedByTargetResourceFilterCriteria | None = None,
    sort_by: shapes.CisScanResultsAggregatedByTargetResourceSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 100,
) -> Page[Job]:
    """ListCisScanResultsAggregatedByTargetResource: by resource id unless asked otherwise."""
    raise NotImplementedError
