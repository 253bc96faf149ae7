"""The host's credentials on disk."""

import json
import os
from pathlib import Path

import pytest

from incisor.agent import credentials
from incisor.agent.errors import StateError
from support import sessions

OWN = sessions.credentials("https://incisor.example:8080")


def test_credentials_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    """Save and load are inverse."""
    credentials.save(str(tmp_path), OWN)
    assert credentials.load(str(tmp_path)) == OWN


def test_the_file_has_the_promised_form(tmp_path: Path) -> None:
    """Scripts rely on the five keys and on the mode 0600."""
    credentials.save(str(tmp_path), OWN)
    path = tmp_path / "credentials.json"
    assert set(json.loads(path.read_bytes())) == {
        "accessKeyId",
        "secretAccessKey",
        "accountId",
        "resourceId",
        "endpoint",
    }
    assert os.stat(path).st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    """A secret that others may have read is not used, and the message says what to do."""
    credentials.save(str(tmp_path), OWN)
    (tmp_path / "credentials.json").chmod(mode)
    with pytest.raises(StateError, match=r"open to others.*enrol again"):
        credentials.load(str(tmp_path))


def test_a_host_that_is_not_enrolled_is_told_how_to(tmp_path: Path) -> None:
    """The message names the command."""
    with pytest.raises(StateError, match=r"not enrolled.*incisor enrol"):
        credentials.load(str(tmp_path))


@pytest.mark.parametrize("content", ["", "[]", '{"accessKeyId": "A"}', "{"])
def test_a_damaged_file_is_named_as_such(tmp_path: Path, content: str) -> None:
    """Damage is one sentence, not a traceback."""
    path = tmp_path / "credentials.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(StateError, match="damaged"):
        credentials.load(str(tmp_path))


def test_a_file_that_is_a_directory_cannot_be_read(tmp_path: Path) -> None:
    """The operating system's own reason is passed on."""
    (tmp_path / "credentials.json").mkdir()
    with pytest.raises(StateError, match="Is a directory"):
        credentials.load(str(tmp_path))


def test_the_secret_is_not_in_what_a_log_would_show() -> None:
    """Printing credentials shows which, never the secret."""
    assert OWN.secret_access_key not in repr(OWN)
    assert OWN.access_key_id in repr(OWN)


def test_a_host_is_enrolled_when_the_file_is_there(tmp_path: Path) -> None:
    """Even a damaged file counts: it must not be overwritten without --force."""
    assert not credentials.exist(str(tmp_path))
    (tmp_path / "credentials.json").touch()
    assert credentials.exist(str(tmp_path))
