"""incisor.store.contents: imported benchmarks, kept once."""

import msgspec
from sqlalchemy import Connection

from incisor.store import contents
from incisor.store.contents import Content

ONE = Content("a" * 64, "b", "1", 10.0, None, 3)


def test_content_is_kept_once(conn: Connection) -> None:
    """The same digest again changes nothing."""
    assert contents.add(conn, ONE, b"said", b"packed")
    assert not contents.add(conn, msgspec.structs.replace(ONE, imported_at=20.0), b"x", b"y")
    assert contents.every(conn) == [ONE]
    assert contents.listing(conn, ONE.sha256) == b"said"
    assert contents.packed(conn, ONE.sha256) == b"packed"
    assert contents.packed(conn, "b" * 64) is None


def test_the_newest_comes_first(conn: Connection) -> None:
    """By when it was imported."""
    two = msgspec.structs.replace(ONE, sha256="b" * 64, imported_at=20.0)
    contents.add(conn, ONE, b"", b"")
    contents.add(conn, two, b"", b"")
    assert contents.every(conn) == [two, ONE]


def test_what_was_removed_stays_and_comes_back(conn: Connection) -> None:
    """Hosts that are at work can still fetch it; importing it again makes it the newest."""
    contents.add(conn, ONE, b"said", b"packed")
    contents.remove(conn, ONE.sha256, 30.0)
    assert [each.removed_at for each in contents.every(conn)] == [30.0]
    assert contents.packed(conn, ONE.sha256) == b"packed"
    again = msgspec.structs.replace(ONE, imported_at=40.0)
    assert contents.add(conn, again, b"said anew", b"packed")
    assert contents.every(conn) == [again]
    assert contents.listing(conn, ONE.sha256) == b"said anew"
