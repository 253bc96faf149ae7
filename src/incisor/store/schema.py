"""Bringing a database to this version's tables, or refusing one that is ahead of it.

Alembic runs the migrations beside this file. It is imported only when there is something to do: a
command on a database that is up to date need not wait for it.
"""

from importlib.resources import as_file, files
from typing import Final

from sqlalchemy import Connection, inspect, select, table
from sqlalchemy import column as named

from incisor.store.errors import NewerDatabaseError
from incisor.store.tables import REVISION

_VERSION: Final = table("alembic_version", named("version_num"))


def upgrade(conn: Connection, where: str) -> None:
    """Run the migrations that the database lacks, inside the caller's transaction.

    Raises NewerDatabaseError, before anything is changed, if it has one that we do not know.
    """
    found = revision(conn)
    if found == REVISION:
        return
    with as_file(files("incisor.store") / "migrations") as scripts:
        from incisor.store.migrations import runner

        if found is not None and found not in runner.revisions(scripts):
            raise NewerDatabaseError(
                f"The database {where} is at migration {found}, made by a newer incisor than this"
                f" one, which knows {REVISION}. Upgrade incisor, or restore the backup that was"
                " made before the upgrade."
            )
        runner.upgrade(conn, scripts)


def revision(conn: Connection) -> str | None:
    """The migration that the database is at; None if it is empty."""
    if not inspect(conn).has_table(_VERSION.name):
        return None
    return conn.execute(select(_VERSION.c.version_num)).scalar()
