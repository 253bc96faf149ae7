"""incisor.dispatch.holdings: what was imported is known without a restart."""

from pathlib import Path

import pytest

from incisor.content.intake import Taken
from incisor.dispatch import holdings
from incisor.store import contents
from support import imports
from support.fleet import Fleet


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    """The small stream, read."""
    return imports.taken_stream(tmp_path)


def test_an_import_is_seen_and_the_second_look_sees_nothing_new(fleet: Fleet, taken: Taken) -> None:
    """Whichever process imported it."""
    assert fleet.write(lambda conn: holdings.keep(conn, taken, fleet.now))
    assert fleet.read(lambda conn: holdings.refresh(conn, fleet.catalogue))
    assert fleet.catalogue.for_platform("DEBIAN_12") == taken.listing
    assert not fleet.read(lambda conn: holdings.refresh(conn, fleet.catalogue))
    assert not fleet.write(lambda conn: holdings.keep(conn, taken, fleet.now + 1))


def test_a_removal_is_seen(fleet: Fleet, taken: Taken) -> None:
    """The next scan uses the bundled benchmark again."""
    fleet.write(lambda conn: holdings.keep(conn, taken, fleet.now))
    fleet.read(lambda conn: holdings.refresh(conn, fleet.catalogue))
    fleet.write(lambda conn: contents.remove(conn, taken.listing.sha256, fleet.now))
    assert fleet.read(lambda conn: holdings.refresh(conn, fleet.catalogue))
    found = fleet.catalogue.for_platform("DEBIAN_12")
    assert found is not None
    assert found.id == "cis-debian-12"


def test_commands_know_what_is_bundled_and_what_was_imported(fleet: Fleet, taken: Taken) -> None:
    """A library of their own, read once."""
    fleet.write(lambda conn: holdings.keep(conn, taken, fleet.now))
    found = fleet.read(holdings.library)
    assert {each.id for each in found.list()} == {imports.ID, "cis-debian-12"}
