"""The client's side of the four session operations, for one session.

What is sent follows the service model (`incisor.wire`); what may be sent when is the caller's.
"""

from collections.abc import Mapping, Sequence

from incisor.agent.errors import RefusedError, RejectedError, SessionEndedError
from incisor.agent.spool import Session
from incisor.agent.transport import Patience, Transport
from incisor.wire import encode, shapes
from incisor.wire.model import MODEL
from incisor.wire.rules import Shape

# CisSessionMessages holds at most 150 messages (service model).
BATCH = 150
# What final errors say about the session (session-protocol.md, table of states and "Errors on the
# wire"). All others, such as a proxy's, leave it open to be gone on with.
MEANING: Mapping[str, type[RefusedError]] = {
    "AccessDeniedException": SessionEndedError,
    "ConflictException": SessionEndedError,
    "ValidationException": RejectedError,
    "RequestEntityTooLargeException": RejectedError,
}


class SessionClient:
    """One session with the service. Every call returns when the service has it on disk.

    Every call raises SessionEndedError when the service ended the session, UnreachableError when
    patience ends, RejectedError when the service finds the request itself wrong.
    """

    def __init__(
        self, transport: Transport, session: Session, patience: Patience | None = None
    ) -> None:
        """`patience` replaces the transport's own, for all calls of this client."""
        self._transport = transport
        self._job = session.job.scan_job_id
        self._token = session.session_token
        self._patience = patience

    def start(self) -> None:
        """Bind the token to the job, or say again that it is bound."""
        message = shapes.StartCisSessionMessage(session_token=self._token)
        request = shapes.StartCisSessionRequest(scan_job_id=self._job, message=message)
        self._call("StartCisSession", request)

    def health(self) -> None:
        """Still alive."""
        request = shapes.SendCisSessionHealthRequest(
            scan_job_id=self._job, session_token=self._token
        )
        self._call("SendCisSessionHealth", request)

    def telemetry(self, messages: Sequence[shapes.CisSessionMessage]) -> None:
        """Report 1 to 150 results; results that were reported before may be among them."""
        request = shapes.SendCisSessionTelemetryRequest(
            scan_job_id=self._job, session_token=self._token, messages=list(messages)
        )
        self._call("SendCisSessionTelemetry", request)

    def stop(self, message: shapes.StopCisSessionMessage) -> None:
        """End the session. Only the same message may be repeated."""
        request = shapes.StopCisSessionRequest(
            scan_job_id=self._job, session_token=self._token, message=message
        )
        self._call("StopCisSession", request)

    def _call(self, name: str, request: Shape) -> None:
        operation = MODEL.operations[name]
        body = encode.request(request)
        try:
            self._transport.call(operation.method, operation.uri, body, self._patience)
        except RefusedError as refused:
            kind = MEANING.get(refused.code)
            if kind is None:
                raise
            raise kind(refused.status, refused.code, refused.message) from refused
