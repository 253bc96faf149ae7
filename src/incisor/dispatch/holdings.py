"""The catalogue and the database: what was imported, by whichever process, is known to this one."""

from sqlalchemy import Connection

from incisor.content import Catalogue, Library, listing
from incisor.content.intake import Taken
from incisor.content.library import Imported
from incisor.store import contents
from incisor.store.contents import Content


def library(conn: Connection) -> Library:
    """All benchmarks, bundled and imported."""
    found = Library(Catalogue.bundled())
    refresh(conn, found)
    return found


def refresh(conn: Connection, known: Library) -> bool:
    """Bring a library up to date; whether anything was new. Costs one short query if not."""
    there = contents.every(conn)
    if {_key(each) for each in there} == {each.key for each in known.imported}:
        return False
    known.replace([_imported(conn, each, known) for each in there])
    return True


def keep(conn: Connection, taken: Taken, now: float) -> bool:
    """Put what was read into the catalogue; False if it is in use already."""
    said = taken.listing
    content = Content(said.sha256, said.id, said.version, now, None, taken.size)
    return contents.add(conn, content, listing.encode(said), taken.packed)


def _key(content: Content) -> tuple[str, float, bool]:
    return content.sha256, content.imported_at, content.removed_at is None


def _imported(conn: Connection, content: Content, known: Library) -> Imported:
    held = known.held(content.sha256, content.imported_at)
    said = held or listing.decode(contents.listing(conn, content.sha256))
    return Imported(said, content.imported_at, content.removed_at is None)
