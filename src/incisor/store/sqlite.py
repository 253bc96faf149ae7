"""SQLite: opening the file, the settings of a connection, and what its errors mean.

WAL lets readers go on while one writer commits; `synchronous=FULL` makes a commit wait until it is
on disk (D3). Connections are in autocommit mode: transactions begin and end where `begin`, `commit`
and `rollback` are called, nowhere else.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from incisor.store import files
from incisor.store.errors import (
    BusyDatabaseError,
    DamagedDatabaseError,
    DirectoryUnusableError,
    DiskFullError,
    ReadOnlyDatabaseError,
    StoreError,
)

# How long a connection waits for another process's write lock.
LOCK_TIMEOUT_S: Final = 30.0

# A checkpoint copies pages back into the database and waits for the disk twice; at SQLite's default
# of 1,000 pages that happens several times a second under load.
CHECKPOINT_PAGES: Final = 8_000

_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
    "journal_size_limit = 67108864",
    "cache_size = -32000",
    "temp_store = MEMORY",
)


class Fault(NamedTuple):
    """Which error a result code becomes, and how it is said: what is wrong, what to do next."""

    error: type[StoreError]
    meaning: str


# By primary result code, sqlite.org/rescode.html.
FAULTS: Final[Mapping[int, Fault]] = {
    sqlite3.SQLITE_FULL: Fault(
        DiskFullError,
        "the disk is full, and what was not acknowledged was not kept. Make room; the service goes"
        " on by itself.",
    ),
    sqlite3.SQLITE_READONLY: Fault(
        ReadOnlyDatabaseError,
        "it may not be written. Give this user the right to write the file and its directory, and"
        " look whether the file system is mounted read-only.",
    ),
    sqlite3.SQLITE_PERM: Fault(
        ReadOnlyDatabaseError,
        "access to it was refused. Give this user the right to read and write it.",
    ),
    sqlite3.SQLITE_CANTOPEN: Fault(
        DirectoryUnusableError,
        "it cannot be opened. Give this user the right to read and write the file and its"
        " directory, or name another data directory.",
    ),
    sqlite3.SQLITE_BUSY: Fault(
        BusyDatabaseError,
        f"another process held its write lock for more than {LOCK_TIMEOUT_S:.0f} s. End that"
        " process, or try again.",
    ),
    sqlite3.SQLITE_NOTADB: Fault(
        DamagedDatabaseError,
        "it is not a SQLite database. Name the right file, or restore it from a backup.",
    ),
    sqlite3.SQLITE_CORRUPT: Fault(
        DamagedDatabaseError,
        "parts of it cannot be read. Stop the service and restore it from a backup.",
    ),
    sqlite3.SQLITE_IOERR: Fault(
        DamagedDatabaseError,
        "the disk gave an error. Look at the system's log, then restore it to a sound disk.",
    ),
}


def engine(url: URL) -> Engine:
    """The engine for a file, which is made if it is not there; raises StoreError."""
    path = Path(url.database or "")
    if not url.query:  # with one, the name is a URI: nothing to make
        files.make_directory(path.parent)
        files.make_file(path)
    made = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": LOCK_TIMEOUT_S, "check_same_thread": False},
    )
    event.listen(made, "connect", _prepare)
    return made


def driver(conn: Connection) -> sqlite3.Connection:
    """The driver's connection under SQLAlchemy's."""
    made = conn.connection.driver_connection
    assert isinstance(made, sqlite3.Connection)
    return made


@contextmanager
def transaction(conn: Connection, *, immediate: bool) -> Iterator[Connection]:
    """A transaction that commits at the end of the block, or undoes it if that raises.

    `immediate` takes the write lock at once; without it the block reads one snapshot and cannot
    write.
    """
    made = driver(conn)
    made.execute(f"PRAGMA query_only = {not immediate:d}")
    made.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")
    try:
        yield conn
        made.execute("COMMIT")
    finally:
        if made.in_transaction:
            made.execute("ROLLBACK")


@contextmanager
def faults(where: str) -> Iterator[None]:
    """Raise the driver's errors of the block as those of `incisor.store.errors`, where known."""
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        raise explained(error, where) from error


def explained(error: Exception, where: str) -> Exception:
    """The error as one of ours if its result code is in FAULTS, else itself."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code not in FAULTS:
        return error
    fault = FAULTS[code]
    return fault.error(f"The database {where} cannot be used: {fault.meaning}")


def _prepare(connection: Any, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
