"""incisor.content.library: which benchmark a scan uses, and which words findings keep."""

import msgspec
import pytest

from incisor.content import Catalogue, Library, streams
from incisor.content.library import Imported
from incisor.content.listing import Listing
from support import imports
from support.fleet import DEBIAN_12
from support.scap import read


@pytest.fixture(scope="module")
def listing() -> Listing:
    """Imported content for Debian 12."""
    return streams.listed(read(imports.stream()))


@pytest.fixture
def library() -> Library:
    """A library with one bundled benchmark, for Debian 12."""
    return Library(Catalogue([DEBIAN_12]))


def test_what_was_imported_last_is_used(library: Library, listing: Listing) -> None:
    """Before what was imported earlier, and before what is bundled."""
    newer = msgspec.structs.replace(listing, version="2", sha256="2")
    assert library.for_platform("DEBIAN_12") is DEBIAN_12
    library.replace([Imported(newer, 2.0), Imported(listing, 1.0)])
    assert library.for_platform("DEBIAN_12") is newer
    library.replace([Imported(newer, 2.0), Imported(listing, 3.0)])
    assert library.for_platform("DEBIAN_12") is listing


def test_what_was_removed_is_used_no_more_but_still_known(
    library: Library, listing: Listing
) -> None:
    """The one before it is used again; findings keep their words."""
    library.replace([Imported(listing, 1.0, in_use=False)])
    assert library.for_platform("DEBIAN_12") is DEBIAN_12
    assert listing not in library.list()
    assert library.get(listing.id, listing.version) is listing


def test_a_version_is_found_as_a_host_says_it(library: Library, listing: Listing) -> None:
    """StopCisSession has room for eight characters."""
    long = msgspec.structs.replace(listing, version="2024.10.15")
    library.replace([Imported(long, 1.0)])
    assert library.get(long.id, "2024.10.") is long
    assert library.get(long.id, "2024.11.") is None


def test_without_what_was_imported_the_bundled_stays(library: Library, listing: Listing) -> None:
    """What a process is told that reads the rest by itself."""
    library.replace([Imported(listing, 1.0)])
    assert library.bundled().list() == (DEBIAN_12,)
    assert len(library.list()) == 2
