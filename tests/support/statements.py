"""What SQLite does for a piece of code: its statements, how it plans them, and how far it goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from incisor.store import sqlite

STEP = 10
"""Instructions of SQLite's virtual machine in each that is counted."""


class Work:
    """What was done: each statement's plan, and tens of instructions in all."""

    def __init__(self) -> None:
        self.plans: list[str] = []
        self.steps = 0

    def step(self) -> None:
        """Called by SQLite; a value other than None or 0 would end the statement."""
        self.steps += 1


@contextmanager
def watched(conn: Connection) -> Iterator[Work]:
    """Watch the statements that the block runs on the connection."""
    work, made = Work(), sqlite.driver(conn)
    statements: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        statements.append((text, values))

    event.listen(conn, "before_cursor_execute", note)
    made.set_progress_handler(work.step, STEP)
    try:
        yield work
    finally:
        made.set_progress_handler(None, STEP)
        event.remove(conn, "before_cursor_execute", note)
    for text, values in statements:
        steps = made.execute(f"EXPLAIN QUERY PLAN {text}", values)
        work.plans.append("\n".join(row[3] for row in steps))
