from pathlib import Path

import pytest

from incisor import content
from incisor.benchmark import BenchmarkError
from incisor.content.files import MAX_FILES, NoBenchmarkError
from support.benchmarks import HEADING, benchmark_text, check_text

TEST = "{test: family}"


def test_a_file_is_a_benchmark(tmp_path: Path) -> None:
    """A benchmark in one file is read by its path."""
    path = tmp_path / "b.yaml"
    path.write_text(benchmark_text(check_text(TEST)))
    assert list(content.read(str(path)).checks) == ["1.1"]


def test_a_directory_is_read_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    """The heading comes first, then 2 before 10: the hash does not depend on the file system."""
    (tmp_path / "benchmark.yaml").write_text(HEADING)
    (tmp_path / "10-b.yaml").write_text("checks:\n" + check_text(TEST, "1.1"))
    (tmp_path / "2-a.yaml").write_text("checks:\n" + check_text(TEST, "1.1"))
    (tmp_path / "notes.txt").write_text("not a benchmark")
    with pytest.raises(BenchmarkError, match=r"10-b\.yaml:2:3: .* at .*2-a\.yaml:2"):
        content.read(str(tmp_path))


def test_a_directory_without_a_heading_is_none(tmp_path: Path) -> None:
    """A directory that does not say which benchmark it holds is refused before reading."""
    with pytest.raises(NoBenchmarkError, match=r"holds no benchmark\.yaml"):
        content.read(str(tmp_path))


def test_a_directory_has_a_bound(tmp_path: Path) -> None:
    """A directory of very many files is a mistake, not a benchmark."""
    (tmp_path / "benchmark.yaml").write_text(HEADING)
    for number in range(MAX_FILES):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(NoBenchmarkError, match="more than"):
        content.read(str(tmp_path))


def test_a_path_that_is_not_there_is_the_callers(tmp_path: Path) -> None:
    """What the system says of a path is passed on."""
    with pytest.raises(FileNotFoundError):
        content.read(str(tmp_path / "none.yaml"))
