"""incisor.store.files."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from incisor.store import DamagedSecretError, DirectoryUnusableError, files


def mode(path: Path) -> int:
    """The permission bits of a path."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    """Every later call reads what the first one made."""
    first = files.service_secret(tmp_path / "data")
    assert len(first) == files.SECRET_BYTES
    assert files.service_secret(tmp_path / "data") == first


def test_two_services_have_two_secrets(tmp_path: Path) -> None:
    """A secret is random."""
    assert files.service_secret(tmp_path / "a") != files.service_secret(tmp_path / "b")


def test_only_the_services_user_can_read_the_secret(tmp_path: Path) -> None:
    """Directory 0700, file 0600, whatever the umask."""
    before = os.umask(0)
    try:
        files.service_secret(tmp_path / "data")
    finally:
        os.umask(before)
    assert mode(tmp_path / "data") == 0o700
    assert mode(tmp_path / "data" / "secret.key") == 0o600


def test_makers_of_the_secret_at_the_same_time_agree(tmp_path: Path) -> None:
    """The service and a command that start together end up with one secret, and no drafts."""
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(files.service_secret, [tmp_path] * 32))
    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_lost_secret_is_not_replaced_in_silence(tmp_path: Path) -> None:
    """Beside a database a missing secret is an error that says what to do, not a new secret."""
    (tmp_path / "incisor.db").touch()
    with pytest.raises(DamagedSecretError, match=r"is gone.*head -c 32 /dev/urandom"):
        files.service_secret(tmp_path)
    assert not (tmp_path / "secret.key").exists()


def test_a_cut_secret_is_refused(tmp_path: Path) -> None:
    """A file of another length is never used as a secret, and the message says what to do."""
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(DamagedSecretError, match=r"holds 5 bytes instead of 32\. Restore it"):
        files.service_secret(tmp_path)


def test_a_directory_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    """The message names the path, the reason and the next step."""
    (tmp_path / "file").touch()
    with pytest.raises(DirectoryUnusableError, match=r"Not a directory\. Give this user"):
        files.service_secret(tmp_path / "file" / "data")


def test_a_secret_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    """Something else in the secret's place is reported as what it is."""
    (tmp_path / "secret.key").mkdir()
    with pytest.raises(DirectoryUnusableError, match=r"secret\.key cannot be used: Is a directory"):
        files.service_secret(tmp_path)


def test_an_existing_directory_keeps_its_mode(tmp_path: Path) -> None:
    """What an administrator set up is not changed."""
    tmp_path.chmod(0o750)
    files.make_directory(tmp_path)
    assert mode(tmp_path) == 0o750


def test_a_file_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    """The same error and advice as for a directory."""
    with pytest.raises(DirectoryUnusableError, match="No such file or directory"):
        files.make_file(tmp_path / "missing" / "file")
