"""Access keys: derived secrets, and the identity behind a key id.

A key's secret is derived from the service's secret, so the database holds none. Identities are
remembered for seconds only: a key that another process revokes stops working within that time.
"""

import hmac
import logging
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection

from incisor.auth import documents, iam
from incisor.auth.documents import PolicyError
from incisor.auth.iam import Policy
from incisor.store import Store, keys, organisations, policies
from incisor.store.keys import AccessKey, Role

# The form of the cloud's own key ids, which clients and log filters know, with a prefix of ours.
KEY_ID_PREFIX: Final = "INCI"
KEY_ID_LENGTH: Final = 20
SECRET_LENGTH: Final = 40

# How long a revoked key may go on working, and a new one unknown to a process that asked for it.
REMEMBERED_S: Final = 2.0
# Ids that are remembered at once, unknown ones too: so that a flood of made-up ids is bounded.
REMEMBERED: Final = 20_000

log = logging.getLogger(__name__)

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class Identity(msgspec.Struct, frozen=True):
    """Who signed a request; `resource_id` is the host's for role HOST and empty otherwise.

    `policy` is what the key's policies say together, for role POLICY; `organisation_id` and
    `administrator_id` are empty for an account in no organisation.
    """

    account_id: str
    role: Role
    resource_id: str
    access_key_id: str
    policy: Policy | None = None
    organisation_id: str = ""
    administrator_id: str = ""

    @property
    def administers(self) -> bool:
        """Whether the account is the delegated administrator of its organisation."""
        return self.administrator_id == self.account_id


class IssuedKey(msgspec.Struct, frozen=True):
    """A new key with its secret, which is shown once and never stored."""

    key: AccessKey
    secret_access_key: str


def secret_access_key(service_secret: bytes, access_key_id: str) -> str:
    """The 40 characters that belong to the key id."""
    derived = hmac.digest(service_secret, f"key:{access_key_id}".encode(), "sha256")
    return urlsafe_b64encode(derived).decode("ascii")[:SECRET_LENGTH]


def issue(
    conn: Connection,
    service_secret: bytes,
    *,
    account_id: str,
    role: Role,
    now: float,
    resource_id: str = "",
    policy_names: Sequence[str] = (),
) -> IssuedKey:
    """Make and keep a new key of the account; part of a write unit.

    `policy_names` are for role POLICY.
    """
    letters = (secrets.choice(_ALPHABET) for _ in range(KEY_ID_LENGTH - len(KEY_ID_PREFIX)))
    access_key_id = KEY_ID_PREFIX + "".join(letters)
    key = AccessKey(
        account_id, access_key_id, role, resource_id, created_at=now, policies=[*policy_names]
    )
    keys.add(conn, key)
    return IssuedKey(key, secret_access_key(service_secret, access_key_id))


class _Remembered(NamedTuple):
    identity: Identity | None
    secret: str | None
    until: float


class Credentials:
    """Answers the two questions of a signed request: the key's secret, and whose key it is.

    Look the key up with `identity` first (it may read the database), then verify with `secret_of`.
    """

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        """`clock` gives epoch seconds."""
        self._store = store
        self._clock = clock
        self._remembered: dict[str, _Remembered] = {}

    def remembered(self, access_key_id: str) -> Identity | None:
        """The identity behind a key that was looked up a moment ago; None says nothing."""
        known = self._remembered.get(access_key_id)
        return None if known is None or known.until <= self._clock() else known.identity

    async def identity(self, access_key_id: str) -> Identity | None:
        """The identity behind a key in use; None if the key is unknown or revoked."""
        known = self._remembered.get(access_key_id)
        if known is None or known.until <= self._clock():
            known = await self._look_up(access_key_id)
        return known.identity

    def secret_of(self, access_key_id: str) -> str | None:
        """The secret of a key that `identity` has just found; None for every other."""
        known = self._remembered.get(access_key_id)
        return None if known is None else known.secret

    async def _look_up(self, access_key_id: str) -> _Remembered:
        identity = await self._store.read(lambda conn: _identity(conn, access_key_id))
        secret = secret_access_key(self._store.secret, access_key_id) if identity else None
        found = _Remembered(identity, secret, self._clock() + REMEMBERED_S)
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        self._remembered[access_key_id] = found
        return found


def _identity(conn: Connection, access_key_id: str) -> Identity | None:
    key = keys.find(conn, access_key_id)
    if key is None or key.revoked_at is not None:
        return None
    policy = _policy(conn, key) if key.role is Role.POLICY else None
    # A fleet's keys are looked up again and again, and a host does not care.
    hosts = key.role is Role.HOST
    member = None if hosts else organisations.of_account(conn, key.account_id)
    return Identity(
        key.account_id,
        key.role,
        key.resource_id,
        key.access_key_id,
        policy,
        member.organisation_id if member else "",
        member.administrator_id if member else "",
    )


def _policy(conn: Connection, key: AccessKey) -> Policy:
    """What the key's policies say together; nothing if one of them cannot be obeyed any more."""
    stored = [policies.get(conn, key.account_id, name) for name in key.policies]
    try:
        return iam.joined([documents.read(each.document) for each in stored if each is not None])
    except PolicyError as error:
        log.warning("policy.refused", extra={"key": key.access_key_id, "reason": str(error)})
        return iam.joined([])
