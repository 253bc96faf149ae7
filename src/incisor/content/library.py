"""The benchmarks that a service knows: those that come with it, and those that were imported.

For a platform the benchmark that was imported last is used, and a bundled one only where none was
imported. One that was taken out is used for no new scan; findings of earlier ones keep its words.
"""

from collections.abc import Iterable
from typing import NamedTuple

from incisor.content.catalogue import Catalogue
from incisor.content.listing import Known, Listing

MAX_VERSION = 8
"""What StopCisSession says of a version at most (service model, BenchmarkVersion)."""


class Imported(NamedTuple):
    """An imported benchmark: since when (epoch seconds), and whether new scans may use it."""

    listing: Listing
    imported_at: float
    in_use: bool = True

    @property
    def key(self) -> tuple[str, float, bool]:
        """What tells whether one is held as it is."""
        return self.listing.sha256, self.imported_at, self.in_use


class Library:
    """All of them. What was imported can be replaced while others read."""

    def __init__(self, bundled: Catalogue, imported: Iterable[Imported] = ()) -> None:
        self._bundled: tuple[Known, ...] = bundled.list()
        self._imported: tuple[Imported, ...] = ()
        self.replace(imported)

    def replace(self, imported: Iterable[Imported]) -> None:
        """These are the imported ones from now on."""
        self._imported = tuple(sorted(imported, key=lambda each: each.imported_at, reverse=True))

    @property
    def imported(self) -> tuple[Imported, ...]:
        """The imported ones, the newest first."""
        return self._imported

    def bundled(self) -> "Library":
        """One without what was imported."""
        bare = Library(Catalogue([]))
        bare._bundled = self._bundled
        return bare

    def list(self) -> tuple[Known, ...]:
        """All that new scans may use, in the order in which a platform's is looked for."""
        return (*(each.listing for each in self._imported if each.in_use), *self._bundled)

    def get(self, benchmark_id: str | None, version: str | None = None) -> Known | None:
        """The benchmark of that id, in that version or the newest; one taken out, too.

        A version may be as short as a host can say it.
        """
        for benchmark in (*(each.listing for each in self._imported), *self._bundled):
            if benchmark.id == benchmark_id and version in _versions(benchmark):
                return benchmark
        return None

    def for_platform(self, platform: str | None) -> Known | None:
        """The benchmark that a new scan uses on a platform such as DEBIAN_12."""
        for benchmark in self.list():
            if platform in benchmark.platforms:
                return benchmark
        return None

    def held(self, sha256: str, imported_at: float) -> Listing | None:
        """The listing of that digest, as it was imported then."""
        for each in self._imported:
            if (each.listing.sha256, each.imported_at) == (sha256, imported_at):
                return each.listing
        return None


def _versions(benchmark: Known) -> tuple[str | None, ...]:
    return None, benchmark.version, benchmark.version[:MAX_VERSION]
