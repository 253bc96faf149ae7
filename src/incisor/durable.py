"""Files that are there whole or not at all, whatever happens while they are written."""

import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Any, Final, TextIO

PART: Final = ".part"
"""What the name of a file ends with that is being written."""


def whole_file(path: str | os.PathLike[str]) -> AbstractContextManager[IO[bytes]]:
    """A file to write, which is at the path once the block has ended well, and not before.

    It is for this user alone (0600), and on the disk. A link is followed. What is no regular file
    (a pipe, /dev/null) is written where it is: nothing may take its place. Raises OSError.
    """
    return _whole(path, "wb", None)


def whole_text(path: str | os.PathLike[str]) -> AbstractContextManager[TextIO]:
    """The same for text, in UTF-8."""
    return _whole(path, "w", "utf-8")


@contextmanager
def _whole(path: str | os.PathLike[str], mode: str, encoding: str | None) -> Iterator[Any]:
    if not _can_be_replaced(path):
        with open(path, mode, encoding=encoding) as file:
            yield file
        return
    place = os.path.realpath(path)
    draft = f"{place}.{os.urandom(8).hex()}{PART}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, mode, encoding=encoding) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, place)
    except BaseException:
        _remove(draft)
        raise
    sync(os.path.dirname(place))


def sync(directory: str | os.PathLike[str]) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _can_be_replaced(path: str | os.PathLike[str]) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return True


def _remove(draft: str) -> None:
    try:
        os.unlink(draft)
    except OSError:  # it was never made; what went wrong before is what counts
        return
