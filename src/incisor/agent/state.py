"""The agent's state directory: private, used by one agent at a time, never half written."""

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from incisor.agent.errors import StateError
from incisor.durable import sync

LOCK = "lock"


def prepare(path: str) -> None:
    """Make the state directory for its owner alone (0700). Raises StateError.

    An empty directory of our own is closed too. One that holds other things is not ours to change:
    it is refused if others may write to it.
    """
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
        found = os.stat(path)
        if found.st_uid == os.geteuid() and not os.listdir(path):
            os.chmod(path, 0o700)
        elif stat.S_IMODE(found.st_mode) & 0o022:
            raise StateError(
                f"Others may write to the state directory {path}.",
                "Give one of your own with --state-dir.",
            )
    except OSError as error:
        raise StateError(
            f"Cannot use the state directory {path}: {error.strerror}.",
            "Run as the user who owns it (usually root), or give another with --state-dir.",
        ) from error


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Hold the state directory. Raises StateError if another agent does."""
    prepare(path)
    with open(os.open(os.path.join(path, LOCK), os.O_RDWR | os.O_CREAT, 0o600), "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateError(
                f"Another agent uses {path}.", "Stop it, or give this one its own --state-dir."
            ) from None
        yield


def write_atomically(path: str, content: Iterable[bytes]) -> None:
    """Replace a file by these pieces so that a crash leaves the old or the new one.

    Durable, mode 0600.
    """
    temporary = f"{path}.new"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync(os.path.dirname(path))
