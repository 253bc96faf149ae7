"""incisor.store.sqlite."""

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import OperationalError

from incisor.store import (
    DamagedDatabaseError,
    DirectoryUnusableError,
    ReadOnlyDatabaseError,
    StoreError,
    sqlite,
    sqlite_url,
)


def opened(path: Path) -> Engine:
    """The engine of a file."""
    return sqlite.engine(make_url(sqlite_url(path)))


def raised(code: int) -> Exception:
    """What a driver's error with the code becomes."""
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return sqlite.explained(error, "incisor.db")


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    """Every connection has WAL and full synchronisation (D3)."""
    engine = opened(tmp_path / "incisor.db")
    with engine.connect() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    engine.dispose()


def test_only_the_services_user_can_read_the_database(tmp_path: Path) -> None:
    """The directory is 0700, the database and its journals 0600, whatever the umask."""
    before = os.umask(0)
    engine = opened(tmp_path / "data" / "incisor.db")
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("CREATE TABLE t (a)")
            files = [path.stat() for path in (tmp_path / "data").iterdir()]
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert {stat.S_IMODE(found.st_mode) for found in files} == {0o600}
    assert len(files) == 3
    engine.dispose()


def test_a_transaction_is_kept_or_undone_whole(tmp_path: Path) -> None:
    """The end of the block commits; an exception undoes."""
    engine = opened(tmp_path / "incisor.db")
    with engine.connect() as conn:
        with sqlite.transaction(conn, immediate=True):
            conn.exec_driver_sql("CREATE TABLE t (a)")
        with suppress(OperationalError), sqlite.transaction(conn, immediate=True):
            conn.exec_driver_sql("INSERT INTO t VALUES (1)")
            conn.exec_driver_sql("no SQL")
        assert conn.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0
    engine.dispose()


@pytest.mark.parametrize("code", sqlite.FAULTS)
def test_each_fault_names_the_database_and_the_next_step(code: int) -> None:
    """Two sentences: what is wrong with which file, and what to do."""
    error = raised(code)
    assert type(error) is sqlite.FAULTS[code].error
    assert "incisor.db" in str(error)
    assert len(str(error).split(". ")) >= 2


def test_extended_codes_are_understood() -> None:
    """SQLITE_READONLY_DIRECTORY and the like are kinds of SQLITE_READONLY."""
    assert isinstance(raised(sqlite3.SQLITE_READONLY_DIRECTORY), ReadOnlyDatabaseError)


def test_an_error_that_is_nobodys_fault_but_ours_stays_itself() -> None:
    """A wrong statement is not explained away."""
    assert isinstance(raised(sqlite3.SQLITE_ERROR), sqlite3.OperationalError)


def test_a_database_that_may_not_be_written_is_one_clear_error(tmp_path: Path) -> None:
    """Opened read-only, the first write says so."""
    path = tmp_path / "incisor.db"
    opened(path).dispose()
    engine = sqlite.engine(make_url(f"sqlite:///file:{path}?mode=ro&uri=true"))
    with pytest.raises(ReadOnlyDatabaseError), sqlite.faults("it"), engine.connect() as conn:
        conn.exec_driver_sql("CREATE TABLE t (a)")
    engine.dispose()


def test_a_file_that_is_no_database_is_one_clear_error(tmp_path: Path) -> None:
    """A text file in the database's place is not overwritten."""
    path = tmp_path / "incisor.db"
    path.write_text("not a database at all, but something of somebody's")
    engine = opened(path)
    with pytest.raises(DamagedDatabaseError), sqlite.faults("it"), engine.connect():
        pass
    assert path.read_text().startswith("not a database")
    engine.dispose()


def test_a_path_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    """The data directory's error comes before SQLite's vaguer one."""
    (tmp_path / "file").touch()
    with pytest.raises(DirectoryUnusableError):
        opened(tmp_path / "file" / "incisor.db")


def test_all_its_errors_are_store_errors() -> None:
    """Callers catch one class."""
    assert all(issubclass(fault.error, StoreError) for fault in sqlite.FAULTS.values())
