"""A wire between agent and service that a test can cut for chosen calls.

It forwards bytes and understands nothing but the first line of a request, so the two ends are the
real ones: signatures are made for the wire's address, which is what both see, and hold.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 65536


@dataclass
class Wire:
    """Paths in `swallowed` never reach the service; answers to those in `deafened` never return.

    Both leave the caller waiting, as a broken network does. `seen` are the paths asked for.
    """

    endpoint: str = ""
    swallowed: set[str] = field(default_factory=set)
    deafened: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)


@contextmanager
def wire(endpoint: str) -> Iterator[Wire]:
    """Lay a wire to the service; its own `endpoint` is what the agent is to use."""
    parts = urlsplit(endpoint)
    assert parts.hostname is not None
    assert parts.port is not None
    with socket.create_server(("127.0.0.1", 0)) as listener:
        laid = Wire(f"http://127.0.0.1:{listener.getsockname()[1]}")
        calls = threading.Thread(
            target=_take_calls, args=(listener, (parts.hostname, parts.port), laid), daemon=True
        )
        calls.start()
        yield laid
        listener.shutdown(socket.SHUT_RDWR)
        calls.join()


def _take_calls(listener: socket.socket, service: tuple[str, int], laid: Wire) -> None:
    while True:
        try:
            caller, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_connect, args=(caller, service, laid), daemon=True).start()


@dataclass
class _Connection:
    """One connection: requests go through one at a time, as the agent sends them."""

    caller: socket.socket
    server: socket.socket
    laid: Wire
    path: str = ""

    def requests(self) -> None:
        while request := _received(self.caller):
            if path := _path(request):
                self.path = path
                self.laid.seen.append(path)
            if self.path not in self.laid.swallowed:
                _send(self.server, request)
        _hang_up(self.server)

    def answers(self) -> None:
        while answer := _received(self.server):
            if self.path not in self.laid.deafened:
                _send(self.caller, answer)
        _hang_up(self.caller)


def _connect(caller: socket.socket, service: tuple[str, int], laid: Wire) -> None:
    with caller, socket.create_connection(service) as server:
        connection = _Connection(caller, server, laid)
        back = threading.Thread(target=connection.answers, daemon=True)
        back.start()
        connection.requests()
        back.join()


def _send(receiver: socket.socket, content: bytes) -> None:
    with suppress(OSError):  # it hung up: the other direction will notice
        receiver.sendall(content)


def _hang_up(receiver: socket.socket) -> None:
    with suppress(OSError):
        receiver.shutdown(socket.SHUT_RDWR)


def _received(sender: socket.socket) -> bytes:
    try:
        return sender.recv(CHUNK)
    except OSError:
        return b""


def _path(request: bytes) -> str:
    """The path of a request line, or nothing if these bytes are the rest of a body."""
    words = request.split(b"\r\n", 1)[0].split(b" ")
    return words[1].decode().partition("?")[0] if words[-1] == b"HTTP/1.1" else ""
