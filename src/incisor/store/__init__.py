"""The database: what was acknowledged is in it, on disk (D3).

`Store` runs units of work; the modules beside it, one per noun, hold the statements that units are
made of. A unit is a plain function of a connection. It must not keep the connection, and it should
be short: on SQLite units run on the event loop's thread.
"""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from incisor.store import schema, sqlite
from incisor.store.errors import (
    BusyDatabaseError,
    ClosedStoreError,
    DamagedDatabaseError,
    DamagedSecretError,
    DirectoryUnusableError,
    DiskFullError,
    NewerDatabaseError,
    ReadOnlyDatabaseError,
    StoreError,
    UnservedDatabaseError,
)
from incisor.store.files import service_secret
from incisor.store.writer import Writer

__all__ = [
    "BusyDatabaseError",
    "ClosedStoreError",
    "DamagedDatabaseError",
    "DamagedSecretError",
    "DirectoryUnusableError",
    "DiskFullError",
    "NewerDatabaseError",
    "ReadOnlyDatabaseError",
    "Store",
    "StoreError",
    "UnservedDatabaseError",
    "service_secret",
    "sqlite_url",
]

T = TypeVar("T")
Unit = Callable[[Connection], T]


def sqlite_url(path: Path) -> str:
    """The database URL of a SQLite file."""
    return f"sqlite:///{path}"


class Store:
    """A database that is open and of this version."""

    def __init__(self, engine: Engine, where: str, secret: bytes) -> None:
        """Use `Store.open`, which also sees to the schema."""
        self.secret = secret
        self._engine = engine
        self._where = where
        self._writer: Writer | None = None
        self._reader: Connection | None = None

    @classmethod
    def open(cls, url: str, *, secret: bytes) -> Self:
        """Open the database at the SQLAlchemy URL, make or migrate it; raises StoreError.

        `secret` is the service's (`service_secret`), from which keys and page tokens derive.
        """
        engine, where = _engine(url)
        store = cls(engine, where, secret)
        store.write_now(lambda conn: schema.upgrade(conn, where))
        return store

    def write(self, unit: Unit[T], *, isolated: bool = True) -> Coroutine[Any, Any, T]:
        """Run the unit and return what it returned once that is on disk; an exception undoes it.

        Units of concurrent callers share one commit. `isolated=False` saves the savepoint: only for
        units in which nothing needs undoing when a later statement fails.
        """
        if self._writer is None:
            self._writer = Writer(self._engine.connect(), self._where)
        return self._writer.write(unit, isolated)

    async def read(self, query: Unit[T]) -> T:
        """Run a short query on one snapshot of what has been committed.

        On SQLite it runs on the loop's thread, for the reason that `incisor.store.writer` gives.
        """
        if self._reader is None:
            self._reader = self._engine.connect()
        with sqlite.faults(self._where), sqlite.transaction(self._reader, immediate=False) as conn:
            return query(conn)

    def write_now(self, unit: Unit[T]) -> T:
        """Run the unit in a transaction of its own, for commands; the service may be running."""
        return self._now(unit, immediate=True)

    def read_now(self, query: Unit[T]) -> T:
        """Run a query on one snapshot, for commands and other threads."""
        return self._now(query, immediate=False)

    def close(self) -> None:
        """End the connections; units that still wait fail with ClosedStoreError."""
        if self._writer is not None:
            self._writer.close()
        if self._reader is not None:
            self._reader.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _now(self, unit: Unit[T], *, immediate: bool) -> T:
        with (
            sqlite.faults(self._where),
            self._engine.connect() as conn,
            sqlite.transaction(conn, immediate=immediate),
        ):
            return unit(conn)


def _engine(url: str) -> tuple[Engine, str]:
    """The engine for a URL, and the name of its database in messages (no password)."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UnservedDatabaseError(_unserved(repr(url))) from error
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise UnservedDatabaseError(_unserved(parsed.render_as_string()))
    return sqlite.engine(parsed), parsed.database


def _unserved(url: str) -> str:
    return (
        f"{url} is no database that this version can use."
        " Give a SQLite file, such as sqlite:////var/lib/incisor/incisor.db."
    )
