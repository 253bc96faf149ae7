"""Nothing is stuck for ever (D9): ends leases, silent sessions, expired jobs; purges old scans.

Each pass looks at a bounded number of jobs. Each job is moved in a unit of its own, which looks
again before it moves: another service process, or the host's own call, may have been faster.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from incisor.content import Library
from incisor.dispatch import moves
from incisor.dispatch.timings import Timings
from incisor.domain import session
from incisor.domain.session import Event
from incisor.store import Store, jobs, scans, telemetry
from incisor.store.jobs import Job
from incisor.store.scans import Scan

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Jobs that one pass moves; units run on the event loop, so a pass must be short."""

Move = Callable[[Connection, Job], object]


class Reaped(NamedTuple):
    """How many of each one pass has dealt with."""

    returned: int
    silent: int
    expired: int
    purged: int


async def reap(store: Store, now: float, timings: Timings, catalogue: Library) -> Reaped:
    """One pass over everything that time alone moves."""

    def time_out(conn: Connection, job: Job) -> object:
        late = timings.late_results
        return moves.time_out(conn, job, now=now, late_results=late, catalogue=catalogue)

    before = now - timings.session_timeout
    lapsed = await store.read(lambda conn: jobs.lapsed(conn, now, AT_ONCE))
    silent = await store.read(lambda conn: jobs.silent(conn, before, AT_ONCE))
    expired = await store.read(lambda conn: jobs.expired(conn, now, AT_ONCE))
    return Reaped(
        expired=await _move(store, expired, Event.EXPIRY, time_out),
        returned=await _move(store, lapsed, Event.RETURN, moves.give_back),
        silent=await _move(store, silent, Event.SILENCE, time_out),
        purged=await purge(store, now - timings.results_retention),
    )


async def purge(store: Store, before: float) -> int:
    """Remove a bounded share of the oldest scan that ended before then; how many are gone.

    A scan may have millions of results: a pass takes those of some targets, the last one the rest.
    """
    gone = 0
    for scan in await store.read(lambda conn: scans.ended_before(conn, before, 1)):
        gone += await store.write(_purged(scan))
    return gone


async def tidy(store: Store, now: float) -> int:
    """Remove telemetry that can be folded no more, which is for once in a while; how many calls."""
    return await store.write(lambda conn: telemetry.forget_late(conn, now))


async def _move(store: Store, listed: Sequence[Job], event: Event, move: Move) -> int:
    """Move those jobs that are still as they were listed; how many were."""
    units = (store.write(_if_unchanged(job, event, move)) for job in listed)
    outcomes = await asyncio.gather(*units, return_exceptions=True)
    for job, outcome in zip(listed, outcomes, strict=True):
        if isinstance(outcome, BaseException):  # one job must not keep the others waiting
            log.error("job.stuck", exc_info=outcome, extra={"job_id": job.job_id})
    return outcomes.count(True)


def _if_unchanged(job: Job, event: Event, move: Move) -> Callable[[Connection], bool]:
    def unit(conn: Connection) -> bool:
        found = jobs.get(conn, job.account_id, job.job_id)
        if found != job or session.after(job.state, event) is None:
            return False
        move(conn, job)
        return True

    return unit


def _purged(scan: Scan) -> Callable[[Connection], bool]:
    def unit(conn: Connection) -> bool:
        gone = scans.purge(conn, scan)
        if gone:
            log.info("scan.purged", extra={"account_id": scan.account_id, "scan_id": scan.scan_id})
        return gone

    return unit
