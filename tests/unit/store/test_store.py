"""incisor.store: the Store and what its package exports."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

import incisor.store
from incisor.store import (
    NewerDatabaseError,
    ReadOnlyDatabaseError,
    Store,
    StoreError,
    UnservedDatabaseError,
    accounts,
    sqlite_url,
)
from support.rows import ACCOUNT, OTHER_ACCOUNT, account

SECRET = b"s" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store on a file of its own."""
    with Store.open(sqlite_url(tmp_path / "incisor.db"), secret=SECRET) as opened:
        yield opened


def add(conn: Connection) -> bool:
    """A unit that adds the account."""
    return accounts.add(conn, account())


def test_all_that_users_need_is_exported() -> None:
    """The store, its errors, and what is needed to open it."""
    errors = {name for name in incisor.store.__all__ if name.endswith("Error")}
    assert set(incisor.store.__all__) - errors == {"Store", "service_secret", "sqlite_url"}
    assert all(issubclass(getattr(incisor.store, name), StoreError) for name in errors)


def test_a_write_is_there_after_reopening(tmp_path: Path) -> None:
    """Closing loses nothing, opening again makes nothing new."""
    url = sqlite_url(tmp_path / "incisor.db")
    with Store.open(url, secret=SECRET) as store:
        assert asyncio.run(store.write(add))
    with Store.open(url, secret=SECRET) as store:
        assert store.read_now(accounts.every) == [account()]


def test_a_read_sees_what_was_acknowledged_before(store: Store) -> None:
    """Read after write holds within the process."""

    async def run() -> list[accounts.Account]:
        await store.write(add)
        return await store.read(accounts.every)

    assert asyncio.run(run()) == [account()]


def test_a_read_is_one_snapshot(store: Store) -> None:
    """What is written between two statements of one query is not half seen."""

    def query(conn: Connection) -> tuple[int, int]:
        before = len(accounts.every(conn))
        store.write_now(add)
        return before, len(accounts.every(conn))

    assert asyncio.run(store.read(query)) == (0, 0)
    assert store.read_now(accounts.every) == [account()]


def test_a_query_cannot_write(store: Store) -> None:
    """Writing goes through write, where it is made durable."""
    with pytest.raises(ReadOnlyDatabaseError):
        asyncio.run(store.read(add))


def test_a_store_that_was_read_first_can_be_written(store: Store) -> None:
    """Its first writer may be given a connection that a reader had."""
    assert store.read_now(accounts.every) == []
    assert asyncio.run(store.write(add))


def test_commands_write_while_the_service_does(store: Store, tmp_path: Path) -> None:
    """A second process with the same file takes its turn."""

    async def run() -> None:
        await asyncio.gather(
            store.write(add),
            asyncio.to_thread(_write_elsewhere, tmp_path / "incisor.db"),
            *(store.write(accounts.every) for _ in range(50)),
        )

    asyncio.run(run())
    assert store.read_now(accounts.every) == [account(), account(OTHER_ACCOUNT)]


def test_write_now_undoes_a_unit_that_fails(store: Store) -> None:
    """The same promise as write."""

    def unit(conn: Connection) -> None:
        add(conn)
        raise KeyError(ACCOUNT)

    with pytest.raises(KeyError):
        store.write_now(unit)
    assert store.read_now(accounts.every) == []


def test_a_store_works_in_one_loop_after_another(store: Store) -> None:
    """Nothing of a loop that has ended is kept."""
    assert asyncio.run(store.write(add))
    assert not asyncio.run(store.write(add))


def test_processes_that_open_a_new_database_together_make_it_once(tmp_path: Path) -> None:
    """Migrations run under the write lock."""
    code = (
        "import sys; from incisor.store import Store; Store.open(sys.argv[1], secret=b's').close()"
    )
    url = sqlite_url(tmp_path / "incisor.db")
    started = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]


def test_a_newer_database_is_refused_with_the_next_step(tmp_path: Path) -> None:
    """And can still be opened by the version that it belongs to."""
    url = sqlite_url(tmp_path / "incisor.db")
    with Store.open(url, secret=SECRET) as store:
        newer = text("UPDATE alembic_version SET version_num = '9999'")
        store.write_now(lambda conn: conn.execute(newer))
    with pytest.raises(NewerDatabaseError, match="Upgrade incisor"):
        Store.open(url, secret=SECRET)


@pytest.mark.parametrize(
    "url", ["mysql://user:password@host/db", "sqlite://", "no url", "postgresql://host/db"]
)
def test_a_database_that_is_not_served_is_refused_without_its_password(url: str) -> None:
    """One clear sentence, an example of what can be used, and nothing secret."""
    with pytest.raises(UnservedDatabaseError, match=r"Give a SQLite file") as raised:
        Store.open(url, secret=SECRET)
    assert "password" not in str(raised.value)


def _write_elsewhere(path: Path) -> None:
    with Store.open(sqlite_url(path), secret=SECRET) as other:
        other.write_now(lambda conn: accounts.add(conn, account(OTHER_ACCOUNT)))
