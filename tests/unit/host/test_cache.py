"""incisor.host.cache: what is remembered of files."""

import pytest

from incisor.host.cache import Contents


class Disk:
    """Counts how often a file is read."""

    def __init__(self) -> None:
        self.reads: list[str] = []

    def read(self, path: str, limit: int) -> bytes:
        self.reads.append(path)
        if path == "missing":
            raise FileNotFoundError(path)
        return path.encode() * 10


def test_a_file_is_read_once() -> None:
    """However often it is asked for, as long as there is room."""
    disk = Disk()
    contents = Contents(disk.read)
    assert contents.get("a", 100) == contents.get("a", 50) == b"a" * 10
    assert disk.reads == ["a"]


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    """What was asked for last stays."""
    disk = Disk()
    contents = Contents(disk.read, capacity=25)
    for path in ("a", "b", "a", "c", "a", "b"):
        contents.get(path, 100)
    assert disk.reads == ["a", "b", "c", "b"]


def test_a_file_larger_than_all_is_given_and_not_kept() -> None:
    """It would push out everything else for nothing."""
    disk = Disk()
    contents = Contents(disk.read, capacity=5)
    assert contents.get("a", 100) == contents.get("a", 100) == b"a" * 10
    assert disk.reads == ["a", "a"]


def test_a_smaller_limit_than_before_is_asked_of_the_reader() -> None:
    """Who allows less gets the reader's refusal and not the memory's content."""
    disk = Disk()
    contents = Contents(disk.read)
    contents.get("a", 100)
    contents.get("a", 5)
    assert disk.reads == ["a", "a"]


def test_faults_are_not_remembered() -> None:
    """A file may appear."""
    contents = Contents(Disk().read)
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            contents.get("missing", 100)
