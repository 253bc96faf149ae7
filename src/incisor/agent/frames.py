"""An append-only log of frames, each guarded so that a torn tail is recognised and dropped.

    frame = length (u32, big-endian) | CRC-32 of the payload (u32, big-endian) | payload

A process killed in the middle of a write, or a disk that lost its last blocks, leaves a frame that
is too short or whose sum is wrong. Everything before it counts, nothing after it does.
Nothing here knows what a payload means.
"""

import os
import struct
from collections.abc import Iterator
from zlib import crc32

HEADER = struct.Struct(">II")
# The largest payload is a Stop message with its reason: a few kilobytes. A larger length is damage.
MAX_PAYLOAD = 64 * 1024


def frame(payload: bytes) -> bytes:
    """One frame that holds the payload."""
    return HEADER.pack(len(payload), crc32(payload)) + payload


def payloads(content: bytes) -> Iterator[bytes]:
    """The payloads of all intact frames up to the first damaged one."""
    position = 0
    while (payload := _payload_at(content, position)) is not None:
        yield payload
        position += HEADER.size + len(payload)


def _payload_at(content: bytes, position: int) -> bytes | None:
    start = position + HEADER.size
    if start > len(content):
        return None
    length, checksum = HEADER.unpack_from(content, position)
    payload = content[start : start + length]
    intact = 0 < length <= MAX_PAYLOAD and len(payload) == length and crc32(payload) == checksum
    return payload if intact else None


class Log:
    """The file itself: opened once, its torn tail cut off, then only appended to."""

    def __init__(self, path: str) -> None:
        """Open or make the log; `recovered` holds the payloads that were there."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with open(self._descriptor, "rb", closefd=False) as file:
            self.recovered = tuple(payloads(file.read()))
        os.ftruncate(self._descriptor, sum(HEADER.size + len(each) for each in self.recovered))

    def append(self, payload: bytes) -> None:
        """Hand a frame to the kernel in one write: from here on it survives `kill -9`."""
        os.write(self._descriptor, frame(payload))

    def sync(self) -> None:
        """Wait until everything appended survives a power cut."""
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Close the file; it stays on disk. May be repeated."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
