"""The path of every request, from ASGI to an answer; `Gateway._respond` is the list of its steps.

A refusal is a WireError, raised by whichever step finds it. Everything else that is raised is our
fault: the caller learns a request id, the log learns the rest. Answers of operations without a
result are the hot path (a fleet's signs of life): what can be built before is not built for them.
"""

import logging
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from itertools import count
from typing import Any, Final, TypeAlias

from incisor.api import authentication, authorisation, routes
from incisor.api.authentication import Signed
from incisor.api.call import Call, Context, Visit
from incisor.wire import encode
from incisor.wire.errors import (
    InternalServerException,
    RequestEntityTooLargeException,
    UnsupportedMediaTypeException,
    WireError,
)

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Headers: TypeAlias = Mapping[bytes, bytes]
Answer: TypeAlias = tuple[int, list[tuple[bytes, bytes]], bytes]

# Smithy 2.0, restJson1: application/json; SDKs of other AWS protocols send these for the same JSON.
JSON: Final = frozenset(
    {b"application/json", b"application/x-amz-json-1.0", b"application/x-amz-json-1.1"}
)
CONTENT_TYPE: Final = (b"content-type", b"application/json")
EMPTY_LENGTH: Final = (b"content-length", b"%d" % len(encode.EMPTY))
CLOSE: Final = (b"connection", b"close")

log = logging.getLogger(__name__)


class ClientLeftError(Exception):
    """The client closed the connection before its request was whole: nobody waits for an answer."""


class Gateway:
    """The ASGI app of the API; it serves HTTP only."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._request_ids = request_ids()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        request_id = next(self._request_ids)
        try:
            status, headers, body = await self._respond(scope, receive, request_id)
        except ClientLeftError:
            return
        except WireError as refusal:
            status, headers, body = refused(refusal)
        except Exception:
            log.exception("request.failed", extra=told(scope, request_id))
            status, headers, body = refused(InternalServerException())
        headers.append((b"x-amzn-requestid", request_id.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _respond(self, scope: Scope, receive: Receive, request_id: str) -> Answer:
        """The steps of a request, in order; the first that refuses ends it."""
        context, now = self._context, self._context.clock()
        headers = dict(scope["headers"])
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        route, labels = routes.find(scope["method"], path)
        body = await whole_body(receive, headers, context.limits.body_bytes)
        scheme, host = scope["scheme"], headers.get(b"host", b"")
        if route.signed:
            address = source_ip(scope)
            signed = Signed(scope["method"], path, query, scope["headers"], body, now, address)
            identity = await authentication.identify(context.credentials, context.strangers, signed)
            authentication.throttle(context.throttle, identity, route.name)
            authentication.authorise(identity, route.name)
            visit: Visit = Call(context, now, request_id, scheme, host, identity)
        else:
            authentication.pass_unsigned(context.strangers, source_ip(scope), route.name)
            visit = Visit(context, now, request_id, scheme, host)
        check_content_type(headers, body)
        request = route.decode(labels, query, body)
        if isinstance(visit, Call) and visit.identity.policy is not None:
            held = visit.identity.policy
            await authorisation.authorise(visit, held, route.name, request, source_ip(scope))
        return answered(await route.perform(visit, request))


def source_ip(scope: Scope) -> str:
    """The address that the request came from; empty on a socket that has none."""
    client = scope.get("client")
    return client[0] if client else ""


def answered(result: Any) -> Answer:
    """The answer 200 with an operation's result."""
    if result is None:
        return 200, [CONTENT_TYPE, EMPTY_LENGTH], encode.EMPTY
    body = encode.response(result)
    return 200, [CONTENT_TYPE, (b"content-length", b"%d" % len(body))], body


def refused(refusal: WireError) -> Answer:
    """The answer that tells an error; after a body that was not read the connection is closed."""
    status, told_headers, body = encode.error(refusal)
    headers = [(name.lower().encode(), value.encode()) for name, value in told_headers]
    headers.append((b"content-length", b"%d" % len(body)))
    if isinstance(refusal, RequestEntityTooLargeException):
        headers.append(CLOSE)
    return status, headers, body


async def whole_body(receive: Receive, headers: Headers, limit: int) -> bytes:
    """The body; raises RequestEntityTooLargeException as soon as it is known to be too large."""
    if announced(headers) > limit:
        raise too_large(limit)
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeftError
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise too_large(limit)
    return body


def announced(headers: Headers) -> int:
    """The length that the client gives its body; 0 if it says nothing readable."""
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def too_large(limit: int) -> RequestEntityTooLargeException:
    """The refusal of a body that is longer than the service takes."""
    return RequestEntityTooLargeException(
        f"The body is larger than {limit} bytes: send less at a time"
    )


def check_content_type(headers: Headers, body: bytes) -> None:
    """Refuse a body that is said to be no JSON; a body of no said type is tried as JSON."""
    said = headers.get(b"content-type")
    if said is None or said in JSON or not body:
        return
    if said.partition(b";")[0].strip().lower() not in JSON:
        raise UnsupportedMediaTypeException("The body must be application/json")


def request_ids() -> Iterator[str]:
    """Ids in the form of a UUID: random for the process, counted for the request."""
    process = os.urandom(10).hex()
    stem = f"{process[:8]}-{process[8:12]}-{process[12:16]}-{process[16:]}-"
    return (f"{stem}{number:012x}" for number in count(1))


def told(scope: Scope, request_id: str) -> dict[str, str]:
    """What the log says of a request; nothing that the client may want kept from it."""
    return {
        "request_id": request_id,
        "method": scope["method"],
        "path": scope["raw_path"].decode("latin-1"),
    }
