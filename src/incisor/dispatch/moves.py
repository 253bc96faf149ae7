"""What follows when a scan job moves: its row, its findings, its target, its scan.

`domain.session` decides whether a job may move; the functions here write it, each within the
caller's unit, so that a scan's status and counts change in the same transaction as the job that
changes them. The API calls them for the host's calls, the reaper for silence and expiry.
"""

import logging
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Connection

from incisor.content import Library
from incisor.dispatch.headings import heading_of
from incisor.domain import scan, session
from incisor.domain.finding import Counts, difference
from incisor.domain.platform import platform_name
from incisor.domain.session import State
from incisor.store import jobs, results, scans
from incisor.store.jobs import Job
from incisor.store.scans import Scan
from incisor.wire.shapes import CisScanStatus, StopCisSessionMessage, StopCisSessionStatus

log = logging.getLogger(__name__)

Columns: TypeAlias = dict[str, Any]


def take(
    conn: Connection, account_id: str, call: session.Call, *, now: float
) -> tuple[Job, session.Decision]:
    """The job that a host's call is about, and what to do; raises `session.SessionRefused`."""
    job = jobs.get(conn, account_id, call.job_id)
    seen = None if job is None else _seen(job)
    busy = job is not None and _busy(conn, job)
    decision = session.decide(seen, call, now=now, busy=busy)
    assert job is not None  # decide refuses a job that is not there
    return job, decision


def start(conn: Connection, job: Job, token: str, now: float) -> Job:
    """Open the job's session, or keep it open: its host called, on time or late."""
    if job.state is State.STARTED:
        return jobs.change(conn, job, last_seen_at=now)
    late = job.state is State.TIMED_OUT
    job = jobs.change(conn, job, **_started(job, token, now))
    log.info("session.returned" if late else "session.started", extra=_named(job))
    if late:
        conclude(conn, job.account_id, job.scan_id, now)
    return job


def stop(
    conn: Connection,
    job: Job,
    message: StopCisSessionMessage,
    *,
    now: float,
    catalogue: Library,
) -> Job:
    """End the job's session as its host says, with the findings of its telemetry."""
    job = _end(conn, job, now, catalogue, _stopped(message, now))
    counts = Counts(job.passed, job.failed, job.skipped)
    extra = {"status": message.status, "counts": counts.total, **_named(job)}
    log.info("session.stopped", extra=extra)
    if differs := difference(message.progress, counts):
        log.warning("session.progress_differs", extra={"difference": differs, **_named(job)})
    return job


def time_out(
    conn: Connection, job: Job, *, now: float, late_results: float, catalogue: Library
) -> Job:
    """End a job whose host fell silent or never began, with what it had sent so far.

    Its session may come back for `late_results` seconds.
    """
    columns = {"state": State.TIMED_OUT, "late_until": now + late_results}
    job = _end(conn, job, now, catalogue, columns)
    if job.session_token is None:
        log.info("job.expired", extra=_named(job))
    else:
        log.warning("session.silent", extra=_named(job))
    return job


def cancel(conn: Connection, job: Job, *, now: float, catalogue: Library, why: str) -> Job:
    """End an open job on somebody's wish, with what its host had sent so far."""
    job = _end(conn, job, now, catalogue, {"state": State.CANCELLED, "reason": why})
    log.info("job.cancelled", extra=_named(job))
    return job


def give_back(conn: Connection, job: Job) -> Job:
    """Let a job wait again whose host fetched it and did not begin."""
    job = jobs.change(conn, job, state=State.PENDING, acquired_until=None)
    log.info("job.lease_ended", extra=_named(job))
    return job


def conclude(conn: Connection, account_id: str, scan_id: str, now: float) -> None:
    """Bring a scan's status and reason in step with its jobs; a cancelled one stays cancelled.

    After an account's part of an organisation's scan, that scan as a whole.
    """
    found = scans.get(conn, account_id, scan_id)
    if found is not None and found.status is not CisScanStatus.CANCELLED:
        _conclude(conn, found, now)
    if found is not None and found.of_organisation and found.owner_id != account_id:
        conclude(conn, found.owner_id, scan_id, now)


def _conclude(conn: Connection, found: Scan, now: float) -> None:
    status = scan.status(open_jobs=found.open_jobs, completed_jobs=found.completed_jobs)
    if status is CisScanStatus.IN_PROGRESS:
        if found.ended_at is not None:
            scans.conclude(conn, found, status, "", None)
        return
    reason = scan.reason(jobs.ends(conn, found.account_id, found.scan_id))
    scans.conclude(conn, found, status, reason, now)
    level = logging.INFO if status is CisScanStatus.COMPLETED else logging.WARNING
    log.log(
        level, "scan.ended", extra={"scan_id": found.scan_id, "status": status, "reason": reason}
    )


def _end(conn: Connection, job: Job, now: float, catalogue: Library, columns: Columns) -> Job:
    job = jobs.change(conn, job, ended_at=now, acquired_until=None, **columns)
    if job.session_token is not None:
        job = results.fold(conn, job, heading_of(catalogue, job))
    job = jobs.change(conn, job, **_target(job))
    conclude(conn, job.account_id, job.scan_id, now)
    return job


def _started(job: Job, token: str, now: float) -> Columns:
    return {
        "state": State.STARTED,
        "session_token": token,
        "started_at": job.started_at or now,
        "last_seen_at": now,
        "acquired_until": None,
        "ended_at": None,
        "late_until": None,
        "target_status": "",
        "target_status_reason": scan.IN_PROGRESS.reason,
    }


def _stopped(message: StopCisSessionMessage, now: float) -> Columns:
    said = {
        "platform": platform_name(message.compute_platform),
        "benchmark_version": message.benchmark_version,
        "profile": message.benchmark_profile,
        "reason": message.reason,
    }
    return {
        "state": State.STOPPED,
        "last_seen_at": now,
        "stop_status": message.status,
        "stop_digest": session.stop_digest(message),
        "progress": msgspec.to_builtins(message.progress),
        **{column: value for column, value in said.items() if value},
    }


def _target(job: Job) -> Columns:
    """What readers see of the job's target, as columns."""
    seen = scan.target(
        job.state,
        began=job.session_token is not None,
        stop=StopCisSessionStatus(job.stop_status) if job.stop_status else None,
        results=job.passed + job.failed + job.skipped,
    )
    return {"target_status": seen.status or "", "target_status_reason": seen.reason or ""}


def _seen(job: Job) -> session.Job:
    """The job as `domain.session` looks at it."""
    return session.Job(
        job_id=job.job_id,
        resource_id=job.resource_id,
        state=job.state,
        token=job.session_token,
        stop_digest=job.stop_digest,
        late_until=job.late_until,
    )


def _busy(conn: Connection, job: Job) -> bool:
    """Whether the job's host has a session open for another job."""
    others = jobs.open_of_host(conn, job.account_id, job.resource_id)
    return any(each.state is State.STARTED and each.job_id != job.job_id for each in others)


def _named(job: Job) -> dict[str, str]:
    """What a log line says of a job, so that all lines of it can be found."""
    return {
        "account_id": job.account_id,
        "scan_id": job.scan_id,
        "job_id": job.job_id,
        "resource_id": job.resource_id,
    }
