"""incisor.durable: files that are there whole or not at all."""

import os
import stat
from pathlib import Path
from typing import TextIO

import pytest

from incisor.durable import whole_file, whole_text


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    """While it is written there is none of its name; then it is there, for its owner alone."""
    path = tmp_path / "r.csv"
    with whole_file(path) as file:
        file.write(b"half")
        assert not path.exists()
    assert path.read_bytes() == b"half"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_nothing_is_left_of_a_file_that_failed(tmp_path: Path, error: type[BaseException]) -> None:
    """An error or an interrupt removes the draft, and leaves what was there before."""
    path = tmp_path / "r.csv"
    path.write_bytes(b"old")
    with pytest.raises(error), whole_text(path) as file:
        break_off(file, error)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def break_off(file: TextIO, error: type[BaseException]) -> None:
    """Write more than a buffer, and fail."""
    file.write("ü" * 100_000)
    raise error


def test_a_file_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    """Whatever it was before, what takes its place is for its owner alone."""
    path = tmp_path / "r.csv"
    path.touch(0o666)
    with whole_text(path) as file:
        file.write("new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_one(tmp_path: Path) -> None:
    """What it leads to is replaced."""
    (tmp_path / "link").symlink_to(tmp_path / "there")
    with whole_text(tmp_path / "link") as file:
        file.write("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_text() == "new"


def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    """Nothing takes the place of a device or of a pipe, by whatever name."""
    os.mkfifo(tmp_path / "pipe")
    reader, writer = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK), os.pipe()
    for path in (tmp_path / "pipe", f"/proc/self/fd/{writer[1]}"):
        with whole_text(path) as file:
            file.write("new")
    assert [os.read(each, 10) for each in (reader, writer[0])] == [b"new", b"new"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    for each in (reader, *writer):
        os.close(each)
