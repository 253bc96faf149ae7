"""incisor.store.accounts."""

from sqlalchemy import Connection

from incisor.store import accounts
from support.rows import ACCOUNT, OTHER_ACCOUNT, account


def test_an_account_is_read_as_it_was_kept(conn: Connection) -> None:
    """What was added is what `get` returns."""
    assert accounts.add(conn, account())
    assert accounts.get(conn, ACCOUNT) == account()


def test_an_account_is_made_once(conn: Connection) -> None:
    """A second account of the same id changes nothing and says so."""
    accounts.add(conn, account())
    assert not accounts.add(conn, accounts.Account(ACCOUNT, "another name", 1.0))
    assert accounts.every(conn) == [account()]


def test_an_unknown_account_is_none(conn: Connection) -> None:
    """Asking for an account that does not exist is not an error."""
    assert accounts.get(conn, ACCOUNT) is None


def test_all_accounts_are_listed_by_id(conn: Connection) -> None:
    """The list has every account, sorted."""
    accounts.add(conn, account(OTHER_ACCOUNT))
    accounts.add(conn, account(ACCOUNT))
    assert accounts.every(conn) == [account(ACCOUNT), account(OTHER_ACCOUNT)]
