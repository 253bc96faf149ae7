"""The content of imported benchmarks, fetched from the service once, by digest.

    STATE/content/DIGEST     as it was unpacked; mode 0600, the least recently used go first
    STATE/parsed/            what was read of it, for the next scan (`incisor.agent.parsed`)

The service is not trusted with more than saying which benchmark is meant: sizes are bounded, the
digest is compared, and content can only say what to look at, never what to run.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from incisor.agent import state
from incisor.agent.assignment import UnsuitableError
from incisor.agent.errors import RefusedError
from incisor.agent.spool import Benchmark
from incisor.agent.transport import Transport, decode
from incisor.content import packing
from incisor.content.packing import PackingError

DIRECTORY: Final = "content"
PARSED: Final = "parsed"
TARGET: Final = "/incisor/v1/benchmark-content?sha256={}"

MAX_KEPT: Final = 3
"""Contents on disk, thirty megabytes each if they are large: a host has one or two."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class Packed(msgspec.Struct, frozen=True, rename="camel"):
    """The service's answer."""

    packed: bytes


def fetched(state_dir: str, transport: Transport, benchmark: Benchmark) -> str:
    """The path of the benchmark's content, which is here from now on.

    Raises UnsuitableError if the service does not have it, or sends something else; AgentErrors if
    the service cannot be reached.
    """
    if not _DIGEST.fullmatch(benchmark.sha256):
        raise UnsuitableError(f"The digest of {benchmark.id} is none: {benchmark.sha256!r}.")
    directory = os.path.join(state_dir, DIRECTORY)
    os.makedirs(directory, mode=0o700, exist_ok=True)
    path = os.path.join(directory, benchmark.sha256)
    if not _is_whole(path, benchmark):
        _fetch(path, transport, benchmark)
    os.utime(path)
    _forget_oldest(directory)
    return path


def _is_whole(path: str, benchmark: Benchmark) -> bool:
    """Whether it is there, and is what it was."""
    try:
        with open(path, "rb") as file:
            return _digest(iter(lambda: file.read(packing.CHUNK), b""), benchmark) == (
                benchmark.sha256
            )
    except (FileNotFoundError, PackingError):
        return False


def _fetch(path: str, transport: Transport, benchmark: Benchmark) -> None:
    what = f"The content of {benchmark.id} {benchmark.version} ({benchmark.sha256[:12]})"
    try:
        answer = transport.call("GET", TARGET.format(benchmark.sha256), b"")
        packed = decode(answer, Packed).packed
        digest = _digest(packing.unpacked(packed), benchmark)
    except RefusedError as refused:
        raise UnsuitableError(f"{what} cannot be fetched: {refused.message}.") from refused
    except PackingError as error:
        raise UnsuitableError(f"{what} is {error}.") from error
    if digest != benchmark.sha256:
        raise UnsuitableError(f"{what} is not what the service sent: its digest is {digest[:12]}.")
    state.write_atomically(path, packing.unpacked(packed))


def _digest(pieces: Iterator[bytes], benchmark: Benchmark) -> str:
    """The digest by which content is known: of a benchmark of ours that of its files' text."""
    if benchmark.content == "yaml":
        files = packing.sources(b"".join(pieces))
        pieces = (source.text for source in files)
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def _forget_oldest(directory: str) -> None:
    entries = sorted(os.scandir(directory), key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[MAX_KEPT:]:
        os.unlink(entry.path)
