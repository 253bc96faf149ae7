"""The session operations over HTTP, held against the tables of the protocol page."""

import uuid
from collections.abc import Callable, Mapping

import pytest

from incisor.domain.session import State
from incisor.store import jobs
from incisor.store.jobs import Job
from support.service import Answer, Caller, Running, Session, result, tagged_scan

MINUTE, HOUR = 60.0, 3600.0
EXPIRED = "EXPIRED"
"""TIMED_OUT without a session: for calls it is like a job that waits."""

OK, CONFLICT, FORBIDDEN = "", "ConflictException", "AccessDeniedException"


def row(service: Running, session: Session) -> Job:
    host = session.host
    found = service.store.read_now(lambda conn: jobs.get(conn, host.account_id, session.job_id))
    assert found is not None
    return found


def state(service: Running, session: Session) -> State:
    return row(service, session).state


def waiting(service: Running, admin: Caller) -> Session:
    """A host with a job that was not handed out yet."""
    host = service.host(admin.account_id, env="test")
    tagged_scan(admin, env="test")
    [job] = service.store.read_now(
        lambda conn: jobs.open_of_host(conn, host.account_id, host.resource_id)
    )
    return Session(host, job.job_id)


def leased(service: Running, admin: Caller) -> Session:
    session = waiting(service, admin)
    assert session.host.check_in()["scanJobId"] == session.job_id
    return session


def started(service: Running, admin: Caller) -> Session:
    session = leased(service, admin)
    assert session.start().status == 200
    return session


def timed_out(service: Running, admin: Caller) -> Session:
    session = started(service, admin)
    service.clock.ahead += 16 * MINUTE
    service.until(lambda: state(service, session) is State.TIMED_OUT)
    return session


def expired(service: Running, admin: Caller) -> Session:
    session = waiting(service, admin)
    service.clock.ahead += 25 * HOUR
    service.until(lambda: state(service, session) is State.TIMED_OUT)
    return session


def stopped(service: Running, admin: Caller) -> Session:
    session = started(service, admin)
    assert session.stop().status == 200
    return session


def cancelled(service: Running, admin: Caller) -> Session:
    session = started(service, admin)
    job = row(service, session)
    service.store.write_now(lambda conn: jobs.change(conn, job, state=State.CANCELLED))
    return session


IN_STATE: Mapping[str, Callable[[Running, Caller], Session]] = {
    State.PENDING: waiting,
    State.LEASED: leased,
    State.STARTED: started,
    State.TIMED_OUT: timed_out,
    EXPIRED: expired,
    State.STOPPED: stopped,
    State.CANCELLED: cancelled,
}

CALLS: Mapping[str, Callable[[Session], Answer]] = {
    "Start": Session.start,
    "Health": Session.health,
    "Telemetry": lambda session: session.telemetry([result("1.1")]),
    "Stop": Session.stop,
}

# The protocol page's table: per call and token, per state, the error and the state after it.
UNCHANGED = None
Outcome = tuple[str, str | None]
REFUSED: Outcome = (CONFLICT, UNCHANGED)
DENIED: Outcome = (FORBIDDEN, UNCHANGED)
BEGUN: Outcome = (OK, State.STARTED)
ENDED: Outcome = (OK, State.STOPPED)
STATES = (
    State.PENDING,
    State.LEASED,
    State.STARTED,
    State.TIMED_OUT,
    EXPIRED,
    State.STOPPED,
    State.CANCELLED,
)
TABLE: Mapping[tuple[str, str], tuple[Outcome, ...]] = {
    ("Start", "own"): (BEGUN, BEGUN, BEGUN, BEGUN, BEGUN, REFUSED, REFUSED),
    ("Start", "other"): (BEGUN, BEGUN, REFUSED, REFUSED, BEGUN, REFUSED, REFUSED),
    ("Health", "own"): (REFUSED, REFUSED, BEGUN, BEGUN, REFUSED, REFUSED, REFUSED),
    ("Health", "other"): (REFUSED, REFUSED, DENIED, DENIED, REFUSED, DENIED, DENIED),
    ("Telemetry", "own"): (REFUSED, REFUSED, BEGUN, BEGUN, REFUSED, REFUSED, REFUSED),
    ("Telemetry", "other"): (REFUSED, REFUSED, DENIED, DENIED, REFUSED, DENIED, DENIED),
    ("Stop", "own"): (REFUSED, REFUSED, ENDED, ENDED, REFUSED, ENDED, REFUSED),
    ("Stop", "other"): (REFUSED, REFUSED, DENIED, DENIED, REFUSED, DENIED, DENIED),
}
CASES = [
    (call, token, given, *outcome)
    for (call, token), outcomes in TABLE.items()
    for given, outcome in zip(STATES, outcomes, strict=True)
]


@pytest.mark.parametrize(("call", "token", "given", "error", "after"), CASES)
def test_every_call_in_every_state_is_answered_as_the_protocol_says(
    service: Running,
    admin: Caller,
    call: str,
    token: str,
    given: str,
    error: str,
    after: str | None,
) -> None:
    """Status, error name and the state afterwards are those of the protocol page's table."""
    session = IN_STATE[given](service, admin)
    before = state(service, session)
    if token == "other":
        session.token = str(uuid.uuid4())
    answer = CALLS[call](session)
    assert (answer.error, state(service, session)) == (error, after or before), answer


