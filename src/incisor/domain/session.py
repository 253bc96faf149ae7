"""The life of a scan job, as Inspector's session operations and the service's own clock move it.

Everything that decides whether a call is legal is in TRANSITIONS; every refusal's words are in
ANSWERS. Nothing here knows about HTTP, SQL or the clock.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from incisor.wire.shapes import StopCisSessionMessage


class State(StrEnum):
    """Where a scan job stands."""

    PENDING = "PENDING"  # waits for its host
    LEASED = "LEASED"  # handed to its host, which has not begun
    STARTED = "STARTED"  # a session is open
    STOPPED = "STOPPED"  # the host ended it
    TIMED_OUT = "TIMED_OUT"  # the host fell silent, or never began
    CANCELLED = "CANCELLED"


OPEN: Final = frozenset({State.PENDING, State.LEASED, State.STARTED})
"""States that still keep a scan in progress."""


class Event(StrEnum):
    """What happens to a job: the host's four calls, then what the service does itself."""

    START = "StartCisSession"
    HEALTH = "SendCisSessionHealth"
    TELEMETRY = "SendCisSessionTelemetry"
    STOP = "StopCisSession"
    LEASE = "lease"
    RETURN = "return"  # a lease ran out
    SILENCE = "silence"  # no call for the session time-out
    EXPIRY = "expiry"  # not begun within the job's lifetime
    CANCEL = "cancel"


class Token(StrEnum):
    """Whose session token a call carries."""

    FIRST = "first"  # no token is bound to the job yet
    SAME = "same"  # the bound one
    OTHER = "other"  # another than the bound one
    NONE = "none"  # the service's own events carry none


class Refusal(StrEnum):
    """Why a call is refused."""

    UNKNOWN_JOB = "unknown job"
    WRONG_TOKEN = "wrong token"  # noqa: S105 - a reason, not a secret
    NOT_STARTED = "not started"
    TAKEN = "taken"
    ENDED = "ended"
    ANOTHER_STOP = "another stop"
    TOO_LATE = "too late"
    ANOTHER_SCAN = "another scan"


class Kind(StrEnum):
    """The modelled error that a refusal becomes."""

    CONFLICT = "ConflictException"
    FORBIDDEN = "AccessDeniedException"


_S = State
_NOT_STARTED: Final = dict.fromkeys((_S.PENDING, _S.LEASED, _S.TIMED_OUT), Refusal.NOT_STARTED)
_ENDED: Final = dict.fromkeys((_S.STOPPED, _S.CANCELLED), Refusal.ENDED)
_WRONG: Final = dict.fromkeys(
    (_S.STARTED, _S.TIMED_OUT, _S.STOPPED, _S.CANCELLED), Refusal.WRONG_TOKEN
)
_BEGIN: Final = dict.fromkeys((_S.PENDING, _S.LEASED, _S.TIMED_OUT), _S.STARTED)
_GO_ON: Final = dict.fromkeys((_S.STARTED, _S.TIMED_OUT), _S.STARTED)

# The table of the session protocol. One row per event and token; a state that a row leaves out
# cannot meet that event (a job that waits has no token, and a stopped one always has).
# TIMED_OUT without a token is a job that expired: for its calls it is like one that waits.
TRANSITIONS: Final[Mapping[tuple[Event, Token], Mapping[State, State | Refusal]]] = {
    (Event.START, Token.FIRST): {**_BEGIN, _S.CANCELLED: Refusal.ENDED},
    (Event.START, Token.SAME): {**_GO_ON, **_ENDED},
    (Event.START, Token.OTHER): {
        _S.STARTED: Refusal.TAKEN,
        _S.TIMED_OUT: Refusal.TAKEN,
        **_ENDED,
    },
    (Event.HEALTH, Token.FIRST): {**_NOT_STARTED, _S.CANCELLED: Refusal.ENDED},
    (Event.HEALTH, Token.SAME): {**_GO_ON, **_ENDED},
    (Event.HEALTH, Token.OTHER): _WRONG,
    (Event.TELEMETRY, Token.FIRST): {**_NOT_STARTED, _S.CANCELLED: Refusal.ENDED},
    (Event.TELEMETRY, Token.SAME): {**_GO_ON, **_ENDED},
    (Event.TELEMETRY, Token.OTHER): _WRONG,
    (Event.STOP, Token.FIRST): {**_NOT_STARTED, _S.CANCELLED: Refusal.ENDED},
    (Event.STOP, Token.SAME): {
        _S.STARTED: _S.STOPPED,
        _S.TIMED_OUT: _S.STOPPED,
        _S.STOPPED: _S.STOPPED,  # if it is the same message again
        _S.CANCELLED: Refusal.ENDED,
    },
    (Event.STOP, Token.OTHER): _WRONG,
    (Event.LEASE, Token.NONE): {_S.PENDING: _S.LEASED, _S.LEASED: _S.LEASED},
    (Event.RETURN, Token.NONE): {_S.LEASED: _S.PENDING},
    (Event.SILENCE, Token.NONE): {_S.STARTED: _S.TIMED_OUT},
    (Event.EXPIRY, Token.NONE): {_S.PENDING: _S.TIMED_OUT, _S.LEASED: _S.TIMED_OUT},
    (Event.CANCEL, Token.NONE): dict.fromkeys((_S.PENDING, _S.LEASED, _S.STARTED), _S.CANCELLED),
}


