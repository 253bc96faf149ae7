"""Calls to the service over HTTP: signed, repeated while that can help, and then given up.

Repeated are: no connection, no answer, a broken answer, 429 and every 5xx. All calls of the agent
are idempotent, so the same body is sent again, freshly signed. Every other error answer is final.
"""

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, SSLError

from incisor import __version__, sigv4
from incisor.agent.backoff import delays, retry_after
from incisor.agent.credentials import Credentials
from incisor.agent.errors import (
    MalformedAnswerError,
    RefusedError,
    UnauthorisedError,
    UnreachableError,
)

# The service takes any region in the credential scope; SigV4 wants one to be named.
REGION = "us-east-1"
TOO_MANY_REQUESTS = 429
# The largest answer is content, packed (incisor.content.packing) and in base64.
MAX_ANSWER = 96 * 1024 * 1024
T = TypeVar("T")
log = logging.getLogger(__name__)
# session-protocol.md, "Before the operation": the answers that concern the key, not the call.
UNAUTHORISED = frozenset(
    {
        "MissingAuthenticationTokenException",
        "IncompleteSignatureException",
        "InvalidSignatureException",
        "UnrecognizedClientException",
        "ExpiredTokenException",
    }
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a connection, for one answer, and for all attempts, in seconds.

    `throttled` is for all attempts, if it is longer, while the service asks to come back (429).
    """

    total: float
    connect: float = 10.0
    answer: float = 30.0
    throttled: float = 0.0


class _ErrorBody(msgspec.Struct):
    message: str = "no reason given"


@dataclass(frozen=True, slots=True)
class _Again:
    """An attempt failed in a way that a repeat may cure."""

    reason: str
    after: float = 0.0
    throttled: bool = False


@dataclass(frozen=True, slots=True)
class Transport:
    """One service, seen from one host. Safe to use from several threads.

    Without `credentials` calls go out unsigned, as enrolment's does.
    `ca_file`: CA certificates in PEM; without it the system's are used.
    """

    endpoint: str
    credentials: Credentials | None = None
    ca_file: str | None = None
    patience: Patience = Patience(total=0)
    sleep: Callable[[float], None] = time.sleep
    _pool: urllib3.PoolManager = field(init=False)

    def __post_init__(self) -> None:
        pool = urllib3.PoolManager(
            num_pools=1, maxsize=4, retries=False, ca_certs=self.ca_file, cert_reqs="CERT_REQUIRED"
        )
        object.__setattr__(self, "_pool", pool)

    def call(
        self, method: str, target: str, body: bytes, patience: Patience | None = None
    ) -> bytes:
        """The body of the answer 200. `target` is the path, with `?query` if there is one.

        Raises UnreachableError when patience ends, RefusedError for every final error answer.
        """
        limits = patience or self.patience
        began = time.monotonic()
        for delay in delays(random.random):
            outcome = self._attempt(method, target, body, limits)
            if isinstance(outcome, bytes):
                return outcome
            pause = max(delay, outcome.after)
            most = max(limits.total, limits.throttled) if outcome.throttled else limits.total
            if time.monotonic() + pause > began + most:
                raise self._unreachable(outcome.reason)
            log.warning("call.repeated", extra={"reason": outcome.reason, "after": round(pause, 1)})
            self.sleep(pause)
        raise AssertionError("delays never end")

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def _attempt(self, method: str, target: str, body: bytes, limits: Patience) -> bytes | _Again:
        try:
            answer = self._pool.request(
                method,
                self.endpoint.rstrip("/") + target,
                body=body,
                headers=self._headers(method, target, body),
                timeout=urllib3.Timeout(connect=limits.connect, read=limits.answer),
                redirect=False,
                preload_content=False,
            )
            data = _whole(answer)
        except SSLError as error:
            raise self._distrusted(error) from error
        except HTTPError as error:
            return _Again(_cause(error))
        return _read(answer, data)

    def _headers(self, method: str, target: str, body: bytes) -> Mapping[str, str]:
        headers = {
            "Host": urlsplit(self.endpoint).netloc,
            "Content-Type": "application/json",
            "User-Agent": f"incisor-agent/{__version__}",
        }
        if self.credentials is not None:
            headers |= self._signature(method, target, headers, body, self.credentials)
        return headers

    def _signature(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, key: Credentials
    ) -> Mapping[str, str]:
        path, _, query = target.partition("?")
        return sigv4.sign(
            method=method,
            raw_path=path,
            query=query,
            headers=headers,
            body=body,
            access_key_id=key.access_key_id,
            secret_access_key=key.secret_access_key,
            region=REGION,
            at=datetime.now(UTC),
        )

    def _unreachable(self, reason: str) -> UnreachableError:
        return UnreachableError(
            f"No usable answer from {self.endpoint}: {reason}.",
            "Check that the service runs and that this host can reach it.",
        )

    def _distrusted(self, error: SSLError) -> UnreachableError:
        return UnreachableError(
            f"The certificate of {self.endpoint} cannot be trusted: {error}.",
            f"Check the CA certificates in {self.ca_file}."
            if self.ca_file
            else "Enrol with the CA that signed it: --ca-file FILE.",
        )


def _whole(answer: urllib3.BaseHTTPResponse) -> bytes:
    """The answer's body; raises MalformedAnswerError if it is larger than any may be."""
    try:
        data = answer.read(MAX_ANSWER + 1)
        if len(data) > MAX_ANSWER:
            answer.close()
            raise MalformedAnswerError(
                f"The service's answer is larger than {MAX_ANSWER >> 20} MB.",
                "Check that the endpoint is an incisor service.",
            )
        return data
    finally:
        answer.release_conn()


def _read(answer: urllib3.BaseHTTPResponse, data: bytes) -> bytes | _Again:
    if answer.status == 200:
        return data
    refusal = _refusal(answer, data)
    if answer.status >= 500 or answer.status == TOO_MANY_REQUESTS:
        after = retry_after(answer.headers.get("Retry-After"))
        return _Again(str(refusal.sentence), after, answer.status == TOO_MANY_REQUESTS)
    raise refusal


def _refusal(answer: urllib3.BaseHTTPResponse, data: bytes) -> RefusedError:
    # botocore reads the name up to a colon; so do we.
    code = answer.headers.get("x-amzn-ErrorType", "").partition(":")[0]
    kind = UnauthorisedError if code in UNAUTHORISED else RefusedError
    try:
        message = msgspec.json.decode(data, type=_ErrorBody).message
    except msgspec.MsgspecError:
        message = "not an error that an incisor service sends"
    return kind(answer.status, code or "no error name", message)


def _cause(error: HTTPError) -> str:
    """The operating system's own words, without urllib3's object addresses."""
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    return getattr(cause, "strerror", None) or str(cause).partition(": ")[2] or str(cause)


def decode(body: bytes, kind: type[T]) -> T:
    """The answer of one of our own routes, typed. Raises MalformedAnswerError."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise MalformedAnswerError(
            f"The service's answer is not understood ({error}).",
            "Check that the endpoint is an incisor service of this version.",
        ) from error
