"""A host takes its next job: one at a time, oldest first.

A host with an open session gets none, so that no target is part of two scans. A host that asks
again before it has begun gets the same job again: the first answer may have been lost.
"""

import logging
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from incisor.content import Library
from incisor.content.listing import Known
from incisor.dispatch import holdings
from incisor.domain import session
from incisor.domain.session import Event, State
from incisor.store import hosts, jobs, scans
from incisor.store.jobs import Job
from incisor.store.scans import Scan

log = logging.getLogger(__name__)

_LEASABLE: Final = session.sources(Event.LEASE)


class Lease(NamedTuple):
    """A job in its host's hands, and the benchmark for it; None if there is none for its platform.

    The host then stops the session with UNSUPPORTED_OS.
    """

    job: Job
    scan: Scan
    benchmark: Known | None


def waits(conn: Connection, account_id: str, resource_id: str, now: float) -> bool:
    """Whether `take` would find a job: a cheap question, to ask before opening a write unit."""
    return _next(jobs.open_of_host(conn, account_id, resource_id), now) is not None


def take(
    conn: Connection,
    account_id: str,
    resource_id: str,
    *,
    now: float,
    lease: float,
    catalogue: Library,
) -> Lease | None:
    """Lease the host's next job for `lease` seconds; None if there is none for it now."""
    job = _next(jobs.open_of_host(conn, account_id, resource_id), now)
    host = hosts.get(conn, account_id, resource_id)
    scan = None if job is None else scans.get(conn, account_id, job.scan_id)
    if job is None or host is None or scan is None:
        return None
    holdings.refresh(conn, catalogue)  # what was imported a moment ago counts
    benchmark = catalogue.for_platform(host.platform)
    job = jobs.change(
        conn,
        job,
        state=State.LEASED,
        acquired_until=now + lease,
        platform=host.platform,
        benchmark_id=benchmark.id if benchmark else "",
        benchmark_version=benchmark.version if benchmark else "",
    )
    log.info("job.leased", extra={"job_id": job.job_id, "resource_id": resource_id})
    return Lease(job, scan, benchmark)


def _next(open_jobs: Sequence[Job], now: float) -> Job | None:
    """The one to hand out: one that was handed out already, else the oldest that waits."""
    if any(job.state is State.STARTED for job in open_jobs):
        return None
    leasable = [job for job in open_jobs if job.state in _LEASABLE and job.expires_at > now]
    again = [job for job in leasable if job.state is State.LEASED]
    return next(iter(again + leasable), None)
