"""How a host gets credentials of its own: an enrolment token is exchanged for them, once a use.

EnrolmentError
├── UnknownTokenError    no such token (or it is no token at all)
├── ExpiredTokenError    it was one, until it expired
└── UsedUpTokenError     all its uses have been taken

A token has 256 random bits, so its SHA-256 is as good as a slow hash and looking it up by that hash
tells a guesser nothing through time.
"""

import hashlib
import secrets
from typing import Final

import msgspec
from sqlalchemy import Connection

from incisor.auth import credentials
from incisor.auth.credentials import IssuedKey
from incisor.store import enrolments, hosts
from incisor.store.enrolments import Enrolment
from incisor.store.hosts import Facts, Host
from incisor.store.roles import Role

# Marks a token where one is found by accident, in a log or a repository.
TOKEN_PREFIX: Final = "incisor-enrol-"  # noqa: S105 - the part of all tokens that is no secret
TOKEN_BYTES: Final = 32

_NEW_ONE: Final = "make a new one with `incisor enrolment create`."


class EnrolmentError(Exception):
    """The token gives nothing; the message says why and what to do."""


class UnknownTokenError(EnrolmentError):
    """No account has such a token."""


class ExpiredTokenError(EnrolmentError):
    """The token's time is over."""


class UsedUpTokenError(EnrolmentError):
    """The token's uses are all taken."""


class IssuedToken(msgspec.Struct, frozen=True):
    """A new token, shown once: only its hash is stored."""

    token: str
    expires_at: float
    uses: int


def create(
    conn: Connection,
    *,
    account_id: str,
    uses: int,
    expires_at: float,
    tags: dict[str, str],
    now: float,
) -> IssuedToken:
    """Make and keep a new token of the account; part of a write unit."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    kept = Enrolment(
        account_id=account_id,
        token_hash=_hash(token),
        tags=tags,
        uses=uses,
        uses_left=uses,
        created_at=now,
        expires_at=expires_at,
    )
    enrolments.add(conn, kept)
    return IssuedToken(token, expires_at, uses)


def redeem(
    conn: Connection, service_secret: bytes, token: str, facts: Facts, now: float
) -> IssuedKey:
    """Use the token once: a new host with its tags, and a HOST key bound to it.

    Part of a write unit; raises EnrolmentError and then has changed nothing.
    """
    enrolment = _usable(conn, token, now)
    host = Host(
        account_id=enrolment.account_id,
        resource_id=new_resource_id(),
        tags=enrolment.tags,
        enrolled_at=now,
        **msgspec.structs.asdict(facts),
    )
    hosts.add(conn, host)
    return credentials.issue(
        conn,
        service_secret,
        account_id=host.account_id,
        role=Role.HOST,
        now=now,
        resource_id=host.resource_id,
    )


def new_resource_id() -> str:
    """An id of the one form that is open to us in the model's ResourceId: i- and 17 digits."""
    return "i-" + secrets.token_hex(9)[:17]


def _usable(conn: Connection, token: str, now: float) -> Enrolment:
    """The token's enrolment, one use of which is taken now; raises EnrolmentError."""
    enrolment = enrolments.find(conn, _hash(token))
    if enrolment is None:
        raise UnknownTokenError(
            f"The enrolment token is unknown: check it for typing, or {_NEW_ONE}"
        )
    if now >= enrolment.expires_at:
        raise ExpiredTokenError(f"The enrolment token has expired: {_NEW_ONE}")
    if not enrolments.take_use(conn, enrolment, now):
        used = f"all its {enrolment.uses} uses are" if enrolment.uses > 1 else "its one use is"
        raise UsedUpTokenError(f"The enrolment token is used up, {used} taken: {_NEW_ONE}")
    return enrolment


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
