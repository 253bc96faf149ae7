"""A transport that sends in one piece what is written in one turn of the event loop.

uvicorn writes an answer's head and its body apart, which costs two system calls and two packets an
answer; for a fleet's signs of life that is a good part of all that an answer costs.
"""

import asyncio
from typing import Any, Final, cast

# More than this is not kept, in one piece or in several: to join it saves nothing and costs memory.
MOST_KEPT: Final = 16 * 1024


class Corked:
    """The part of asyncio.Transport that is about writing; all else is the transport's own."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._kept: list[bytes] = []
        self._size = 0
        # Asked after each answer: not by way of `__getattr__`.
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        """Send with what else is written until the loop turns."""
        if not self._kept:
            self._loop.call_soon(self.flush)
        self._kept.append(data)
        self._size += len(data)
        if self._size > MOST_KEPT:
            self.flush()

    def flush(self) -> None:
        """Send what was kept."""
        if self._kept:
            kept, self._kept, self._size = self._kept, [], 0
            self._transport.write(b"".join(kept))

    def close(self) -> None:
        """Send what was kept, then close."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def corked(transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> asyncio.Transport:
    """The transport with its writes joined."""
    return cast(asyncio.Transport, Corked(transport, loop))