@pytest.mark.parametrize("call", CALLS)
def test_an_unknown_job_and_another_hosts_job_get_the_same_answer(
    service: Running, admin: Caller, call: str
) -> None:
    """A host learns nothing of jobs that are not its own: 403, word for word the same."""
    theirs = started(service, admin)
    mine = service.host(admin.account_id)
    unknown = str(uuid.uuid4())
    foreign = CALLS[call](Session(mine, theirs.job_id, theirs.token))
    nowhere = CALLS[call](Session(mine, unknown, theirs.token))
    assert foreign.error == nowhere.error == FORBIDDEN
    assert foreign.body["message"].replace(theirs.job_id, unknown) == nowhere.body["message"]


def test_a_job_of_another_account_is_unknown(service: Running, admin: Caller) -> None:
    """A host of one account cannot touch a job of another."""
    theirs = started(service, admin)
    stranger = service.host(service.account())
    assert Session(stranger, theirs.job_id, theirs.token).health().error == FORBIDDEN
    assert theirs.health().status == 200


def test_a_conflict_names_the_job(service: Running, admin: Caller) -> None:
    """ConflictException carries resourceId and resourceType, and says what to do."""
    session = leased(service, admin)
    body = session.health().body
    assert body["resourceId"] == session.job_id
    assert body["resourceType"] == "CIS_SCAN_JOB"
    assert "LEASED" in body["message"]
    assert "StartCisSession" in body["message"]


def test_another_stop_than_the_first_is_refused(service: Running, admin: Caller) -> None:
    """The first Stop stands; the same again is answered, another one is a conflict."""
    session = started(service, admin)
    assert [session.stop().error, session.stop().error] == [OK, OK]
    assert session.stop("FAILED").error == CONFLICT


def test_a_host_with_an_open_session_cannot_start_another(service: Running, admin: Caller) -> None:
    """A target is part of one scan at a time; the second scan waits for its turn and completes."""
    first = started(service, admin)
    arn = tagged_scan(admin, env="test")
    assert first.host.check_in() is None
    [job] = [
        each
        for each in service.store.read_now(
            lambda conn: jobs.open_of_host(conn, admin.account_id, first.host.resource_id)
        )
        if each.state is State.PENDING
    ]
    second = Session(first.host, job.job_id)
    refusal = second.start()
    assert refusal.error == CONFLICT
    assert "another scan" in refusal.body["message"]
    first.stop()
    assert first.host.check_in()["scanArn"] == arn
    assert second.start().status == 200


def test_a_session_that_is_too_late_is_refused(service: Running, admin: Caller) -> None:
    """A silent session may return for a day, and no longer."""
    session = timed_out(service, admin)
    service.clock.ahead += 25 * HOUR
    assert session.health().error == CONFLICT
    assert state(service, session) is State.TIMED_OUT


def test_a_late_stop_corrects_the_scan(service: Running, admin: Caller) -> None:
    """Results of a session that returned count: a failed scan becomes a completed one."""
    session = started(service, admin)
    session.telemetry([result("1.1"), result("1.2", "FAILED")])
    service.clock.ahead += 16 * MINUTE
    service.until(lambda: admin.ok("ListCisScans")["scans"][0]["status"] == "FAILED")
    assert session.telemetry([result("1.2"), result("2.1", "FAILED")]).status == 200
    assert admin.ok("ListCisScans")["scans"][0]["status"] == "IN_PROGRESS"
    assert session.stop().status == 200
    [scan] = admin.ok("ListCisScans")["scans"]
    assert (scan["status"], scan["totalChecks"], scan["failedChecks"]) == ("COMPLETED", 3, 1)


def test_the_last_result_of_a_rule_wins(service: Running, admin: Caller) -> None:
    """Telemetry repeated or corrected counts once, as it was said last."""
    session = started(service, admin)
    for status in ("FAILED", "FAILED", "PASSED"):
        assert session.telemetry([result("1.1", status)]).status == 200
    session.stop()
    [scan] = admin.ok("ListCisScans")["scans"]
    assert (scan["totalChecks"], scan["failedChecks"]) == (1, 0)


def test_a_batch_with_one_fault_is_refused_whole(service: Running, admin: Caller) -> None:
    """One message that breaks the model keeps the other 149 out, and is named."""
    session = started(service, admin)
    good = [result(f"1.{number}") for number in range(149)]
    answer = session.telemetry([*good, result("1.1", "BROKEN")])
    assert answer.error == "ValidationException"
    assert [field["name"] for field in answer.body["fields"]] == ["messages[149].status"]
    session.stop()
    assert admin.ok("ListCisScans")["scans"][0]["totalChecks"] == 0


def test_progress_that_does_not_add_up_is_taken(service: Running, admin: Caller) -> None:
    """Counts come from telemetry, whatever Stop claims (the published samples do not add up)."""
    session = started(service, admin)
    session.telemetry([result("1.1")])
    assert session.stop(progress={"totalChecks": 7, "failedChecks": 9}).status == 200
    [scan] = admin.ok("ListCisScans")["scans"]
    assert (scan["totalChecks"], scan["failedChecks"]) == (1, 0)


def test_results_of_session_operations_are_empty_objects(service: Running, admin: Caller) -> None:
    """Each of the four answers 200 with `{}`."""
    session = leased(service, admin)
    answers = [session.start(), session.health(), session.telemetry([result("1")]), session.stop()]
    assert [(each.status, each.body) for each in answers] == [(200, {})] * 4
