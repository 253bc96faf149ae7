"""The bound on heads and trailers, without a network."""

import asyncio
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from incisor.api.connection import MOST_HEAD_BYTES, Connection

START = b"GET / HTTP/1.1\r\nHost: x\r\n"
PAD = b"X: " + b"a" * 30_000 + b"\r\n"


class Transport(asyncio.Transport):
    """Keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: Any) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def told(*pieces: bytes) -> Transport:
    """The transport of a connection that received these pieces, one by one."""

    async def received() -> Transport:
        config = uvicorn.Config(answered, http=Connection, lifespan="off", log_config=None)
        config.load()
        connection, transport = Connection(config, ServerState(), {}), Transport()
        connection.connection_made(cast(Any, transport))
        for piece in pieces:
            connection.data_received(piece)
            await asyncio.sleep(0.001)
        return transport

    return asyncio.run(received())


async def answered(scope: Any, receive: Any, send: Any) -> None:
    """An app that says yes."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_a_head_within_the_bound_is_answered() -> None:
    """In as many pieces as it comes."""
    transport = told(START, PAD, PAD, b"\r\n")
    assert transport.written.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("start", [START, b"GET /"])
def test_a_head_beyond_the_bound_ends_the_connection(start: bytes) -> None:
    """Headers, or a line, that do not end; the refusal says how much is taken."""
    transport = told(start, *[PAD.strip() if start.endswith(b"/") else PAD] * 4)
    assert transport.written.startswith(b"HTTP/1.1 400 ")
    assert str(MOST_HEAD_BYTES).encode() in transport.written or start.endswith(b"/")
    assert transport.closed


def test_a_long_body_is_not_a_head() -> None:
    """Only what is not body counts."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n"
    transport = told(head, *[b"b" * 30_000] * 10)
    assert transport.written.startswith(b"HTTP/1.1 200 ")
    assert not transport.closed
