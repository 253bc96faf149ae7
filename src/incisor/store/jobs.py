"""Scan jobs: one host's part of one scan, and the session that carries it out."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    func,
    select,
    update,
)

from incisor.domain.scan import End, Target
from incisor.domain.session import OPEN, State
from incisor.store import scans
from incisor.store.page import Key, Order, Page, columns_of, fetch
from incisor.store.reach import in_scan
from incisor.store.statement import Statement
from incisor.store.tables import jobs as table
from incisor.wire import shapes


class Job(msgspec.Struct, frozen=True):
    """One job. Empty texts mean "not yet"; times are epoch seconds.

    `tags` are the host's when the scan opened. `acquired_until` ends a lease, `expires_at` the time
    in which a host may start, `late_until` that in which a silent session may come back.
    `stop_digest` recognises the same Stop again. `progress` is what Stop claimed; `passed`,
    `failed` and `skipped` are counted from telemetry, `folded_platform` is the platform under which
    they were last counted.
    """

    account_id: str
    job_id: str
    scan_id: str
    resource_id: str
    tags: dict[str, str]
    state: State
    session_token: str | None
    created_at: float
    expires_at: float
    acquired_until: float | None = None
    started_at: float | None = None
    last_seen_at: float | None = None
    ended_at: float | None = None
    late_until: float | None = None
    platform: str = ""
    benchmark_id: str = ""
    benchmark_version: str = ""
    profile: str = ""
    stop_status: str = ""
    stop_digest: str | None = None
    progress: dict[str, int] = {}
    reason: str = ""
    target_status: str = ""
    target_status_reason: str = ""
    folded_platform: str | None = None
    passed: int = 0
    failed: int = 0
    skipped: int = 0


_JOBS: Final = select(*columns_of(Job, table))
_OLDEST_FIRST: Final = (table.c.created_at, table.c.job_id)
_BY_RESOURCE: Final = Order((table.c.resource_id, table.c.job_id))

_TOUCH: Final = Statement(
    lambda _: (
        update(table)
        .values(last_seen_at=bindparam("now"))
        .where(
            table.c.account_id == bindparam("account"),
            table.c.job_id == bindparam("job"),
            table.c.session_token == bindparam("token"),
            table.c.resource_id == bindparam("resource"),
            table.c.state == bindparam("state"),
        )
    ),
    ("now", "account", "job", "token", "resource", "state"),
)


def add(conn: Connection, jobs: Sequence[Job]) -> None:
    """Keep a new scan's jobs (all of one scan) and raise the scan's counts."""
    if not jobs:
        return
    conn.execute(table.insert(), [msgspec.structs.asdict(job) for job in jobs])
    opened = sum(job.state in OPEN for job in jobs)
    scans.shift(conn, jobs[0].account_id, jobs[0].scan_id, total_jobs=len(jobs), open_jobs=opened)


def get(conn: Connection, account_id: str, job_id: str) -> Job | None:
    """The account's job of that id, if there is one."""
    return _first(conn, table.c.account_id == account_id, table.c.job_id == job_id)


def of_target(conn: Connection, account_id: str, scan_id: str, resource_id: str) -> Job | None:
    """The job of that host in that scan, if there is one."""
    return _first(
        conn, *in_scan(conn, table, account_id, scan_id), table.c.resource_id == resource_id
    )


def touch(
    conn: Connection, account_id: str, job_id: str, token: str, resource_id: str, now: float
) -> bool:
    """SendCisSessionHealth's whole work, one statement: note the call of a started session.

    True if the job is this host's, STARTED, and bound to this token. False says only that one of
    these does not hold: load the job and let `domain.session.decide` explain.
    """
    return _TOUCH.run(conn, now, account_id, job_id, token, resource_id, "STARTED") == 1


def change(conn: Connection, job: Job, **columns: Any) -> Job:
    """Write what was decided on the job, keep its scan's counts in step; the job as it is now.

    The scan's status is not touched: when the scan's `open_jobs` reach zero or leave it, the caller
    concludes it (`scans.conclude`) in the same unit.
    """
    here = (table.c.account_id == job.account_id, table.c.job_id == job.job_id)
    conn.execute(update(table).where(*here).values(columns))
    changed = msgspec.structs.replace(job, **columns)
    scans.shift(
        conn,
        job.account_id,
        job.scan_id,
        open_jobs=(changed.state in OPEN) - (job.state in OPEN),
        completed_jobs=_completed(changed) - _completed(job),
        total_checks=_total(changed) - _total(job),
        failed_checks=changed.failed - job.failed,
    )
    return changed


