"""The database: what was acknowledged is in it, on disk (D3).

`Store` runs units of work; the modules beside it, one per noun, hold the statements that units are
made of. A unit is a plain function of a connection. It must not keep the connection, and it should
be short: on SQLite units run on the event loop's thread.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection

from incisor.store.errors import (
    BusyDatabaseError,
    ClosedStoreError,
    DamagedDatabaseError,
    DirectoryUnusableError,
    DiskFullError,
    NewerDatabaseError,
    ReadOnlyDatabaseError,
    StoreError,
)

__all__ = [
    "BusyDatabaseError",
    "ClosedStoreError",
    "DamagedDatabaseError",
    "DirectoryUnusableError",
    "DiskFullError",
    "NewerDatabaseError",
    "ReadOnlyDatabaseError",
    "Store",
    "StoreError",
    "sqlite_url",
]

T = TypeVar("T")
Unit = Callable[[Connection], T]


def sqlite_url(path: Path) -> str:
    """The database URL of a SQLite file."""
    return f"sqlite:///{path}"


class Store:
    """A database that is open and of this version."""

    secret: bytes

    @classmethod
    def open(cls, url: str, *, secret: bytes) -> Self:
        """Open the database at the SQLAlchemy URL, make or migrate it; raises StoreError."""
        raise NotImplementedError

    async def write(self, unit: Unit[T], *, isolated: bool = True) -> T:
        """Run the unit and return what it returned once that is on disk; an exception undoes it.

        Units of concurrent callers share one commit. `isolated=False` saves the savepoint: only for
        units in which nothing needs undoing when a later statement fails.
        """
        raise NotImplementedError

    async def read(self, query: Unit[T]) -> T:
        """Run a short query on one snapshot of what has been committed."""
        raise NotImplementedError

    def write_now(self, unit: Unit[T]) -> T:
        """Run the unit in a transaction of its own, for commands; the service may be running."""
        raise NotImplementedError

    def read_now(self, query: Unit[T]) -> T:
        """Run a query on one snapshot, for commands and other threads."""
        raise NotImplementedError

    def close(self) -> None:
        """End the connections; units that still wait fail with ClosedStoreError."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
