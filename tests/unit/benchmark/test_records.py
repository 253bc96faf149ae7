import pytest

from incisor.benchmark import Benchmark, order
from support.benchmarks import benchmark_text, check_text, loaded

TEST = "{test: family}"


@pytest.fixture
def benchmark() -> Benchmark:
    return loaded(benchmark_text(check_text(TEST, "1.1"), check_text(TEST, "1.2", level=2)))


@pytest.mark.parametrize(("level", "ids"), [(1, ["1.1"]), (2, ["1.1", "1.2"])])
def test_the_second_level_contains_the_first(
    benchmark: Benchmark, level: int, ids: list[str]
) -> None:
    """A scan at level 2 asks everything that level 1 asks."""
    assert [check.id for check in benchmark.select(level)] == ids


def test_there_are_two_levels(benchmark: Benchmark) -> None:
    """A level that CIS does not have is the caller's mistake."""
    with pytest.raises(ValueError, match="level 3"):
        benchmark.select(3)


def test_a_check_belongs_to_its_top_chapter(benchmark: Benchmark) -> None:
    """The first number of a check is its chapter."""
    assert benchmark.chapter_of("1.2") == "One"


def test_numbers_sort_as_numbers() -> None:
    """1.2 comes before 1.10, and a section before what is in it."""
    assert sorted(["1.10", "1.2.1", "1.2"], key=order) == ["1.2", "1.2.1", "1.10"]
