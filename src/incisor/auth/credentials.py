"""Access keys: derived secrets, and the identity behind a key id.

A key's secret is derived from the service's secret, so the database holds none. Identities are
remembered for seconds only: a key that another process revokes stops working within that time.
"""

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection

from incisor.store import Store
from incisor.store.keys import AccessKey, Role


class Identity(msgspec.Struct, frozen=True):
    """Who signed a request; `resource_id` is the host's for role HOST and empty otherwise."""

    account_id: str
    role: Role
    resource_id: str
    access_key_id: str


class IssuedKey(msgspec.Struct, frozen=True):
    """A new key with its secret, which is shown once and never stored."""

    key: AccessKey
    secret_access_key: str


def secret_access_key(service_secret: bytes, access_key_id: str) -> str:
    """The 40 characters that belong to the key id."""
    raise NotImplementedError


def issue(
    conn: Connection,
    service_secret: bytes,
    *,
    account_id: str,
    role: Role,
    now: float,
    resource_id: str = "",
) -> IssuedKey:
    """Make and keep a new key of the account; part of a write unit."""
    raise NotImplementedError


class Credentials:
    """Answers the two questions of a signed request: the key's secret, and whose key it is.

    Look the key up with `identity` first (it may read the database), then verify with `secret_of`.
    """

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        """`clock` gives epoch seconds."""
        raise NotImplementedError

    async def identity(self, access_key_id: str) -> Identity | None:
        """The identity behind a key in use; None if the key is unknown or revoked."""
        raise NotImplementedError

    def secret_of(self, access_key_id: str) -> str | None:
        """The secret of a key that `identity` has just found; None for every other."""
        raise NotImplementedError
