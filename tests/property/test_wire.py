"""Laws of the wire: writing and reading are inverse, and the two halves of decoding agree."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incisor.wire import decode, encode, faults, route
from incisor.wire.errors import ValidationException
from incisor.wire.model import MODEL, Operation
from support.model_strategies import damaged, structs

OPERATION = pytest.mark.parametrize("operation", MODEL.operations.values(), ids=MODEL.operations)
BODY_ONLY = [operation for operation in MODEL.operations.values() if not operation.located]


@OPERATION
@settings(max_examples=20)
@given(data=st.data())
def test_reading_a_written_request_gives_it_back(operation: Operation, data: st.DataObject) -> None:
    """decode∘encode is the identity on requests, path and query included."""
    whole = structs(operation.input).filter(lambda found: getattr(found, "tag_keys", None) != [])
    meant = data.draw(whole)
    path, query = encode.target(operation, meant)
    found, labels = route.match(operation.method, path)
    assert decode.request(found, labels, query, encode.request(meant)) == meant


@OPERATION
@settings(max_examples=20)
@given(data=st.data())
def test_reading_a_written_answer_gives_it_back(operation: Operation, data: st.DataObject) -> None:
    """decode∘encode is the identity on answers."""
    meant = data.draw(structs(operation.output))
    assert decode.response(operation, encode.response(meant)) == meant


@pytest.mark.parametrize("operation", BODY_ONLY, ids=lambda operation: operation.name)
@settings(max_examples=30)
@given(data=st.data())
def test_fast_and_slow_half_agree(operation: Operation, data: st.DataObject) -> None:
    """The typed decoder takes a document exactly if the walk finds no fault in it."""
    document = data.draw(damaged(operation.input.__name__))
    walked = list(faults.of(operation.input.__name__, document))
    assert taken(operation, document) == (not walked), walked


def taken(operation: Operation, document: Any) -> bool:
    """Whether the decoder takes a document."""
    try:
        decode.request(operation, {}, "", msgspec.json.encode(document))
    except ValidationException:
        return False
    return True
