"""incisor.store.jobs."""

from typing import Any

import pytest
from sqlalchemy import Connection

from incisor.domain.scan import COMPLETED, SILENT, End
from incisor.domain.session import State
from incisor.store import jobs, scans
from incisor.store.jobs import Job
from incisor.wire import shapes
from support.rows import (
    ACCOUNT,
    NOW,
    OTHER_ACCOUNT,
    TOKEN,
    identifier,
    job,
    open_scan,
    resource,
    scan,
    stored,
)

JOB = identifier(2001)
TOUCH: dict[str, Any] = {
    "account_id": ACCOUNT,
    "job_id": JOB,
    "token": TOKEN,
    "resource_id": resource(1),
    "now": NOW + 60,
}


def counts(conn: Connection) -> dict[str, int]:
    """The counts that scan 1 keeps."""
    found = scans.get(conn, ACCOUNT, identifier(1))
    assert found is not None
    names = ("total_jobs", "open_jobs", "completed_jobs", "total_checks", "failed_checks")
    return {name: getattr(found, name) for name in names}


def test_a_job_is_read_as_it_was_kept(conn: Connection) -> None:
    """By its id or by its target, in its own account."""
    kept = job(1, tags={"env": "prod"}, progress={"totalChecks": 3})
    open_scan(conn, kept)
    assert jobs.get(conn, ACCOUNT, JOB) == kept
    assert jobs.of_target(conn, ACCOUNT, identifier(1), resource(1)) == kept
    assert jobs.get(conn, OTHER_ACCOUNT, JOB) is None


def test_a_state_is_read_as_the_enum_member(conn: Connection) -> None:
    """Callers may compare states by identity."""
    open_scan(conn, job(1))
    assert stored(conn, ACCOUNT, JOB).state is State.STARTED


def test_a_scan_counts_its_new_jobs(conn: Connection) -> None:
    """All of them, and those that are open."""
    open_scan(conn, job(1), job(2, state=State.PENDING), job(3, state=State.STOPPED))
    assert counts(conn)["total_jobs"] == 3
    assert counts(conn)["open_jobs"] == 2


def test_a_scan_without_targets_has_no_jobs(conn: Connection) -> None:
    """Adding none is not an error."""
    open_scan(conn)
    assert counts(conn)["total_jobs"] == 0


def test_touching_notes_the_call(conn: Connection) -> None:
    """The time of the call is kept, and nothing else changes."""
    open_scan(conn, job(1))
    assert jobs.touch(conn, **TOUCH)
    assert stored(conn, ACCOUNT, JOB) == job(1, last_seen_at=NOW + 60)


@pytest.mark.parametrize(
    "wrong",
    [
        {"account_id": OTHER_ACCOUNT},
        {"job_id": identifier(1)},
        {"token": identifier(1)},
        {"resource_id": resource(2)},
    ],
)
def test_touching_with_anything_wrong_changes_nothing(
    conn: Connection, wrong: dict[str, str]
) -> None:
    """Account, job, token and host must all be the job's."""
    open_scan(conn, job(1))
    assert not jobs.touch(conn, **{**TOUCH, **wrong})
    assert stored(conn, ACCOUNT, JOB) == job(1)


@pytest.mark.parametrize("state", set(State) - {State.STARTED})
def test_only_a_started_session_can_be_touched(conn: Connection, state: State) -> None:
    """Every other state takes the way that explains."""
    open_scan(conn, job(1, state=state))
    assert not jobs.touch(conn, **TOUCH)


def test_a_change_is_what_is_read_next(conn: Connection) -> None:
    """And what the function returns."""
    open_scan(conn, job(1))
    changed = jobs.change(conn, job(1), platform="RHEL_9", reason="why")
    assert changed == job(1, platform="RHEL_9", reason="why")
    assert stored(conn, ACCOUNT, JOB) == changed


def test_a_scan_follows_what_its_jobs_become(conn: Connection) -> None:
    """Open and completed jobs are counted in the same transaction, there and back."""
    open_scan(conn, job(1), job(2))
    ended = jobs.change(conn, job(1), state=State.STOPPED, target_status="COMPLETED")
    assert (counts(conn)["open_jobs"], counts(conn)["completed_jobs"]) == (1, 1)
    jobs.change(conn, ended, state=State.STARTED, target_status="")
    assert (counts(conn)["open_jobs"], counts(conn)["completed_jobs"]) == (2, 0)


def test_the_open_jobs_of_a_host_are_listed_oldest_first(conn: Connection) -> None:
    """Those that wait, are leased or started; not those that ended, not other hosts'."""
    open_scan(conn, job(1), job(2))
    for number, state in enumerate(State, start=10):
        one = {"resource_id": resource(1), "scan_id": identifier(number)}
        scans.add(conn, scan(number))
        jobs.add(conn, [job(number, state=state, created_at=NOW - number, **one)])
    states = [one.state for one in jobs.open_of_host(conn, ACCOUNT, resource(1))]
    assert states == [State.STARTED, State.LEASED, State.PENDING, State.STARTED]


def test_a_scans_jobs_are_listed_in_pages(conn: Connection) -> None:
    """By resource id, each once."""
    open_scan(conn, job(2), job(1), job(3))
    first = jobs.of_scan(conn, ACCOUNT, identifier(1), limit=2)
    second = jobs.of_scan(conn, ACCOUNT, identifier(1), after=first.next, limit=2)
    assert first.items + second.items == [job(1), job(2), job(3)]


def test_what_time_alone_moves_is_found(conn: Connection) -> None:
    """Leases that ran out, sessions that fell silent, jobs that expired: each in its own state."""
    open_scan(
        conn,
        job(1, state=State.LEASED, acquired_until=NOW),
        job(2, state=State.LEASED, acquired_until=NOW + 1),
        job(3, last_seen_at=NOW),
        job(4, last_seen_at=NOW + 1),
        job(5, state=State.PENDING, expires_at=NOW),
        job(6, state=State.PENDING, expires_at=NOW + 1),
        job(7, state=State.STOPPED, acquired_until=NOW, expires_at=NOW),
    )
    found = {
        function: [one.resource_id for one in function(conn, NOW)]
        for function in (jobs.lapsed, jobs.silent, jobs.expired)
    }
    assert found == {
        jobs.lapsed: [resource(1)],
        jobs.silent: [resource(3)],
        jobs.expired: [resource(5)],
    }


def test_jobs_that_ended_alike_are_told_together(conn: Connection) -> None:
    """For the scan's reason: how many, how, and what one of them said."""
    done = {"state": State.STOPPED, "target_status": "COMPLETED", "stop_status": "SUCCESS"}
    silent = {
        "state": State.TIMED_OUT,
        "target_status": "TIMED_OUT",
        "target_status_reason": "SCAN_IN_PROGRESS",
    }
    open_scan(conn, job(1, **done), job(2, **done, reason="said"), job(3, **silent), job(4))
    assert jobs.ends(conn, ACCOUNT, identifier(1)) == [
        End(2, COMPLETED, shapes.StopCisSessionStatus.SUCCESS, "said"),
        End(1, SILENT),
    ]


def test_a_new_job_has_nothing_yet() -> None:
    """The defaults say so."""
    fresh = Job(ACCOUNT, JOB, identifier(1), resource(1), {}, State.PENDING, None, NOW, NOW)
    assert (fresh.target_status, fresh.passed, fresh.stop_digest) == ("", 0, None)