class Answer(NamedTuple):
    """How a refusal is told: the error, and words that name the state and the next step."""

    kind: Kind
    words: str


ANSWERS: Final[Mapping[Refusal, Answer]] = {
    # One answer for both, so that nobody learns which jobs exist.
    Refusal.UNKNOWN_JOB: Answer(
        Kind.FORBIDDEN,
        "This host has no scan job {job_id}: check in to be given one.",
    ),
    Refusal.WRONG_TOKEN: Answer(
        Kind.FORBIDDEN,
        "Scan job {job_id} is {state} and bound to another session token: "
        "use the token that started it.",
    ),
    Refusal.NOT_STARTED: Answer(
        Kind.CONFLICT,
        "Scan job {job_id} is {state} and has no session: call StartCisSession first.",
    ),
    Refusal.TAKEN: Answer(
        Kind.CONFLICT,
        "Scan job {job_id} is {state} and another session token started it: go on with that "
        "token, or check in for another job.",
    ),
    Refusal.ENDED: Answer(
        Kind.CONFLICT,
        "Scan job {job_id} is {state} and takes no more calls: check in for the next job.",
    ),
    Refusal.ANOTHER_STOP: Answer(
        Kind.CONFLICT,
        "Scan job {job_id} is {state} by a StopCisSession with another message: the first one "
        "stands; check in for the next job.",
    ),
    Refusal.TOO_LATE: Answer(
        Kind.CONFLICT,
        "Scan job {job_id} is {state} and the time for late results is over: check in for the "
        "next job.",
    ),
    Refusal.ANOTHER_SCAN: Answer(
        Kind.CONFLICT,
        "The target is already part of another scan, so job {job_id} stays {state}: stop the "
        "open session first.",
    ),
}

RESOURCE_TYPE: Final = "CIS_SCAN_JOB"
"""`resourceType` of a ConflictException about a job; its `resourceId` is the job's id."""


class Job(NamedTuple):
    """What has to be known of a job to decide a call. Times are epoch seconds."""

    job_id: str
    resource_id: str
    state: State
    token: str | None = None
    stop_digest: str | None = None
    late_until: float | None = None  # set once TIMED_OUT: later calls find the door shut


class Call(NamedTuple):
    """One session call: what, by which host, with which token; `digest` of a Stop's message."""

    event: Event
    job_id: str
    resource_id: str
    token: str
    digest: str | None = None


class Decision(NamedTuple):
    """A call that is taken: the state before and after it."""

    before: State
    after: State

    @property
    def late(self) -> bool:
        """The session had timed out and is back: scan and counts are to be corrected."""
        return self.before is State.TIMED_OUT

    @property
    def repeated(self) -> bool:
        """A Stop that was taken before: answer it, change nothing."""
        return self.before is State.STOPPED


class SessionRefused(Exception):  # noqa: N818 - said of a call, as the protocol page does
    """A call that is not taken. `kind` is the modelled error, `str()` the message for it."""

    def __init__(self, refusal: Refusal, job_id: str, state: State | None) -> None:
        answer = ANSWERS[refusal]
        super().__init__(answer.words.format(job_id=job_id, state=state))
        self.refusal = refusal
        self.kind = answer.kind
        self.job_id = job_id
        self.state = state


def decide(job: Job | None, call: Call, *, now: float, busy: bool = False) -> Decision:
    """Decide a host's call on a job; raises SessionRefused.

    `job` is None if there is none; `busy` says that the host has a session open for another job.
    """
    if job is None or job.resource_id != call.resource_id:
        raise SessionRefused(Refusal.UNKNOWN_JOB, call.job_id, None)
    outcome = TRANSITIONS[call.event, _token(job, call)][job.state]
    if isinstance(outcome, State):
        outcome = _obstacle(job, call, now, busy) or outcome
    if isinstance(outcome, Refusal):
        raise SessionRefused(outcome, job.job_id, job.state)
    return Decision(job.state, outcome)


def after(state: State, event: Event) -> State | None:
    """The state that an event of the service's own leads to; None if the state knows it not."""
    outcome = TRANSITIONS[event, Token.NONE].get(state)
    return outcome if isinstance(outcome, State) else None


def sources(event: Event) -> frozenset[State]:
    """The states that an event of the service's own applies to, for the WHERE of its update."""
    return frozenset(TRANSITIONS[event, Token.NONE])


def stop_digest(message: StopCisSessionMessage) -> str:
    """What tells one Stop message from another, however it was written (hex SHA-256)."""
    return hashlib.sha256(msgspec.json.encode(message, order="sorted")).hexdigest()


def _token(job: Job, call: Call) -> Token:
    if job.token is None:
        return Token.FIRST
    return Token.SAME if job.token == call.token else Token.OTHER


def _obstacle(job: Job, call: Call, now: float, busy: bool) -> Refusal | None:
    """What stands in the way of a call that the state alone would allow."""
    if job.state is State.TIMED_OUT and job.late_until is not None and now > job.late_until:
        return Refusal.TOO_LATE
    if job.state is State.STOPPED and job.stop_digest != call.digest:
        return Refusal.ANOTHER_STOP
    if busy and call.event is Event.START and job.state is not State.STARTED:
        return Refusal.ANOTHER_SCAN
    return None
