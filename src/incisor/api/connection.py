"""One HTTP connection: uvicorn's, with bounds on what anyone may send before a signature is seen,
and with its answers sent in one piece.

httptools takes heads and trailers of any length, and uvicorn waits for the rest of a request for as
long as it takes. Here both have an end; the bound on the body is `incisor.api.gateway`'s.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from incisor.api.corked import corked

# Three times what 50 of the longest tag keys take in a query, every character of them escaped. What
# the first read of a message brings (at most 256 KiB) is not counted.
MOST_HEAD_BYTES: Final = 64 * 1024
# A request must be whole after this, at the latest after twice this: the longest body at 20 KB/s.
SECONDS_A_REQUEST = 60.0


class Connection(HttpToolsProtocol):
    """A connection that is closed when a request is too long in coming, in bytes or in seconds."""

    # Bytes of this message so far, less those of its body.
    _head_bytes = 0
    # How many requests have begun, and whether the next one or the last one is not whole yet.
    _requests = 0
    _incomplete = True
    _watch: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch: one timer a connection, not one a request."""
        super().connection_made(corked(transport, self.loop))
        self._look(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to watch."""
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take more of a request, unless there is too much of it already."""
        if self._head_bytes > MOST_HEAD_BYTES:
            self.send_400_response(f"The head is larger than {MOST_HEAD_BYTES} bytes.")
            return
        self._head_bytes += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A new request."""
        self._head_bytes = 0
        self._requests += 1
        self._incomplete = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """What follows is body, or the framing and the trailers of one in chunks."""
        self._head_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._head_bytes -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole: its answer may take as long as it will."""
        self._incomplete = False
        super().on_message_complete()

    def _look(self, seen: int | None) -> None:
        """Close if the request that was incomplete at the last look (`seen`) still is."""
        awaited = self._requests if self._incomplete else None
        if awaited is not None and awaited == seen:
            self.transport.close()
        self._watch = self.loop.call_later(SECONDS_A_REQUEST, self._look, awaited)
