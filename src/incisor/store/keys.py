"""Access keys: who may call. The secrets are derived (`incisor.auth.credentials`), never stored."""

from enum import StrEnum

import msgspec
from sqlalchemy import Connection


class Role(StrEnum):
    """What a key is for; `incisor.auth.policy` says what each may do."""

    ADMIN = "admin"
    AUDITOR = "auditor"
    HOST = "host"


class AccessKey(msgspec.Struct, frozen=True):
    """One key; `resource_id` is the host that it is bound to, empty for people's keys."""

    account_id: str
    access_key_id: str
    role: Role
    resource_id: str
    created_at: float
    revoked_at: float | None = None


def add(conn: Connection, key: AccessKey) -> None:
    """Keep a new key."""
    raise NotImplementedError


def find(conn: Connection, access_key_id: str) -> AccessKey | None:
    """The key of that id, whichever account it belongs to, revoked or not."""
    raise NotImplementedError


def of_account(conn: Connection, account_id: str) -> list[AccessKey]:
    """The account's keys, oldest first, revoked ones too."""
    raise NotImplementedError


def revoke(conn: Connection, account_id: str, access_key_id: str, now: float) -> bool:
    """Take the key out of use from now on; False if the account has no such key in use."""
    raise NotImplementedError
