"""Enrolment from the host's side: a token goes in, the host's own credentials come out.

The token travels in the body of one unsigned call; the answer holds the secret, once. Both are why
plain http is for loopback only unless the operator says otherwise.
"""

from urllib.parse import SplitResult, urlsplit

import msgspec

from incisor.agent.credentials import Credentials
from incisor.agent.errors import AgentError, RefusedError
from incisor.agent.facts import Facts
from incisor.agent.transport import Transport, decode

TARGET = "/incisor/v1/enrolments:redeem"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class EnrolmentError(AgentError):
    """This host was not enrolled, and nothing was changed."""


class _Redeem(msgspec.Struct, frozen=True, rename="camel"):
    enrolment_token: str
    hostname: str
    platform: str
    agent_version: str


class _Redeemed(msgspec.Struct, frozen=True, rename="camel"):
    access_key_id: str
    secret_access_key: str
    account_id: str
    resource_id: str


def check_endpoint(endpoint: str, *, allow_plaintext: bool) -> None:
    """Raise EnrolmentError if credentials must not be asked for at this endpoint."""
    parts = _parsed(endpoint)
    if parts.path.strip("/") or parts.query:
        raise EnrolmentError(f"{endpoint!r} has a path.", "Give scheme, host and port only.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not allow_plaintext:
        raise EnrolmentError(
            f"{endpoint} would send this host's secret over the network unencrypted.",
            "Use https, or --allow-plaintext if the network itself is trusted.",
        )


def _parsed(endpoint: str) -> SplitResult:
    try:
        parts = urlsplit(endpoint)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass  # brackets that do not match, a port that is no number
    raise EnrolmentError(
        f"{endpoint!r} is not the URL of a service.",
        "Give scheme, host and port, such as https://incisor.example.org:8080.",
    )


def redeem(transport: Transport, token: str, facts: Facts) -> Credentials:
    """Exchange the token. Raises EnrolmentError if refused, UnreachableError if unanswered."""
    said = facts.check_in()
    body = _Redeem(token, said.hostname, said.platform, said.agent_version)
    try:
        answer = transport.call("POST", TARGET, msgspec.json.encode(body))
    except RefusedError as refused:
        raise EnrolmentError(
            f"The service refused the enrolment token: {refused.message}",
            "Create a new one with `incisor enrolment create` on the service.",
        ) from refused
    granted = decode(answer, _Redeemed)
    return Credentials(
        access_key_id=granted.access_key_id,
        secret_access_key=granted.secret_access_key,
        account_id=granted.account_id,
        resource_id=granted.resource_id,
        endpoint=transport.endpoint.rstrip("/"),
        ca_file=transport.ca_file,
    )
