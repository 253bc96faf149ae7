"""Accounts: what everything else in the database belongs to."""

import msgspec
from sqlalchemy import Connection, select

from incisor.store.page import columns_of
from incisor.store.statement import add_once
from incisor.store.tables import accounts


class Account(msgspec.Struct, frozen=True):
    """One account; `account_id` is twelve digits."""

    account_id: str
    name: str
    created_at: float


_ACCOUNTS = select(*columns_of(Account, accounts))


def add(conn: Connection, account: Account) -> bool:
    """Keep a new account; False, and nothing changed, if there is one of that id."""
    return add_once(conn, accounts, msgspec.structs.asdict(account))


def get(conn: Connection, account_id: str) -> Account | None:
    """The account of that id, if there is one."""
    row = conn.execute(_ACCOUNTS.where(accounts.c.account_id == account_id)).first()
    return None if row is None else Account(*row)


def every(conn: Connection) -> list[Account]:
    """All accounts, by id."""
    rows = conn.execute(_ACCOUNTS.order_by(accounts.c.account_id))
    return [Account(*row) for row in rows]
