"""The bounds on a request in bytes and seconds, without a network."""

import asyncio
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from incisor.api import connection
from incisor.api.connection import MOST_HEAD_BYTES, Connection

START = b"GET / HTTP/1.1\r\nHost: x\r\n"
PAD = b"X: " + b"a" * 30_000 + b"\r\n"


class Transport(asyncio.Transport):
    """Keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False
        self.aborted = False
        self.unsent = 0

    def write(self, data: Any) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def is_closing(self) -> bool:
        return self.closed


def told(*pieces: bytes, pause: float = 0.001) -> Transport:
    """The transport of a connection that received these pieces, with a pause after each."""

    async def received() -> Transport:
        config = uvicorn.Config(answered, http=Connection, lifespan="off", log_config=None)
        config.load()
        made, transport = Connection(config, ServerState(), {}), Transport()
        made.connection_made(cast(Any, transport))
        for piece in pieces:
            made.data_received(piece)
            await asyncio.sleep(pause)
        return transport

    return asyncio.run(received())


async def answered(scope: Any, receive: Any, send: Any) -> None:
    """An app that says yes, after a while if the path says so."""
    await asyncio.sleep(0.2 if scope["path"] == "/slow" else 0)
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


@pytest.mark.parametrize(
    "pieces",
    [
        [b""],
        [START],
        [b"G", b"E", b"T", b" ", b"/"],
        [b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n", b"a", b"b"],
        [START + b"\r\n", START],
    ],
    ids=["nothing", "a head's start", "letter by letter", "a body's start", "a second request"],
)
def test_a_request_that_is_never_whole(
    monkeypatch: pytest.MonkeyPatch, pieces: list[bytes]
) -> None:
    """Who begins a request and does not end it in time is hung up on."""
    monkeypatch.setattr(connection, "SECONDS_A_REQUEST", 0.05)
    assert told(*pieces, b"", pause=0.1).closed


def test_a_slow_answer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a request is whole, time is the service's: a long poll is not cut off."""
    monkeypatch.setattr(connection, "SECONDS_A_REQUEST", 0.02)
    transport = told(START.replace(b"/ ", b"/slow ") + b"\r\n", pause=0.4)
    assert transport.written.startswith(b"HTTP/1.1 200 ")
    assert not transport.closed


@pytest.mark.parametrize("path", [None, b"/", b"/slow"])
def test_the_services_end_cuts_what_is_idle_and_lets_answers_out(
    path: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that does not close its side is cut, but never before what it is sent is sent."""
    monkeypatch.setattr(connection, "SECONDS_TO_LEAVE", 0.01)

    async def ended() -> None:
        config = uvicorn.Config(answered, http=Connection, lifespan="off", log_config=None)
        config.load()
        made, transport = Connection(config, ServerState(), {}), Transport()
        made.connection_made(cast(Any, transport))
        if path is not None:
            made.data_received(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path)
            await asyncio.sleep(0.05)
        assert transport.closed is False
        made.shutdown()
        assert transport.closed is (path != b"/slow")
        transport.unsent = 1
        await asyncio.sleep(0.3)
        assert (transport.closed, transport.aborted) == (True, False)
        assert transport.written.count(b"HTTP/1.1 200") == (path is not None)
        transport.unsent = 0
        await asyncio.sleep(0.1)
        assert transport.aborted

    asyncio.run(ended())
