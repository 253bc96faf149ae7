"""incisor.api.corked: fewer writes, the same bytes."""

import asyncio

from incisor.api.corked import MOST_KEPT, corked


class Transport(asyncio.Transport):
    """Keeps each write apart."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.writes.append(bytes(data))

    def close(self) -> None:
        self.writes.append(b"closed")


def written(*turns: list[bytes], close: bool = False) -> list[bytes]:
    """What reaches the network of what is written in each turn of the loop."""

    async def run() -> list[bytes]:
        transport = Transport()
        joined = corked(transport, asyncio.get_running_loop())
        for turn in turns:
            for data in turn:
                joined.write(data)
            if close:
                joined.close()
            await asyncio.sleep(0)
        return transport.writes

    return asyncio.run(run())


def test_what_is_written_in_one_turn_leaves_in_one_piece() -> None:
    """Head and body of an answer are one write; the next answer is the next."""
    assert written([b"head", b"body"], [b"head", b"more"]) == [b"headbody", b"headmore"]


def test_large_pieces_are_not_kept() -> None:
    """A file that is streamed takes no more memory than its parts, and no byte changes place."""
    large = b"x" * MOST_KEPT
    pieces = written([b"a", large, large, b"b"])
    assert b"".join(pieces) == b"a" + large + large + b"b"
    assert max(map(len, pieces)) <= 2 * MOST_KEPT
    assert len(pieces) > 1


def test_nothing_is_lost_at_the_end() -> None:
    """What was written is sent before the connection closes."""
    assert written([b"head", b"body"], close=True) == [b"headbody", b"closed"]
