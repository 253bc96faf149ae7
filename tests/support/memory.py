"""A database in memory, empty again for each of hundreds of examples of a law."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine

from incisor.store.tables import metadata


@contextmanager
def database() -> Iterator[Engine]:
    """An engine whose one connection has all tables."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@contextmanager
def emptied(engine: Engine) -> Iterator[Connection]:
    """The connection; what the block writes is undone at its end."""
    with engine.connect() as conn:
        yield conn
        conn.rollback()
