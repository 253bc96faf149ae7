"""How content is kept and sent: zlib over a data stream's bytes, or over a benchmark's files.

Whoever unpacks does not trust whoever packed: sizes are bounded, and digests are compared.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from incisor.benchmark import Source
from incisor.scap.xml import MAX_BYTES

CHUNK: Final = 1 << 18
MAX_PACKED: Final = 64 * 1024 * 1024
"""Fifteen times the largest data stream that is published today, packed."""


class PackingError(ValueError):
    """What is to be unpacked is damaged, or larger than content may be."""


class Packer:
    """Packs bytes as they pass by."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj()
        self._packed = bytearray()

    def add(self, data: bytes) -> None:
        """More of them."""
        self._packed += self._deflate.compress(data)

    def packed(self) -> bytes:
        """All of them, packed; nothing can be added after that."""
        self._packed += self._deflate.flush()
        return bytes(self._packed)


def unpacked(packed: bytes) -> Iterator[bytes]:
    """The bytes in pieces, never more than content may have; raises PackingError."""
    inflate, rest, size = zlib.decompressobj(), packed, 0
    try:
        while rest:
            piece = inflate.decompress(rest, CHUNK)
            rest, size = inflate.unconsumed_tail, size + len(piece)
            if size > MAX_BYTES:
                raise PackingError(f"larger than {MAX_BYTES >> 20} MB, which no content is")
            yield piece
    except zlib.error as error:
        raise PackingError(f"damaged: {error}") from None
    if not inflate.eof or inflate.unused_data:
        raise PackingError("damaged: it ends too early, or too late")


def files(sources: Sequence[Source]) -> bytes:
    """A benchmark's files as one piece of content."""
    return msgspec.json.encode([(source.name, source.text.decode()) for source in sources])


def sources(content: bytes) -> list[Source]:
    """A benchmark's files again; raises PackingError."""
    try:
        named = msgspec.json.decode(content, type=list[tuple[str, str]])
    except msgspec.DecodeError as error:
        raise PackingError(f"damaged: {error}") from None
    return [Source(name, text.encode()) for name, text in named]
