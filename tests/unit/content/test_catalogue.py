import pytest

from incisor.benchmark import Benchmark
from incisor.content import Catalogue
from support.benchmarks import HEADING, benchmark_text, check_text, loaded


def benchmark(version: str, platform: str = "DEBIAN_12", benchmark_id: str = "b") -> Benchmark:
    heading = (
        HEADING.replace('"1",', f'"{version}",', 1)
        .replace("DEBIAN_12", platform)
        .replace("id: b", f"id: {benchmark_id}")
    )
    return loaded(benchmark_text(check_text("{test: family}"), heading=heading))


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(
        [benchmark("1.9"), benchmark("1.10"), benchmark("1.0"), benchmark("1", "RHEL_9", "a")]
    )


def test_the_newest_version_comes_first(catalogue: Catalogue) -> None:
    """Versions are ordered as numbers, and the newest is the one that is meant."""
    listed = [(each.id, each.version) for each in catalogue.list()]
    assert listed == [("a", "1"), ("b", "1.10"), ("b", "1.9"), ("b", "1.0")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(("b", None), "1.10"), (("b", "1.9"), "1.9"), (("b", "2"), None), ((None, None), None)],
)
def test_a_benchmark_is_found_by_id_and_version(
    catalogue: Catalogue, wanted: tuple[str | None, str | None], found: str | None
) -> None:
    """Without a version the newest is found; a version that is not there is not replaced."""
    got = catalogue.get(*wanted)
    assert (got and got.version) == found


def test_a_benchmark_is_found_by_platform(catalogue: Catalogue) -> None:
    """A host's platform leads to the newest benchmark for it, or to none."""
    found = catalogue.for_platform("DEBIAN_12")
    assert found is not None
    assert (found.id, found.version) == ("b", "1.10")
    assert catalogue.for_platform("SLES_15") is None
    assert catalogue.for_platform(None) is None


def test_debian_12_is_bundled() -> None:
    """The package brings a benchmark with at least a hundred automated checks for Debian 12."""
    found = Catalogue.bundled().for_platform("DEBIAN_12")
    assert found is not None
    assert found.id == "cis-debian-12"
    assert sum(check.automated for check in found.checks.values()) >= 100


def test_the_chapters_of_debian_12_have_titles() -> None:
    """Each section that holds checks is titled, so that reports can be read."""
    found = Catalogue.bundled().for_platform("DEBIAN_12")
    assert found is not None
    sections = {check_id.rpartition(".")[0] for check_id in found.checks}
    assert sections <= found.chapters.keys()
