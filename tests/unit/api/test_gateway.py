"""Pieces of the request path that need no service."""

import asyncio
from itertools import islice
from typing import Any

import pytest

from incisor.api import gateway
from incisor.api.gateway import ClientLeftError
from incisor.wire.errors import (
    RequestEntityTooLargeException,
    UnsupportedMediaTypeException,
    ValidationException,
)

LIMIT = 10


def part(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def read(*messages: dict[str, Any], length: bytes = b"0") -> bytes:
    """The body that these messages make."""
    left = list(messages)

    async def receive() -> dict[str, Any]:
        return left.pop(0)

    return asyncio.run(gateway.whole_body(receive, {b"content-length": length}, LIMIT))


def test_a_body_may_come_in_parts() -> None:
    """Together they are the body, up to the limit."""
    assert read(part(b"12345", True), part(b"", True), part(b"67890")) == b"1234567890"


@pytest.mark.parametrize(
    ("messages", "length"),
    [
        ([], b"11"),
        ([part(b"x" * 11)], b"0"),
        ([part(b"123456", True), part(b"123456", True)], b"unsaid"),
    ],
)
def test_a_body_beyond_the_limit_is_refused_at_once(
    messages: list[dict[str, Any]], length: bytes
) -> None:
    """As announced, as sent, and before the rest has come."""
    with pytest.raises(RequestEntityTooLargeException):
        read(*messages, length=length)


def test_a_client_that_leaves_ends_its_request() -> None:
    """There is nobody to answer."""
    with pytest.raises(ClientLeftError):
        read(part(b"1", True), {"type": "http.disconnect"})


@pytest.mark.parametrize(
    "said",
    [b"application/json", b"Application/JSON ; charset=utf-8", b"application/x-amz-json-1.1"],
)
def test_json_has_several_names(said: bytes) -> None:
    """Parameters and case do not matter."""
    gateway.check_content_type({b"content-type": said}, b"{}")


def test_a_type_matters_only_with_a_body() -> None:
    """SDKs send none with an empty body, some send the wrong one."""
    gateway.check_content_type({}, b"{}")
    gateway.check_content_type({b"content-type": b"text/plain"}, b"")
    with pytest.raises(UnsupportedMediaTypeException):
        gateway.check_content_type({b"content-type": b"text/plain"}, b"{}")


def test_request_ids_look_like_uuids_and_never_repeat() -> None:
    """Within a process they count; two processes differ."""
    one, other = (list(islice(gateway.request_ids(), 1000)) for _ in range(2))
    assert len({*one, *other}) == 2000
    assert [len(part) for part in one[0].split("-")] == [8, 4, 4, 4, 12]


def test_an_error_closes_the_connection_only_if_its_body_was_not_read() -> None:
    """Else the client's next request on the connection would be lost."""
    _, closing, _ = gateway.refused(RequestEntityTooLargeException("x"))
    _, staying, _ = gateway.refused(ValidationException("x"))
    assert gateway.CLOSE in closing
    assert gateway.CLOSE not in staying


def test_lengths_are_told_in_bytes() -> None:
    """A message beyond ASCII has more bytes than characters."""
    _, headers, body = gateway.refused(ValidationException("über"))
    assert (b"content-length", str(len(body)).encode()) in headers
