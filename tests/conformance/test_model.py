"""The service model that we serve is the published one, and requests are held to all of it."""

import json

import msgspec
import pytest

from cut_model import CUT, OPERATIONS, cut, published
from incisor.wire import decode, encode, errors, faults, route, shapes
from incisor.wire.model import MODEL, Operation
from support.model_cases import broken, edges, example, minimal, sayable, split

MODELLED = sorted(name for name, shape in MODEL.shapes.items() if shape.get("exception"))
# Members that the constructor of an error needs beside the message.
NEEDED = ("resourceId", "resourceType", "retryAfterSeconds")
STRUCTURES = sorted(
    name
    for name, shape in MODEL.shapes.items()
    if shape["type"] == "structure" and name not in MODELLED
)
OPERATION = pytest.mark.parametrize("operation", MODEL.operations.values(), ids=OPERATIONS)


def test_cut_is_the_published_model() -> None:
    """The operations, limits, enums and patterns served are those of the installed botocore."""
    assert json.loads(CUT.read_text()) == cut(published())


def test_every_cis_operation_is_cut() -> None:
    """No operation of Inspector's CIS API is missing."""
    offered = {name for name in published()["operations"] if "Cis" in name}
    assert offered <= MODEL.operations.keys()


@pytest.mark.parametrize("name", MODELLED)
def test_errors_are_those_of_the_model(name: str) -> None:
    """A modelled error has the model's status, its members are in the body or in their header."""
    shape = MODEL.shapes[name]
    kind = getattr(errors, name)
    extra = [1 for member in shape["members"] if member in NEEDED]
    status, headers, body = encode.error(kind("why", *extra))
    members = {name for name, ref in shape["members"].items() if "location" not in ref}
    located = {ref["locationName"] for ref in shape["members"].values() if "location" in ref}
    assert status == shape["error"]["httpStatusCode"]
    assert members - {"fields"} == json.loads(body).keys()
    assert located <= dict(headers).keys()


@pytest.mark.parametrize("name", STRUCTURES)
def test_attributes_are_the_members_of_the_model(name: str) -> None:
    """Each structure's struct has the model's members by their names on the wire."""
    kind = getattr(shapes, name)
    assert set(kind.__struct_encode_fields__) == MODEL.shapes[name]["members"].keys()


@OPERATION
def test_valid_requests_are_taken(operation: Operation) -> None:
    """Every operation takes its smallest and its largest request, and values at each limit."""
    name = operation.input.__name__
    for document in [minimal(name), example(name), *edges(name)]:
        if sayable(operation, document):
            assert isinstance(
                decode.request(operation, *split(operation, document)), operation.input
            )
            assert list(faults.of(name, document)) == []


@OPERATION
def test_each_broken_constraint_is_refused_with_its_path(operation: Operation) -> None:
    """A request that breaks one constraint of the model is refused, and the refusal names where."""
    for fault in broken(operation.input.__name__):
        if isinstance(fault.value, dict) and sayable(operation, fault.value):
            with pytest.raises(errors.ValidationException) as refusal:
                decode.request(operation, *split(operation, fault.value))
            named = [field.name for field in refusal.value.fields]
            assert fault.path in named, (fault.constraint, fault.path, named)


@OPERATION
def test_fast_path_alone_enforces_each_constraint(operation: Operation) -> None:
    """The typed decoder refuses each broken constraint itself, without help of the walk."""
    typed = msgspec.json.Decoder(operation.input)
    for fault in broken(operation.input.__name__):
        with pytest.raises(msgspec.ValidationError):
            raise AssertionError((fault, typed.decode(msgspec.json.encode(fault.value))))


@OPERATION
def test_what_cannot_be_read_is_told_from_what_is_not_allowed(operation: Operation) -> None:
    """The reason is CANNOT_PARSE for a wrong type, FIELD_VALIDATION_FAILED for a broken rule."""
    for fault in broken(operation.input.__name__):
        if fault.path and isinstance(fault.value, dict) and sayable(operation, fault.value):
            with pytest.raises(errors.ValidationException) as refusal:
                decode.request(operation, *split(operation, fault.value))
            unread = fault.constraint.startswith(("type", "null"))
            expected = "CANNOT_PARSE" if unread else "FIELD_VALIDATION_FAILED"
            assert refusal.value.reason == expected, fault


@OPERATION
def test_every_fault_is_named_at_once(operation: Operation) -> None:
    """A request in which every required member is missing is answered with all of them."""
    name = operation.input.__name__
    required = set(MODEL.shapes[name].get("required", ())) - operation.located.keys()
    if required:
        labels, query, _ = split(operation, example(name))
        with pytest.raises(errors.ValidationException) as refusal:
            decode.request(operation, labels, query, b"")
        assert {field.name for field in refusal.value.fields} == required


@OPERATION
def test_each_operation_is_found_at_its_path(operation: Operation) -> None:
    """The path that the model gives an operation leads to that operation."""
    struct = decode.request(operation, *split(operation, example(operation.input.__name__)))
    path, _ = encode.target(operation, struct)
    assert route.match(operation.method, path)[0] is operation


def test_members_in_a_query_are_lists_of_strings() -> None:
    """What the decoder of queries assumes about the model is so."""
    for operation in MODEL.operations.values():
        members = MODEL.shapes[operation.input.__name__]["members"]
        for member, (location, _) in operation.located.items():
            shape = MODEL.shapes[members[member]["shape"]]
            expected = "string" if location == "uri" else "list"
            assert (location in ("uri", "querystring"), shape["type"]) == (True, expected)
