"""Access keys: who may call. The secrets are derived (`incisor.auth.credentials`), never stored."""

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from incisor.store.page import columns_of
from incisor.store.roles import Role as Role
from incisor.store.statement import Statement
from incisor.store.tables import access_keys


class AccessKey(msgspec.Struct, frozen=True):
    """One key; `resource_id` is the host that it is bound to, empty for people's keys.

    What it may do is what its role may, or, if it has any, what its policies (by name) say.
    """

    account_id: str
    access_key_id: str
    role: Role
    resource_id: str
    created_at: float
    revoked_at: float | None = None
    policies: list[str] = []


_KEYS = select(*columns_of(AccessKey, access_keys))
# Asked for nearly every call of a fleet: hosts call less often than keys are remembered.
_ONE = Statement(lambda _: _KEYS.where(access_keys.c.access_key_id == bindparam("key")), ("key",))


def add(conn: Connection, key: AccessKey) -> None:
    """Keep a new key."""
    conn.execute(access_keys.insert().values(msgspec.structs.asdict(key)))


def find(conn: Connection, access_key_id: str) -> AccessKey | None:
    """The key of that id, whichever account it belongs to, revoked or not."""
    row = _ONE.first(conn, access_key_id)
    if row is None:
        return None
    account_id, key_id, role, resource_id, created_at, revoked_at, policies = row
    named = msgspec.json.decode(policies, type=list[str])
    return AccessKey(account_id, key_id, Role(role), resource_id, created_at, revoked_at, named)


def of_account(conn: Connection, account_id: str) -> list[AccessKey]:
    """The account's keys, oldest first, revoked ones too."""
    query = _KEYS.where(access_keys.c.account_id == account_id)
    order = (access_keys.c.created_at, access_keys.c.access_key_id)
    return [AccessKey(*row) for row in conn.execute(query.order_by(*order))]


def revoke(conn: Connection, account_id: str, access_key_id: str, now: float) -> bool:
    """Take the key out of use from now on; False if the account has no such key in use."""
    in_use = update(access_keys).where(
        access_keys.c.account_id == account_id,
        access_keys.c.access_key_id == access_key_id,
        access_keys.c.revoked_at.is_(None),
    )
    return conn.execute(in_use.values(revoked_at=now)).rowcount == 1
