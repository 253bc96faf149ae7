"""Zip files with data streams, such as scap-security-guide's releases, read within bounds.

Nothing is written anywhere: members are read where they are, so their names cannot lead out of it.
"""

import os
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from incisor.scap.xml import MAX_BYTES, ContentError

SUFFIX: Final = "-ds.xml"
"""What scap-security-guide, and whoever follows it, calls a source data stream. A zip in which
nothing is called so may have XML files of any name."""

MAX_DIRECTORY: Final = 16 * 1024 * 1024
"""Bytes of the list of members: a release has a few thousand members, a few hundred bytes each."""

MAX_STREAMS: Final = 200
MAX_TOTAL: Final = 4 * 1024 * 1024 * 1024
"""Bytes of all streams, unpacked: six times a release of scap-security-guide."""

MAX_RATIO: Final = 200
"""Of a stream to its packed form; real ones have about fifteen."""

_END: Final = struct.Struct("<4s4H2LH")
_MAX_COMMENT: Final = 0xFFFF


def is_zip(path: str) -> bool:
    """Whether the file begins as a zip file does."""
    with open(path, "rb") as file:
        return file.read(4) == b"PK\x03\x04"


@contextmanager
def opened(path: str) -> Iterator[zipfile.ZipFile]:
    """The zip file, checked to have a list of members of a sane size. Raises ContentError."""
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise ContentError(f"{path}: is damaged, or no zip file: {error}") from None


def streams(archive: zipfile.ZipFile, path: str) -> list[zipfile.ZipInfo]:
    """The members that are data streams by their names. Raises ContentError."""
    files = [each for each in archive.infolist() if not each.is_dir()]
    found = [each for each in files if each.filename.endswith(SUFFIX)]
    found = found or [each for each in files if each.filename.endswith(".xml")]
    if not found:
        raise ContentError(f"{path}: has no data stream, no member called …{SUFFIX}")
    _check(found, path)
    return found


def stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """A member's bytes, as they are unpacked; no more of them than the list of members says."""
    return archive.open(member)


def _check(members: list[zipfile.ZipInfo], path: str) -> None:
    if len(members) > MAX_STREAMS:
        raise ContentError(f"{path}: has {len(members)} data streams, more than {MAX_STREAMS}")
    if sum(each.file_size for each in members) > MAX_TOTAL:
        raise ContentError(f"{path}: its data streams are larger than {MAX_TOTAL >> 30} GB")
    for each in members:
        name = f"{path}: {each.filename}"
        if each.flag_bits & 1:
            raise ContentError(f"{name} is encrypted: unpack it yourself")
        if each.file_size > MAX_BYTES:
            raise ContentError(f"{name} is larger than {MAX_BYTES >> 20} MB, which no benchmark is")
        if each.file_size > MAX_RATIO * max(each.compress_size, 1):
            raise ContentError(f"{name} is packed more than {MAX_RATIO} times, which no XML is")


def _check_directory(path: str) -> None:
    """The list of members is read as a whole by whoever opens a zip file (APPNOTE 4.3.16)."""
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END.size - _MAX_COMMENT))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise ContentError(f"{path}: is damaged: its list of members is not there")
    directory = _END.unpack_from(tail, at)[5]
    if directory > MAX_DIRECTORY:
        raise ContentError(f"{path}: its list of members is larger than {MAX_DIRECTORY >> 20} MB")
