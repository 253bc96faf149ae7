"""Any bytes at all, thrown at routing and decoding: a request or a modelled refusal comes out."""

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incisor.wire import decode, encode, route
from incisor.wire.errors import UnknownOperationException, ValidationException, WireError
from incisor.wire.model import MODEL, Operation

OPERATION = pytest.mark.parametrize("operation", MODEL.operations.values(), ids=MODEL.operations)
# Fragments from which parsers have been broken before.
FRAGMENTS = st.sampled_from(
    [
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b":",
        b",",
        b"\\u0000",
        b"\\ud800",
        b"\xff",
        b"\xef\xbb\xbf",
        b"NaN",
        b"-0",
        b"1e999",
        b"9" * 400,
        b"null",
        b"true",
        b'"scanJobId"',
        b'"filterCriteria"',
        b'"messages"',
        b'"schedule"',
        b'{"oneTime":{}}',
        b'"tags"',
    ]
)
BODIES = st.binary(max_size=200) | st.lists(FRAGMENTS, max_size=30).map(b"".join)
NESTED = [opening * 100_000 for opening in (b"[", b'{"a":', b'{"filterCriteria":')]
ANY_TEXT = st.text(max_size=50) | st.from_regex(r"tagKeys=(%[0-9A-F]{0,2}|[a-z&=+])*")


@OPERATION
@settings(max_examples=60)
@given(body=BODIES, query=ANY_TEXT)
@example(body=NESTED[0], query="")
@example(body=NESTED[1], query="")
@example(body=NESTED[2], query="tagKeys=%FF")
@example(body=b"\x00", query="tagKeys")
def test_any_body_is_taken_or_refused(operation: Operation, body: bytes, query: str) -> None:
    """Whatever the body, decoding ends in a request or in a refusal that can be sent."""
    try:
        found = decode.request(operation, {"resourceArn": "arn"}, query, body)
    except ValidationException as refusal:
        status, _, answer = encode.error(refusal)
        assert (status, answer[:1]) == (400, b"{")
    else:
        assert isinstance(found, operation.input)


@settings(max_examples=300)
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE", "", "get"]) | st.text(max_size=5),
    path=st.text(max_size=80) | st.from_regex(r"/tags/(%[0-9A-F]{0,2}|[a-z/:.]){0,40}"),
)
@example(method="GET", path="/tags/%FF")
@example(method="GET", path="/tags/%ED%A0%80")
def test_any_path_is_found_or_unknown(method: str, path: str) -> None:
    """Whatever the path, routing ends in an operation or in UnknownOperationException."""
    with suppress(UnknownOperationException):
        operation, labels = route.match(method, path)
        assert isinstance(operation, Operation)
        assert all(labels.values())


@settings(max_examples=100)
@given(message=st.text(), name=st.text())
def test_any_message_can_be_sent(message: str, name: str) -> None:
    """Whatever a message holds, the error's headers stay plain ASCII."""
    thrown: WireError = UnknownOperationException(message.encode(errors="replace").decode())
    _, headers, _ = encode.error(thrown)
    assert all(value.isascii() for _, value in headers)
