"""What can go wrong for the agent as a whole. Each message is one sentence and the next step.

AgentError
├── StateError          the state directory or its credentials cannot be used
├── UnreachableError         the service did not answer within the agent's patience; try again later
├── RefusedError             the service answered with an error that a repeat will not cure
│   ├── UnauthorisedError    it does not accept the host's credentials
│   ├── RejectedError        it found this very request wrong: the agent's own fault
│   └── SessionEndedError    it ended this session (403 or 409): nothing more may be sent in it
└── MalformedAnswerError     what answered is not an incisor service, or one of another version
Interrupted             (a BaseException) somebody asked the agent to stop
"""


class AgentError(Exception):
    """The agent cannot go on: one sentence that says why, and the next step."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(f"{sentence} {next_step}")
        self.sentence = sentence
        self.next_step = next_step


class StateError(AgentError):
    """The state directory or its credentials cannot be used."""


class UnreachableError(AgentError):
    """No usable answer within the agent's patience."""


class MalformedAnswerError(AgentError):
    """The answer is not what an incisor service says."""


class RefusedError(AgentError):
    """A final error answer of the service.

    `code` is the wire's exception name (`x-amzn-ErrorType`), `status` the HTTP status.
    """

    next_step = "This answer is final: a repeat gets the same."

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"The service refused: {message} ({code}, HTTP {status})", self.next_step)
        self.status = status
        self.code = code
        self.message = message


class UnauthorisedError(RefusedError):
    """The host's credentials are unknown, revoked, or its clock is wrong."""

    next_step = (
        "Compare this host's clock with the service's; if its key was revoked, enrol it again"
        " with `incisor enrol --force`."
    )


class RejectedError(RefusedError):
    """ValidationException, or a body that is too large: another request may fare better."""


class SessionEndedError(RefusedError):
    """AccessDeniedException or ConflictException on a session operation."""

    next_step = "This session is over; the agent goes on with the next job."


class Interrupted(BaseException):
    """SIGTERM or SIGINT arrived. Not an Exception, so that no probe can swallow it."""
