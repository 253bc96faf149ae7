"""Policies: documents in IAM's language, by name, for the keys of one account."""

import msgspec
from sqlalchemy import Connection, delete, select

from incisor.store import keys
from incisor.store.page import columns_of
from incisor.store.tables import policies as table


class StoredPolicy(msgspec.Struct, frozen=True):
    """One policy; `document` is JSON that `incisor.auth.documents` has accepted."""

    account_id: str
    name: str
    document: str
    changed_at: float


_POLICIES = select(*columns_of(StoredPolicy, table))


def put(conn: Connection, policy: StoredPolicy) -> None:
    """Keep the policy, in place of one of the same name."""
    remove(conn, policy.account_id, policy.name)
    conn.execute(table.insert().values(msgspec.structs.asdict(policy)))


def get(conn: Connection, account_id: str, name: str) -> StoredPolicy | None:
    """The account's policy of that name, if there is one."""
    row = conn.execute(
        _POLICIES.where(table.c.account_id == account_id, table.c.name == name)
    ).first()
    return None if row is None else StoredPolicy(*row)


def of_account(conn: Connection, account_id: str) -> list[StoredPolicy]:
    """The account's policies, by name."""
    rows = conn.execute(_POLICIES.where(table.c.account_id == account_id).order_by(table.c.name))
    return [StoredPolicy(*row) for row in rows]


def remove(conn: Connection, account_id: str, name: str) -> bool:
    """Forget the policy; False if there was none. No key in use may have it (`used_by`)."""
    gone = delete(table).where(table.c.account_id == account_id, table.c.name == name)
    return conn.execute(gone).rowcount == 1


def used_by(conn: Connection, account_id: str, name: str) -> list[str]:
    """The ids of the account's keys in use that have the policy."""
    found = keys.of_account(conn, account_id)
    return [key.access_key_id for key in found if key.revoked_at is None and name in key.policies]
