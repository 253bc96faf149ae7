"""botocore as the other side: it writes requests that we read and reads answers that we write."""

import json
from typing import Any

import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize
import msgspec
import pytest
from botocore.awsrequest import AWSRequest, HeadersDict
from hypothesis import given, settings
from hypothesis import strategies as st

from incisor.wire import decode, encode, errors, route
from incisor.wire.model import MODEL, Operation
from incisor.wire.rules import Shape
from support.model_strategies import structs

SERVICE = botocore.model.ServiceModel(
    botocore.loaders.create_loader().load_service_model("inspector2", "service-2"), "inspector2"
)
SERIALIZER = botocore.serialize.create_serializer("rest-json")
PARSER = botocore.parsers.create_parser("rest-json")
OPERATION = pytest.mark.parametrize("operation", MODEL.operations.values(), ids=MODEL.operations)

MODELLED = [
    errors.ValidationException("why", errors.Reason.OTHER),
    errors.ValidationException.of([errors.Field(name="messages[3].ruleId", message="is required")]),
    errors.BadRequestException("why"),
    errors.AccessDeniedException("why"),
    errors.ResourceNotFoundException("why"),
    errors.ConflictException("why", resource_id="i-1", resource_type="SCAN_JOB"),
    errors.ThrottlingException("why", retry_after_seconds=7),
    errors.InternalServerException("why", retry_after_seconds=7),
]
THROWN = [
    *MODELLED,
    errors.UnknownOperationException("why"),
    errors.InvalidSignatureException("why"),
]


@OPERATION
@settings(max_examples=25)
@given(data=st.data())
def test_requests_of_botocore_are_read(operation: Operation, data: st.DataObject) -> None:
    """What a caller gives to boto3 is what our operation gets."""
    meant = data.draw(structs(operation.input).filter(sayable))
    given_to_boto3 = msgspec.to_builtins(meant, builtin_types=(bytes,))
    sent = SERIALIZER.serialize_to_request(given_to_boto3, SERVICE.operation_model(operation.name))
    request = AWSRequest(
        sent["method"], "http://localhost" + sent["url_path"], sent["headers"], sent["body"]
    ).prepare()
    found, labels = route.match(request.method, sent["url_path"])
    query = "&".join(
        f"tagKeys={encode.escaped(key)}" for key in sent["query_string"].get("tagKeys", ())
    )
    assert found is operation
    assert decode.request(found, labels, query, request.body or b"") == meant


@OPERATION
@settings(max_examples=25)
@given(data=st.data())
def test_answers_are_read_by_botocore(operation: Operation, data: st.DataObject) -> None:
    """What our operation answers is what a caller of boto3 gets, members left out if empty."""
    meant = data.draw(structs(operation.output))
    output = SERVICE.operation_model(operation.name).output_shape
    answer = parsed(output, 200, [], encode.response(meant))
    assert as_json(answer) == msgspec.to_builtins(meant)


@pytest.mark.parametrize("thrown", THROWN, ids=lambda thrown: thrown.code)
def test_errors_are_read_by_botocore(thrown: errors.WireError) -> None:
    """A caller of boto3 gets the error's code, message and modelled members."""
    output = SERVICE.operation_model("StopCisSession").output_shape
    assert parsed(output, *encode.error(thrown))["Error"] == {
        "Code": thrown.code,
        "Message": thrown.message,
    }


@pytest.mark.parametrize("thrown", MODELLED, ids=lambda thrown: thrown.code)
def test_members_of_errors_are_read_by_botocore(thrown: errors.WireError) -> None:
    """A modelled error's own members arrive, from the body or from their header."""
    shape = SERVICE.shape_for_error_code(thrown.code)
    found = parsed(shape, *encode.error(thrown))
    retry = {"retryAfterSeconds": 7} if isinstance(thrown, errors.RetryableError) else {}
    expected = {**thrown.members(), **retry, "message": thrown.message}
    assert {name: found[name] for name in expected} == as_json(msgspec.to_builtins(expected))


def parsed(
    shape: botocore.model.Shape, status: int, headers: list[tuple[str, str]], body: bytes
) -> dict[str, Any]:
    """What botocore makes of an answer that should be of a shape."""
    answer: dict[str, Any] = PARSER.parse(
        {"headers": HeadersDict(headers), "body": body, "status_code": status}, shape
    )
    answer.pop("ResponseMetadata", None)
    return answer


def sayable(request: Shape) -> bool:
    """Whether the request can be told from one without the member: a query has no empty list."""
    return getattr(request, "tag_keys", None) != []


def as_json(answer: Any) -> Any:
    """The same with timestamps as numbers."""
    return json.loads(json.dumps(answer, default=lambda when: when.timestamp()))
