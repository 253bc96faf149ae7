"""Imported benchmarks, by the digest of their content: kept once, whole or not at all.

What a listing says is not the store's to know; nor what content is.
"""

from typing import Final

import msgspec
from sqlalchemy import Connection, select, update

from incisor.store.page import columns_of
from incisor.store.statement import add_once
from incisor.store.tables import contents as table

EVERY_ACCOUNT: Final = ""


class Content(msgspec.Struct, frozen=True):
    """One of them. `size` is the content's in bytes, unpacked; times are epoch seconds.

    One that was removed is used no more, and kept for the findings that were made with it.
    """

    sha256: str
    benchmark_id: str
    version: str
    imported_at: float
    removed_at: float | None
    size: int


_CONTENTS: Final = select(*columns_of(Content, table)).order_by(table.c.imported_at.desc())


def add(conn: Connection, content: Content, listing: bytes, packed: bytes) -> bool:
    """Keep it; False if content of that digest is in use already, which then stays as it is."""
    row = {**msgspec.structs.asdict(content), "account_id": EVERY_ACCOUNT}
    if add_once(conn, table, {**row, "listing": listing, "packed": packed}):
        return True
    again = {"imported_at": content.imported_at, "removed_at": None, "listing": listing}
    gone = (table.c.sha256 == content.sha256, table.c.removed_at.is_not(None))
    return conn.execute(update(table).where(*gone).values(again)).rowcount == 1


def every(conn: Connection) -> list[Content]:
    """All of them, the newest first."""
    return [Content(*row) for row in conn.execute(_CONTENTS)]


def listing(conn: Connection, sha256: str) -> bytes:
    """What is said of one that is there."""
    said: bytes = conn.execute(select(table.c.listing).where(table.c.sha256 == sha256)).scalar_one()
    return said


def packed(conn: Connection, sha256: str) -> bytes | None:
    """The content itself, as it was packed; None if there is none of that digest."""
    found = select(table.c.packed).where(table.c.sha256 == sha256)
    return conn.execute(found).scalar_one_or_none()


def remove(conn: Connection, sha256: str, now: float) -> None:
    """Use it no more."""
    used = (table.c.sha256 == sha256, table.c.removed_at.is_(None))
    conn.execute(update(table).where(*used).values(removed_at=now))
