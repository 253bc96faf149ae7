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
# the read brings in which a message begins (at most 256 KiB) is not counted.
MOST_HEAD_BYTES: Final = 64 * 1024
# A request must be whole after this, at the latest after twice this: the longest body at 20 KB/s.
SECONDS_A_REQUEST = 60.0
# A connection that was closed for the service's end is cut after this: a TLS client may take its
# time to say that it has seen it.
SECONDS_TO_LEAVE = 0.2
WHOLE: Final = object()


class Connection(HttpToolsProtocol):
    """A connection that is closed when a request is too long in coming, in bytes or in seconds."""

    # Bytes of this message so far, less those of its body.
    _head_bytes = 0
    _watch: asyncio.TimerHandle
    _ending = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch: one timer a connection, not one a request."""
        super().connection_made(corked(transport, self.loop))
        self._look(WHOLE)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to watch."""
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take more of a request, unless that is too much of it."""
        begun = self.scope
        super().data_received(data)
        if self.scope is not begun:
            self._head_bytes = 0
            return
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEAD_BYTES and self._awaited() is not WHOLE:
            self.send_400_response(f"The head is larger than {MOST_HEAD_BYTES} bytes.")

    def shutdown(self) -> None:
        """The service ends: close at once if nothing is under way, else after its answer."""
        self._ending = True
        super().shutdown()
        self._leave()

    def on_response_complete(self) -> None:
        """An answer was sent."""
        super().on_response_complete()
        if self._ending:
            self._leave()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._head_bytes -= len(body)
        super().on_body(body)

    def _leave(self) -> None:
        """Cut a connection that is closed, once what was sent is on its way."""
        if self.transport.is_closing():
            self.loop.call_later(SECONDS_TO_LEAVE, self._cut)

    def _cut(self) -> None:
        if self.transport.get_write_buffer_size():
            self._leave()
        else:
            self.transport.abort()

    def _awaited(self) -> object:
        """The request that is not whole yet, by its scope, None before the first; else WHOLE."""
        cycle = self.cycle
        whole = cycle is not None and cycle.scope is self.scope and not cycle.more_body
        return WHOLE if whole else self.scope

    def _look(self, seen: object) -> None:
        """Close if the request that was not whole at the last look (`seen`) still is not."""
        awaited = self._awaited()
        if awaited is seen and awaited is not WHOLE:
            self.transport.close()
        self._watch = self.loop.call_later(SECONDS_A_REQUEST, self._look, awaited)
