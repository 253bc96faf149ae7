"""Organisations: accounts that one of them, the delegated administrator, configures scans for."""

import msgspec
from sqlalchemy import Connection, delete, select

from incisor.store.page import columns_of
from incisor.store.statement import add_once
from incisor.store.tables import members as table


class Membership(msgspec.Struct, frozen=True):
    """One account of an organisation; the administrator's account is one of them."""

    account_id: str
    organisation_id: str
    administrator_id: str
    joined_at: float


_MEMBERS = select(*columns_of(Membership, table))


def add(conn: Connection, membership: Membership) -> bool:
    """Make the account a member; False, and nothing changed, if it is one of any organisation."""
    return add_once(conn, table, msgspec.structs.asdict(membership))


def of_account(conn: Connection, account_id: str) -> Membership | None:
    """The account's membership, if it has one."""
    row = conn.execute(_MEMBERS.where(table.c.account_id == account_id)).first()
    return None if row is None else Membership(*row)


def members(conn: Connection, organisation_id: str) -> list[Membership]:
    """All members of an organisation, by account; none if there is no such organisation."""
    query = _MEMBERS.where(table.c.organisation_id == organisation_id)
    return [Membership(*row) for row in conn.execute(query.order_by(table.c.account_id))]


def every(conn: Connection) -> list[str]:
    """The ids of all organisations."""
    query = select(table.c.organisation_id).distinct().order_by(table.c.organisation_id)
    return list(conn.execute(query).scalars())


def remove(conn: Connection, account_id: str) -> None:
    """End the account's membership; what was scanned in it stays its own to read."""
    conn.execute(delete(table).where(table.c.account_id == account_id))
