"""incisor.store.statement."""

import pytest
from sqlalchemy import Connection, bindparam, update

from incisor.store import accounts, checks, jobs, results, telemetry
from incisor.store.statement import Statement, add_once
from incisor.store.tables import accounts as table
from support.rows import ACCOUNT, account

RENAME = Statement(
    lambda _: (
        update(table)
        .values(name=bindparam("new"))
        .where(table.c.account_id == bindparam("account"))
    ),
    ("new", "account"),
)

ALL = {
    "jobs._TOUCH": jobs._TOUCH,
    "telemetry._APPEND": telemetry._APPEND,
    "results._INSERT": results._INSERT,
    "checks._ADD": checks._ADD,
    "checks._SUBTRACT": checks._SUBTRACT,
}


def test_it_runs_with_values_in_the_order_of_the_names(conn: Connection) -> None:
    """And says how many rows it touched."""
    accounts.add(conn, account())
    assert RENAME.run(conn, "new name", ACCOUNT) == 1
    assert RENAME.run(conn, "new name", "none") == 0
    found = accounts.get(conn, ACCOUNT)
    assert found is not None
    assert found.name == "new name"


def test_it_runs_for_many_rows(conn: Connection) -> None:
    """One call of the driver, each row's values in the order of the names."""
    statement = Statement(lambda insert: insert(table), ("account_id", "name", "created_at"))
    statement.run_many(conn, [("1", "a", 1.0), ("2", "b", 2.0)])
    assert [one.name for one in accounts.every(conn)] == ["a", "b"]


def test_names_in_another_order_are_refused() -> None:
    """Values can never go to the wrong columns."""
    swapped = Statement(RENAME._make, ("account", "new"))
    with pytest.raises(ValueError, match="takes"):
        swapped.text("sqlite")


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@pytest.mark.parametrize("name", ALL)
def test_the_hot_statements_are_valid_for_both_databases(name: str, dialect: str) -> None:
    """They compile, and take the same values in the same order on both."""
    assert ALL[name].text(dialect)


def test_a_row_is_added_once(conn: Connection) -> None:
    """A second one with the same key changes nothing and says so."""
    row = {"account_id": ACCOUNT, "name": "first", "created_at": 1.0}
    assert add_once(conn, table, row)
    assert not add_once(conn, table, {**row, "name": "second"})
    assert [one.name for one in accounts.every(conn)] == ["first"]
