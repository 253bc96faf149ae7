"""incisor.domain.session: the state table of the protocol page, cell by cell."""

import pytest

from incisor.domain import session
from incisor.domain.session import (
    ANSWERS,
    TRANSITIONS,
    Call,
    Event,
    Job,
    Kind,
    Refusal,
    SessionRefused,
    State,
    Token,
)
from incisor.wire.shapes import StopCisMessageProgress, StopCisSessionMessage, StopCisSessionStatus

HOST, JOB, OURS, THEIRS = "i-0123456789abcdef0", "job-1", "token-1", "token-2"

# The protocol page's table: which answer or state each call meets, by the token of the call.
# "-" stands for a state that the job cannot be in with such a token.
PAGE = """
                    PENDING  LEASED   STARTED  TIMED_OUT  STOPPED  CANCELLED
Start first         STARTED  STARTED  -        STARTED    -        409
Start same          -        -        STARTED  STARTED    409      409
Start other         -        -        409      409        409      409
Health first        409      409      -        409        -        409
Health same         -        -        STARTED  STARTED    409      409
Health other        -        -        403      403        403      403
Telemetry first     409      409      -        409        -        409
Telemetry same      -        -        STARTED  STARTED    409      409
Telemetry other     -        -        403      403        403      403
Stop first          409      409      -        409        -        409
Stop same           -        -        STOPPED  STOPPED    STOPPED  409
Stop other          -        -        403      403        403      403
"""
EVENTS = {
    "Start": Event.START,
    "Health": Event.HEALTH,
    "Telemetry": Event.TELEMETRY,
    "Stop": Event.STOP,
}
TOKENS = {"first": None, "same": OURS, "other": THEIRS}
KINDS = {"409": Kind.CONFLICT, "403": Kind.FORBIDDEN}


def _cells() -> list[tuple[str, str, State, str]]:
    head, *rows = (line.split() for line in PAGE.strip().splitlines())
    return [
        (event, token, State(state), cell)
        for event, token, *cells in rows
        for state, cell in zip(head, cells, strict=True)
    ]


CELLS = [cell for cell in _cells() if cell[3] != "-"]


def _decide(
    job: Job | None,
    event: Event,
    *,
    host: str = HOST,
    digest: str = "same message",
    now: float = 100,
    busy: bool = False,
) -> session.Decision:
    call = Call(event, JOB, host, OURS, digest)
    return session.decide(job, call, now=now, busy=busy)


def _job(state: State, token: str | None = OURS, late_until: float | None = 200) -> Job:
    return Job(JOB, HOST, state, token, stop_digest="same message", late_until=late_until)


@pytest.mark.parametrize(("event", "token", "state", "cell"), CELLS)
def test_a_call_meets_what_the_page_says(event: str, token: str, state: State, cell: str) -> None:
    """Each cell of the protocol page's table holds."""
    job = _job(state, TOKENS[token])
    if cell in KINDS:
        with pytest.raises(SessionRefused) as caught:
            _decide(job, EVENTS[event])
        assert caught.value.kind is KINDS[cell]
    else:
        assert _decide(job, EVENTS[event]) == (state, State(cell))


def test_the_table_has_no_cell_that_the_page_leaves_out() -> None:
    """Nothing is allowed or refused beyond what the page says."""
    ours = {
        (event, token, state)
        for (event, token), states in TRANSITIONS.items()
        for state in states
        if token is not Token.NONE
    }
    assert ours == {(EVENTS[event], Token(token), state) for event, token, state, _ in CELLS}


@pytest.mark.parametrize("refusal", Refusal)
def test_each_refusal_says_the_job_and_what_to_do(refusal: Refusal) -> None:
    """A message names the job, its state where the caller may know it, and the next step."""
    message = str(SessionRefused(refusal, JOB, State.STOPPED))
    assert JOB in message
    assert ("STOPPED" in message) == (refusal is not Refusal.UNKNOWN_JOB)
    assert ":" in message
    assert message.endswith(".")
    assert set(ANSWERS) == set(Refusal)


@pytest.mark.parametrize("event", EVENTS.values())
def test_an_unknown_job_and_another_hosts_are_told_alike(event: Event) -> None:
    """Nobody learns from an answer which jobs exist."""
    with pytest.raises(SessionRefused) as unknown:
        _decide(None, event)
    with pytest.raises(SessionRefused) as foreign:
        _decide(_job(State.STARTED), event, host="i-00000000000000000")
    assert str(unknown.value) == str(foreign.value)
    assert unknown.value.kind is foreign.value.kind is Kind.FORBIDDEN


def test_a_stop_is_taken_again_only_with_the_same_message() -> None:
    """A lost answer may be asked for again; another message does not replace the first."""
    assert _decide(_job(State.STOPPED), Event.STOP).repeated
    with pytest.raises(SessionRefused) as caught:
        _decide(_job(State.STOPPED), Event.STOP, digest="another message")
    assert caught.value.refusal is Refusal.ANOTHER_STOP


@pytest.mark.parametrize("event", EVENTS.values())
def test_a_late_return_is_taken_until_its_time_is_over(event: Event) -> None:
    """A timed-out session may come back up to the last second of the time for late results."""
    assert _decide(_job(State.TIMED_OUT), event, now=200).late
    with pytest.raises(SessionRefused) as caught:
        _decide(_job(State.TIMED_OUT), event, now=200.1)
    assert (caught.value.refusal, caught.value.kind) == (Refusal.TOO_LATE, Kind.CONFLICT)


def test_a_host_with_an_open_session_cannot_start_another() -> None:
    """A target is part of one scan at a time; what is already started goes on."""
    for state, token in ((State.LEASED, None), (State.TIMED_OUT, OURS)):
        with pytest.raises(SessionRefused, match="already part of another scan"):
            _decide(_job(state, token), Event.START, busy=True)
    assert _decide(_job(State.STARTED), Event.START, busy=True).after is State.STARTED
    assert _decide(_job(State.TIMED_OUT), Event.TELEMETRY, busy=True).late


@pytest.mark.parametrize(
    ("event", "moves"),
    [
        (Event.LEASE, {State.PENDING: State.LEASED, State.LEASED: State.LEASED}),
        (Event.RETURN, {State.LEASED: State.PENDING}),
        (Event.SILENCE, {State.STARTED: State.TIMED_OUT}),
        (Event.EXPIRY, {State.PENDING: State.TIMED_OUT, State.LEASED: State.TIMED_OUT}),
        (Event.CANCEL, dict.fromkeys(session.OPEN, State.CANCELLED)),
    ],
)
def test_the_service_moves_jobs_as_the_page_draws(event: Event, moves: dict[State, State]) -> None:
    """Lease, expiry, silence and cancel follow the page's arrows and no others."""
    assert session.sources(event) == set(moves)
    assert {state: session.after(state, event) for state in State} == {
        state: moves.get(state) for state in State
    }


def test_a_stop_is_known_again_however_it_is_written() -> None:
    """Members that say the same in another order are the same message; others are not."""
    progress = StopCisMessageProgress(total_checks=2, failed_checks=1)
    first = StopCisSessionMessage(status=StopCisSessionStatus.SUCCESS, progress=progress)
    again = StopCisSessionMessage(progress=progress, status=StopCisSessionStatus.SUCCESS)
    other = StopCisSessionMessage(status=StopCisSessionStatus.FAILED, progress=progress)
    assert session.stop_digest(first) == session.stop_digest(again)
    assert session.stop_digest(first) != session.stop_digest(other)
