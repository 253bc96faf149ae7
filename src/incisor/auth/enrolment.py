"""How a host gets credentials of its own: an enrolment token is exchanged for them, once a use.

EnrolmentError
├── UnknownTokenError    no such token (or it is no token at all)
├── ExpiredTokenError    it was one, until it expired
└── UsedUpTokenError     all its uses have been taken
"""

import msgspec
from sqlalchemy import Connection

from incisor.auth.credentials import IssuedKey
from incisor.store.hosts import Facts


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
    raise NotImplementedError


def redeem(
    conn: Connection, service_secret: bytes, token: str, facts: Facts, now: float
) -> IssuedKey:
    """Use the token once: a new host with its tags, and a HOST key bound to it.

    Part of a write unit; raises EnrolmentError and then has changed nothing.
    """
    raise NotImplementedError
