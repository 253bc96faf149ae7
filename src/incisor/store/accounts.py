"""Accounts: what everything else in the database belongs to."""

import msgspec
from sqlalchemy import Connection


class Account(msgspec.Struct, frozen=True):
    """One account; `account_id` is twelve digits."""

    account_id: str
    name: str
    created_at: float


def add(conn: Connection, account: Account) -> bool:
    """Keep a new account; False, and nothing changed, if there is one of that id."""
    raise NotImplementedError


def get(conn: Connection, account_id: str) -> Account | None:
    """The account of that id, if there is one."""
    raise NotImplementedError


def every(conn: Connection) -> list[Account]:
    """All accounts, by id."""
    raise NotImplementedError
