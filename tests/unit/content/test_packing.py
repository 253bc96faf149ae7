"""incisor.content.packing: content on its way, and what unpacks it trusting nobody."""

import zlib

import pytest

from incisor.benchmark import Source
from incisor.content import packing
from incisor.content.packing import Packer, PackingError


def packed(data: bytes) -> bytes:
    """Packed as an import does it."""
    packer = Packer()
    for start in range(0, len(data), 1000):
        packer.add(data[start : start + 1000])
    return packer.packed()


@pytest.mark.parametrize("size", [0, 1, packing.CHUNK, packing.CHUNK + 1])
def test_what_was_packed_is_unpacked(size: int) -> None:
    """In pieces of a bounded size."""
    data = b"abc" * size
    pieces = list(packing.unpacked(packed(data)))
    assert b"".join(pieces) == data
    assert max(map(len, pieces), default=0) <= packing.CHUNK


@pytest.mark.parametrize(
    "damaged",
    [b"no zlib", packed(b"a" * 5000)[:-1], packed(b"x") + b"more"],
)
def test_damaged_content_is_refused(damaged: bytes) -> None:
    """What ends too early or too late, or never was packed."""
    with pytest.raises(PackingError, match="damaged"):
        list(packing.unpacked(damaged))


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is watched while it grows."""
    monkeypatch.setattr(packing, "MAX_BYTES", 1 << 20)
    with pytest.raises(PackingError, match="larger than"):
        for _ in packing.unpacked(zlib.compress(b"\0" * (64 << 20))):
            pass


def test_the_files_of_a_benchmark_travel_as_one() -> None:
    """With their names, which faults are told by."""
    sources = [Source("benchmark.yaml", "ä".encode()), Source("1-one.yaml", b"x")]
    assert packing.sources(packing.files(sources)) == sources
    with pytest.raises(PackingError):
        packing.sources(b"{}")
