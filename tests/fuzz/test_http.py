"""Damaged requests on a real socket: whatever arrives, the answer is a refusal, never our fault."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.service import Caller, running
from support.signers import SIGNERS, Raw, now

# What parsers of lines, headers and escapes have been broken by.
FRAGMENTS = st.binary(min_size=1, max_size=4) | st.sampled_from(
    (
        *(b"\r\n", b"\r\n\r\n", b"%", b"%00", b"\x00", b"\xff", b"\xc3\x28", b";", b",", b"="),
        *(b"9" * 40, b"A" * 5000, b"Host: x\r\n", b"Content-Length: 1\r\n"),
    )
)
DAMAGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), FRAGMENTS | st.just(b"")), min_size=1, max_size=3
)


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """Someone with a key of a service that runs."""
    with running(tmp_path_factory.mktemp("data")) as service:
        yield service.caller(service.account())


@settings(max_examples=300)
@given(damages=DAMAGES)
def test_a_damaged_request_is_refused(
    admin: Caller, damages: list[tuple[float, int, bytes]]
) -> None:
    """Bytes put in or taken out anywhere in a signed request: an answer below 500, or a hang-up."""
    host = admin.endpoint.removeprefix("http://")
    headers = (("Host", host), ("Content-Type", "application/json"), ("X-Amz-Meta", "x"))
    request = Raw("DELETE", "/tags/arn%3Aaws%2Fx?tagKeys=a", headers)
    whole = on_the_wire(SIGNERS["botocore"](request, admin, now()))
    found = answered(host, damaged(whole, damages))
    assert found[:10] in (b"", b"HTTP/1.1 4"), found


def on_the_wire(request: Raw) -> bytes:
    """The bytes of a request."""
    lines = [f"{request.method} {request.target} HTTP/1.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    return "\r\n".join([*lines, "", ""]).encode()


def damaged(whole: bytes, damages: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with some cut out, and others in their place."""
    for place, length, instead in damages:
        at = int(place * len(whole))
        whole = whole[:at] + instead + whole[at + length :]
    return whole


def answered(host: str, request: bytes) -> bytes:
    """All that comes back once the client has said that nothing follows."""
    name, _, port = host.partition(":")
    with socket.create_connection((name, int(port)), timeout=10) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            found = b""
            while more := connection.recv(65536):
                found += more
        except TimeoutError:
            raise
        except OSError:
            return b""  # the service had hung up already
    return found
