"""One HTTP connection: uvicorn's, with a bound on everything of a message that is not its body.

httptools takes heads and trailers of any length, from anyone, before a signature is looked at; the
bound on the body is `incisor.api.gateway`'s.
"""

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Three times what 50 of the longest tag keys take in a query, every character of them escaped. What
# the first read of a message brings (at most 256 KiB) is not counted.
MOST_HEAD_BYTES: Final = 64 * 1024


class Connection(HttpToolsProtocol):
    """A connection that is closed when a request's line and headers find no end."""

    # Bytes of this message so far, less those of its body.
    _head_bytes = 0

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
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """What follows is body, or the framing and the trailers of one in chunks."""
        self._head_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._head_bytes -= len(body)
        super().on_body(body)
