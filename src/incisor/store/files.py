"""The data directory and what is in it: readable by the service's user only."""

import os
import secrets
from pathlib import Path
from typing import Final

from incisor.durable import sync
from incisor.store.errors import DamagedSecretError, DirectoryUnusableError

DIRECTORY_MODE: Final = 0o700
FILE_MODE: Final = 0o600
SECRET_BYTES: Final = 32

_SECRET_FILE: Final = "secret.key"  # noqa: S105 - a name


def service_secret(data_dir: Path) -> bytes:
    """The 32 bytes in `data_dir`/secret.key, made on first use.

    Raises DirectoryUnusableError if it cannot be read or made, DamagedSecretError if it is no such
    secret, or is gone although there is a database: every key in that derives from it.
    """
    path = data_dir / _SECRET_FILE
    make_directory(data_dir)
    # Looked at first: whoever is making both right now makes the secret before the database.
    in_use = any(data_dir.glob("*.db"))
    try:
        secret = _read(path)
        if secret is None and in_use:
            raise _damaged(path, "is gone, and the database is not")
        secret = _create(path) if secret is None else secret
    except OSError as error:
        raise unusable(path, error) from error
    if len(secret) != SECRET_BYTES:
        raise _damaged(path, f"holds {len(secret)} bytes instead of {SECRET_BYTES}")
    return secret


def _damaged(path: Path, what: str) -> DamagedSecretError:
    return DamagedSecretError(
        f"{path} {what}. Restore it from a backup; if there is none, make a new one with `head -c"
        f" {SECRET_BYTES} /dev/urandom > {path}` and issue every access key anew."
    )


def make_directory(path: Path) -> None:
    """Make the directory for this user only, unless it is there; raises DirectoryUnusableError."""
    try:
        path.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(path, error) from error


def make_file(path: Path) -> None:
    """Make an empty file for this user only, unless it is there; raises DirectoryUnusableError.

    SQLite gives its journal files the mode of the database, so this is enough for all of them.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, FILE_MODE))
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError) -> DirectoryUnusableError:
    """The error for a path that this process cannot use."""
    return DirectoryUnusableError(
        f"{path} cannot be used: {error.strerror or error}. Give this user a directory to read and"
        " write (--data-dir or INCISOR_DATA_DIR), or mend the rights of this one."
    )


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _create(path: Path) -> bytes:
    """Make the secret. The link appears whole or not at all, and the first of two makers wins."""
    draft = path.with_name(f"{_SECRET_FILE}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        _link(draft, path)
    finally:
        draft.unlink()
    return path.read_bytes()


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    sync(path.parent)
