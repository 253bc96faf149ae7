"""The state directory."""

import os
from pathlib import Path

import pytest

from incisor.agent import state
from incisor.agent.errors import StateError


def test_a_new_directory_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the umask, nobody else can look into the state directory."""
    path = str(tmp_path / "a" / "state")
    state.prepare(path)
    assert os.stat(path).st_mode & 0o777 == 0o700


def test_an_empty_directory_of_our_own_is_closed(tmp_path: Path) -> None:
    """A directory made beforehand is given the same mode."""
    tmp_path.chmod(0o755)
    state.prepare(str(tmp_path))
    assert os.stat(tmp_path).st_mode & 0o777 == 0o700


def test_a_directory_that_others_may_write_to_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Giving /tmp as state directory is an error, not a way to close /tmp."""
    (tmp_path / "else").touch()
    tmp_path.chmod(0o777)
    with pytest.raises(StateError, match="Others may write"):
        state.prepare(str(tmp_path))
    assert os.stat(tmp_path).st_mode & 0o777 == 0o777


def test_a_place_that_cannot_be_a_directory_is_named(tmp_path: Path) -> None:
    """The message names the path and the operating system's reason."""
    (tmp_path / "file").touch()
    with pytest.raises(StateError, match=r"file.*(Not a directory|File exists)"):
        state.prepare(str(tmp_path / "file"))


def test_only_one_agent_holds_a_directory(tmp_path: Path) -> None:
    """A second agent in the same directory is refused until the first has gone."""
    with (
        state.locked(str(tmp_path)),
        pytest.raises(StateError, match="Another agent"),
        state.locked(str(tmp_path)),
    ):
        pass
    with state.locked(str(tmp_path)):
        pass


def test_a_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    """The new content has the old one's place, mode 0600, and no temporary file stays."""
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o644)
    state.write_atomically(str(path), [b"new"])
    assert path.read_bytes() == b"new"
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["file"]