def open_of_host(conn: Connection, account_id: str, resource_id: str) -> list[Job]:
    """The host's jobs that are PENDING, LEASED or STARTED, oldest first."""
    query = _JOBS.where(
        table.c.account_id == account_id,
        table.c.resource_id == resource_id,
        table.c.state.in_(OPEN),
    )
    return [Job(*row) for row in conn.execute(query.order_by(*_OLDEST_FIRST))]


def of_scan(
    conn: Connection, account_id: str, scan_id: str, *, after: Key | None = None, limit: int = 1000
) -> Page[Job]:
    """A scan's jobs by resource id."""
    return fetch(
        conn,
        _JOBS.where(*in_scan(conn, table, account_id, scan_id)),
        Job,
        _BY_RESOURCE,
        after,
        limit,
    )


def open_of_scan(conn: Connection, account_id: str, scan_id: str, limit: int) -> list[Job]:
    """Some of a scan's jobs that are PENDING, LEASED or STARTED."""
    return _some(conn, limit, *in_scan(conn, table, account_id, scan_id), table.c.state.in_(OPEN))


def of_hosts(
    conn: Connection, account_id: str, scan_id: str, resource_ids: Sequence[str]
) -> dict[str, Job]:
    """The jobs of those hosts in the scan, by host; hosts without one are left out."""
    here = (*in_scan(conn, table, account_id, scan_id), table.c.resource_id.in_(resource_ids))
    return {job.resource_id: job for job in _some(conn, len(resource_ids), *here)}


def states(conn: Connection, account_id: str, scan_id: str) -> dict[State, int]:
    """How many of a scan's jobs are in each state."""
    here = in_scan(conn, table, account_id, scan_id)
    query = select(table.c.state, func.count().label("jobs")).where(*here).group_by(table.c.state)
    return {row.state: row.jobs for row in conn.execute(query)}


def started(conn: Connection, account_id: str, scan_id: str, limit: int) -> list[Job]:
    """Some of a scan's jobs whose session is open."""
    here = in_scan(conn, table, account_id, scan_id)
    return _some(conn, limit, *here, table.c.state == State.STARTED)


def ends(conn: Connection, account_id: str, scan_id: str) -> list[End]:
    """How a scan's jobs ended, those that ended alike taken together, with one host's words."""
    alike = (table.c.target_status, table.c.target_status_reason, table.c.stop_status)
    query = (
        select(func.count(), *alike, func.max(table.c.reason))
        .where(*in_scan(conn, table, account_id, scan_id), table.c.state.not_in(OPEN))
        .group_by(*alike)
        .order_by(*alike)
    )
    return [_end(*row) for row in conn.execute(query)]


def lapsed(conn: Connection, now: float, limit: int = 100) -> list[Job]:
    """LEASED jobs of all accounts whose lease has run out."""
    return _some(conn, limit, table.c.state == State.LEASED, table.c.acquired_until <= now)


def silent(conn: Connection, before: float, limit: int = 100) -> list[Job]:
    """STARTED jobs of all accounts that have not called since then."""
    return _some(conn, limit, table.c.state == State.STARTED, table.c.last_seen_at <= before)


def expired(conn: Connection, now: float, limit: int = 100) -> list[Job]:
    """PENDING and LEASED jobs of all accounts whose time to start has run out."""
    waiting = table.c.state.in_((State.PENDING, State.LEASED))
    return _some(conn, limit, waiting, table.c.expires_at <= now)


def _first(conn: Connection, *conditions: ColumnElement[bool]) -> Job | None:
    row = conn.execute(_JOBS.where(*conditions)).first()
    return None if row is None else Job(*row)


def _some(conn: Connection, limit: int, *conditions: ColumnElement[bool]) -> list[Job]:
    return [Job(*row) for row in conn.execute(_JOBS.where(*conditions).limit(limit))]


def _completed(job: Job) -> bool:
    return job.target_status == shapes.CisTargetStatus.COMPLETED


def _total(job: Job) -> int:
    return job.passed + job.failed + job.skipped


def _end(jobs: int, status: str, reason: str, stop: str, said: str) -> End:
    target = Target(
        shapes.CisTargetStatus(status) if status else None,
        shapes.CisTargetStatusReason(reason) if reason else None,
    )
    return End(jobs, target, shapes.StopCisSessionStatus(stop) if stop else None, said)
