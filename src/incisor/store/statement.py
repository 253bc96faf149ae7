"""Statements of the hot paths, compiled once and handed to the database's driver.

SQLAlchemy's execution costs some thirty microseconds, a statement on a row in the cache five. Where
one call is one statement, or a session's end hundreds of rows, that is the difference. Values go to
the driver as they are: only columns of plain types can be used this way.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.sql.expression import ClauseElement

Insert = Callable[[Table], Any]
"""A database's own INSERT, which knows what to do on a conflict."""

# Both take the values in the order of their appearance; what stands for one differs.
_PARAMETER_STYLES = {"sqlite": "qmark", "postgresql": "format"}


def _constructs(dialect: str) -> Any:
    """What SQLAlchemy has for one database alone. The other's would cost every command's start."""
    return import_module(f"sqlalchemy.dialects.{dialect}")


def add_once(conn: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert the row, unless one of its unique keys is there already; whether it was inserted."""
    once = _constructs(conn.dialect.name).insert(table).values(row).on_conflict_do_nothing()
    # Without the option, an INSERT's count of rows is not kept with every driver.
    return conn.execute(once, execution_options={"preserve_rowcount": True}).rowcount == 1


class Statement:
    """A statement whose values are given in the order of `names`.

    `make` gives it for a dialect, whose INSERT it is handed.
    """

    def __init__(self, make: Callable[[Insert], ClauseElement], names: Sequence[str]) -> None:
        self._make = make
        self._names = tuple(names)
        self._texts: dict[str, str] = {}

    def text(self, dialect: str) -> str:
        """The SQL for a dialect; raises ValueError if it takes other values than `names`."""
        if dialect not in self._texts:
            style = _PARAMETER_STYLES[dialect]
            own = _constructs(dialect)
            clause = self._make(own.insert)
            compiled: Any = clause.compile(dialect=own.dialect(paramstyle=style))
            if tuple(compiled.positiontup) != self._names:
                raise ValueError(f"{compiled} takes {compiled.positiontup}, not {self._names}")
            self._texts[dialect] = str(compiled)
        return self._texts[dialect]

    def run(self, conn: Connection, *values: object) -> int:
        """Run it once; how many rows it touched."""
        cursor = conn.connection.cursor()
        cursor.execute(self.text(conn.dialect.name), values)
        return int(cursor.rowcount)

    def first(self, conn: Connection, *values: object) -> tuple[Any, ...] | None:
        """Run it; its first row as the driver gives it, if there is one."""
        cursor = conn.connection.cursor()
        cursor.execute(self.text(conn.dialect.name), values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        cursor.close()
        return row

    def run_many(self, conn: Connection, rows: Sequence[Sequence[object]]) -> None:
        """Run it for each row of values, in one call of the driver."""
        conn.connection.cursor().executemany(self.text(conn.dialect.name), rows)
