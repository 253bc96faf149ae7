"""The four session operations: a host binds its job, shows that it lives, reports, ends.

Whether a call is legal is `domain.session`'s, what follows is `dispatch.moves`'; each call is one
unit, on disk before it is answered (D3).
"""

from sqlalchemy import Connection

from incisor.api.call import Call
from incisor.dispatch import moves
from incisor.domain import session
from incisor.domain.session import RESOURCE_TYPE, Decision, Event, Kind, SessionRefused
from incisor.store import jobs, results
from incisor.store.jobs import Job
from incisor.wire.errors import AccessDeniedException, ConflictException, WireError
from incisor.wire.shapes import (
    SendCisSessionHealthRequest,
    SendCisSessionTelemetryRequest,
    StartCisSessionRequest,
    StopCisSessionRequest,
)


async def start(call: Call, request: StartCisSessionRequest) -> None:
    """Bind the waiting job to the token that the host presents."""
    token = request.message.session_token

    def unit(conn: Connection) -> None:
        job, _ = _take(conn, call, Event.START, request.scan_job_id, token)
        moves.start(conn, job, token, call.now)

    await call.context.store.write(unit)


async def health(call: Call, request: SendCisSessionHealthRequest) -> None:
    """Note that the session is alive: one statement if it is open, else its late return."""
    host = call.identity
    job_id, token = request.scan_job_id, request.session_token

    def alive(conn: Connection) -> bool:
        return jobs.touch(conn, host.account_id, job_id, token, host.resource_id, call.now)

    if not await call.context.store.write(alive, isolated=False):
        await call.context.store.write(
            lambda conn: _return(conn, call, Event.HEALTH, job_id, token)
        )


async def telemetry(call: Call, request: SendCisSessionTelemetryRequest) -> None:
    """Keep a batch of rule results, whole."""
    host = call.identity
    job_id, token = request.scan_job_id, request.session_token

    def keep(conn: Connection) -> None:
        results.append_telemetry(conn, host.account_id, job_id, request.messages, call.now)

    def keep_if_alive(conn: Connection) -> bool:
        alive = jobs.touch(conn, host.account_id, job_id, token, host.resource_id, call.now)
        if alive:
            keep(conn)
        return alive

    def return_and_keep(conn: Connection) -> None:
        _return(conn, call, Event.TELEMETRY, job_id, token)
        keep(conn)

    if not await call.context.store.write(keep_if_alive, isolated=False):
        await call.context.store.write(return_and_keep)


async def stop(call: Call, request: StopCisSessionRequest) -> None:
    """End the session as the host says; the same message again is answered and changes nothing."""
    digest = session.stop_digest(request.message)
    job_id, token = request.scan_job_id, request.session_token

    def unit(conn: Connection) -> None:
        job, decision = _take(conn, call, Event.STOP, job_id, token, digest)
        if not decision.repeated:
            catalogue = call.context.catalogue
            moves.stop(conn, job, request.message, now=call.now, catalogue=catalogue)

    await call.context.store.write(unit)


def _return(conn: Connection, call: Call, event: Event, job_id: str, token: str) -> None:
    """Open a session again that had timed out; raises for whatever else `touch` did not find."""
    job, _ = _take(conn, call, event, job_id, token)
    moves.start(conn, job, token, call.now)


def _take(
    conn: Connection, call: Call, event: Event, job_id: str, token: str, digest: str | None = None
) -> tuple[Job, Decision]:
    asked = session.Call(event, job_id, call.identity.resource_id, token, digest)
    try:
        return moves.take(conn, call.account_id, asked, now=call.now)
    except SessionRefused as refusal:
        raise _refused(refusal) from None


def _refused(refusal: SessionRefused) -> WireError:
    if refusal.kind is Kind.FORBIDDEN:
        return AccessDeniedException(str(refusal))
    return ConflictException(str(refusal), refusal.job_id, RESOURCE_TYPE)
