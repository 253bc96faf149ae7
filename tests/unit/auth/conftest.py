"""A database of the newest schema, with one transaction open on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from incisor.store import schema, sqlite, sqlite_url


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    """A connection such as a write unit gets."""
    engine = sqlite.engine(make_url(sqlite_url(tmp_path / "incisor.db")))
    with engine.connect() as connection, sqlite.transaction(connection, immediate=True):
        schema.upgrade(connection, "test")
        yield connection
    engine.dispose()
