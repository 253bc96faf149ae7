"""The session rules against an independent reading of the protocol page, in any interleaving.

Two hosts, each with jobs of two scans, call with several tokens, fall silent, expire, return late,
repeat themselves, try each other's jobs; jobs are leased, returned and cancelled. `Page` is the
protocol page's prose written as conditions, with nothing of the code under test.
"""

from dataclasses import dataclass, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from incisor.domain import session
from incisor.domain.session import Call, Event, Job, Kind, SessionRefused, State

HOSTS = ("i-one", "i-two")
JOBS = {(host, scan): f"{host}/{scan}" for host in HOSTS for scan in ("scan-a", "scan-b")}
LATE_RESULTS = 100.0

CALLS = (Event.START, Event.HEALTH, Event.TELEMETRY, Event.STOP)
CODES = {Kind.CONFLICT: 409, Kind.FORBIDDEN: 403}


@dataclass
class Page:
    """One job as the protocol page tells its life."""

    host: str
    state: str = "PENDING"
    token: str | None = None
    stop: str | None = None
    ended: float = 0.0

    def call(self, event: Event, host: str, token: str, stop: str, now: float, busy: bool) -> int:
        """The status code of a call, as the page has it; moves the job."""
        if host != self.host:
            return 403
        ended = self.state in ("STOPPED", "CANCELLED")
        if event is Event.START:
            return self._start(token, now, busy, ended)
        if self.token is None:  # nobody has started it, so there is no right or wrong token yet
            return 409
        if token != self.token:
            return 403
        if ended:
            return 200 if event is Event.STOP and self.stop == stop else 409
        if self._too_late(now):
            return 409
        self.state = "STOPPED" if event is Event.STOP else "STARTED"
        self.stop = stop if event is Event.STOP else None
        return 200

    def _start(self, token: str, now: float, busy: bool, ended: bool) -> int:
        if ended or self._too_late(now):
            return 409
        if self.token is not None and token != self.token:
            return 409
        if self.state != "STARTED" and busy:
            return 409
        self.state, self.token = "STARTED", token
        return 200

    def _too_late(self, now: float) -> bool:
        return self.state == "TIMED_OUT" and now > self.ended + LATE_RESULTS

    def clock(self, event: Event, now: float) -> None:
        """What the service does by itself: lease, its end, silence, expiry, cancel."""
        moves = {
            (Event.LEASE, "PENDING"): "LEASED",
            (Event.LEASE, "LEASED"): "LEASED",
            (Event.RETURN, "LEASED"): "PENDING",
            (Event.SILENCE, "STARTED"): "TIMED_OUT",
            (Event.EXPIRY, "PENDING"): "TIMED_OUT",
            (Event.EXPIRY, "LEASED"): "TIMED_OUT",
            (Event.CANCEL, "PENDING"): "CANCELLED",
            (Event.CANCEL, "LEASED"): "CANCELLED",
            (Event.CANCEL, "STARTED"): "CANCELLED",
        }
        before, self.state = self.state, moves.get((event, self.state), self.state)
        if before != self.state == "TIMED_OUT":
            self.ended = now


class Sessions(RuleBasedStateMachine):
    """Drives the rules and the page side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.jobs = {job: Job(job, host, State.PENDING) for (host, _), job in JOBS.items()}
        self.page = {job: Page(host) for (host, _), job in JOBS.items()}

    @rule(
        event=st.sampled_from(CALLS),
        job=st.sampled_from([*JOBS.values(), "no such job"]),
        host=st.sampled_from(HOSTS),
        token=st.sampled_from(["t1", "t2"]),
        stop=st.sampled_from(["stop-1", "stop-2"]),
    )
    def call(self, event: Event, job: str, host: str, token: str, stop: str) -> None:
        """Any host calls anything on any job: code and state are what the page says."""
        found = self.jobs.get(job)
        busy = found is not None and any(
            other.state is State.STARTED and other.resource_id == found.resource_id
            for other in self.jobs.values()
            if other.job_id != job
        )
        page = self.page.get(job)
        before = None if page is None else replace(page)
        expected = 403 if page is None else page.call(event, host, token, stop, self.now, busy)
        asked = Call(event, job, host, token, stop if event is Event.STOP else None)
        assert self._answer(asked, busy) == expected, (asked, before, found, busy)

    @rule(event=st.sampled_from(Event), job=st.sampled_from(list(JOBS.values())))
    def clock(self, event: Event, job: str) -> None:
        """The service moves a job, or leaves it where the page knows no such arrow."""
        if event in CALLS:
            return
        state = session.after(self.jobs[job].state, event)
        if state is not None:
            self._move(job, state)
        self.page[job].clock(event, self.now)

    @rule(seconds=st.sampled_from([1.0, 60.0, 99.0, 101.0]))
    def wait(self, seconds: float) -> None:
        """Time passes; by itself that moves nothing."""
        self.now += seconds

    @invariant()
    def states_agree(self) -> None:
        """The rules and the page hold each job in the same state, with the same token."""
        for job, page in self.page.items():
            assert self.jobs[job].state == page.state
            assert self.jobs[job].token == page.token

    @invariant()
    def an_ended_job_keeps_its_token(self) -> None:
        """Who started a session stays known, so a stranger is told apart for ever."""
        for job in self.jobs.values():
            if job.state in (State.STARTED, State.STOPPED):
                assert job.token is not None

    def _answer(self, call: Call, busy: bool) -> int:
        try:
            decision = session.decide(self.jobs.get(call.job_id), call, now=self.now, busy=busy)
        except SessionRefused as refused:
            return CODES[refused.kind]
        if not decision.repeated:
            self._move(call.job_id, decision.after)
            self.jobs[call.job_id] = self.jobs[call.job_id]._replace(
                token=call.token, stop_digest=call.digest
            )
        return 200

    def _move(self, job_id: str, state: State) -> None:
        job = self.jobs[job_id]
        late_until = self.now + LATE_RESULTS if state is State.TIMED_OUT else None
        self.jobs[job_id] = job._replace(state=state, late_until=late_until)


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
