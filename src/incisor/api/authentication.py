"""Who signed a request, and whether that may do what it asks: SigV4, throttle, table of roles."""

from collections.abc import Sequence
from typing import NamedTuple

from incisor import sigv4
from incisor.auth import policy
from incisor.auth.credentials import Credentials, Identity
from incisor.auth.iam import Decision
from incisor.auth.strangers import UNKNOWN_KEY, Strangers
from incisor.auth.throttle import Throttle
from incisor.sigv4 import SignatureError
from incisor.wire.errors import (
    SIGNATURE_ERRORS,
    AccessDeniedException,
    ThrottlingException,
    WireError,
)


class Signed(NamedTuple):
    """What a signature covers, as it was received, when (epoch seconds), and from which address."""

    method: str
    raw_path: str
    query: str
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    now: float
    address: str


def pass_unsigned(strangers: Strangers, address: str, operation: str) -> None:
    """Raise ThrottlingException if the address asks for that too often."""
    _refuse(address, operation, strangers.take(address, operation))


async def identify(credentials: Credentials, strangers: Strangers, request: Signed) -> Identity:
    """The identity behind the signature; raises the front-end error that says what is wrong."""
    try:
        access_key_id = await _signer(credentials, strangers, request)
        # A key's secret never changes: what it signed stands, whoever it turns out to be now.
        known = credentials.remembered(access_key_id) or await credentials.identity(access_key_id)
        if known is None:
            raise SignatureError(sigv4.UNRECOGNIZED, "This access key was revoked")
    except SignatureError as refusal:
        raise refused(refusal) from None
    return known


def throttle(buckets: Throttle, identity: Identity, operation: str) -> None:
    """Raise ThrottlingException if the account calls the operation too often."""
    if wait := buckets.take(identity.account_id, operation):
        raise ThrottlingException(
            f"Account {identity.account_id} calls {operation} too often: wait {wait} s", wait
        )


def authorise(identity: Identity, action: str) -> None:
    """Raise AccessDeniedException if the key's role may not do this.

    Of a key with policies, the rest is asked when the request is read, in
    `incisor.api.authorisation`.
    """
    held = identity.policy
    if held is not None and not held.may_allow(policy.qualified(action)):
        raise AccessDeniedException(
            f"{identity.access_key_id} may not call {policy.qualified(action)}: "
            f"{Decision.NOT_ALLOWED} of its policies"
        )
    if held is None and not policy.allows(identity.role, action):
        raise AccessDeniedException(
            f"{identity.access_key_id} is a key of role {identity.role}, which may not call "
            f"{action}: sign with a key of a role that may"
        )


def refused(refusal: SignatureError) -> WireError:
    """The front-end error for a signature that is not accepted."""
    return SIGNATURE_ERRORS[refusal.code](refusal.message)


def _refuse(address: str, what: str, wait: int) -> None:
    if wait:
        message = f"{address or 'This socket'} asks for {what} too often: wait {wait} s"
        raise ThrottlingException(message, wait)


async def _signer(credentials: Credentials, strangers: Strangers, request: Signed) -> str:
    """The access key id that signed the request; raises SignatureError.

    Keys in use are remembered, so the first try usually settles it. Looking for one that there is
    not costs a read of the database: whoever causes that too often is told to wait first.
    """
    try:
        return _verify(credentials, request)
    except SignatureError as refusal:
        if refusal.code != sigv4.UNRECOGNIZED:
            raise
    claim = sigv4.claimed(sigv4.by_name(request.headers), request.query)
    _refuse(request.address, UNKNOWN_KEY, strangers.wait(request.address, UNKNOWN_KEY))
    if await credentials.identity(claim.access_key_id) is None:
        strangers.take(request.address, UNKNOWN_KEY)
    return _verify(credentials, request)


def _verify(credentials: Credentials, request: Signed) -> str:
    return sigv4.verify(
        method=request.method,
        raw_path=request.raw_path,
        query=request.query,
        headers=request.headers,
        body=request.body,
        secret_of=credentials.secret_of,
        now=request.now,
    )
