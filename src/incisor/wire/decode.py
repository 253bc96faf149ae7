"""Bytes → typed requests and answers, every constraint of the service model enforced.

The fast path is one typed decode; when that refuses, `incisor.wire.faults` walks the document and
says everything that is wrong with it. Decided here, where the model is silent:

- An empty body is `{}`. A member that is null is absent. Unknown members are ignored, except in
  filters and unions, where to ignore them would be to do something else than was asked for.
- Of a member that is given twice the last one counts; an earlier one must be valid all the same.
- What cannot be read as its type (a string for a number, `1.0` or `true` for an integer, no base64,
  no JSON, no UTF-8) is CANNOT_PARSE; what can be read and breaks a rule is FIELD_VALIDATION_FAILED.
"""

import re
from collections.abc import Mapping
from itertools import islice
from urllib.parse import unquote

import msgspec

from incisor.wire import faults
from incisor.wire.errors import Field, Reason, ValidationException
from incisor.wire.faults import Fault
from incisor.wire.model import MODEL, Operation
from incisor.wire.rules import Shape

EMPTY = b"{}"
# A refusal answers at most this many faults, so that a small request cannot ask for a huge answer.
MOST_FAULTS = 1000

REFUSALS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
# "… - at `$.messages[0].ruleId`", how msgspec says where.
PLACE = re.compile(r"(?P<message>.*?)(?: - at `(?:key in )?\$\.?(?P<path>.*)`)?", re.DOTALL)

_requests = {name: msgspec.json.Decoder(op.input) for name, op in MODEL.operations.items()}
_responses = {name: msgspec.json.Decoder(op.output) for name, op in MODEL.operations.items()}


def request(operation: Operation, labels: Mapping[str, str], query: str, body: bytes) -> Shape:
    """The typed request of an operation.

    `labels` are those of `route.match`, `query` is raw. Raises ValidationException with all faults.
    """
    if operation.located:
        return gathered(operation, labels, query, body)
    try:
        all_utf8(body)
        return _requests[operation.name].decode(body or EMPTY)
    except REFUSALS as refusal:
        raise refused(operation, document(body), refusal) from None


def response(operation: Operation, body: bytes) -> Shape:
    """The typed answer of an operation. Raises msgspec.DecodeError if it breaks its shape."""
    return _responses[operation.name].decode(body or EMPTY)


def gathered(operation: Operation, labels: Mapping[str, str], query: str, body: bytes) -> Shape:
    """The request of an operation whose members are in path and query too."""
    takes = MODEL.shapes[operation.input.__name__]
    inside = document(body) if takes["members"].keys() - operation.located.keys() else {}
    whole = inside | outside(operation, labels, query)
    try:
        return msgspec.convert(whole, operation.input)
    except msgspec.ValidationError as refusal:
        raise refused(operation, whole, refusal) from None


def outside(operation: Operation, labels: Mapping[str, str], query: str) -> dict[str, object]:
    """The members in path and query; None where there is none, whatever the body says."""
    found: dict[str, object] = {}
    for member, (location, name) in operation.located.items():
        found[member] = labels.get(name) if location == "uri" else in_query(query, name)
    return found


def in_query(query: str, name: str) -> list[str] | None:
    """The values of one parameter, which is a list in all of the model. `+` is a plus sign."""
    try:
        pairs = [parameter(part) for part in query.split("&")]
    except UnicodeDecodeError:
        fault = Fault(name, "must be percent-encoded UTF-8", wrong_type=True)
        raise invalid([fault]) from None
    return [value for key, value in pairs if key == name] or None


def parameter(part: str) -> tuple[str, str]:
    """Name and value of one part of a query. Raises UnicodeDecodeError."""
    name, _, value = part.partition("=")
    return unquote(name, errors="strict"), unquote(value, errors="strict")


def document(body: bytes) -> dict[str, object]:
    """The JSON object of a body. Raises ValidationException if it is not one."""
    try:
        all_utf8(body)
        found = msgspec.json.decode(body or EMPTY)
    except UnicodeDecodeError:
        raise unreadable("The body is not UTF-8") from None
    except RecursionError:
        raise unreadable("The body is nested too deeply") from None
    except msgspec.DecodeError as refusal:
        raise unreadable(f"The body cannot be read as JSON: {refusal}") from None
    if not isinstance(found, dict):
        raise unreadable("The body is not a JSON object")
    return found


def all_utf8(body: bytes) -> None:
    """Raise UnicodeDecodeError if any byte is no UTF-8; the decoder looks only at what it keeps."""
    if not body.isascii():
        body.decode()


def refused(operation: Operation, found: dict[str, object], refusal: Exception) -> Exception:
    """The error for a document that the typed decoder refused."""
    walked = faults.of(operation.input.__name__, found)
    return invalid(list(islice(walked, MOST_FAULTS)) or [as_fault(refusal)])


def as_fault(refusal: Exception) -> Fault:
    """A refusal that the walk cannot see: an earlier value of a member that was given twice."""
    place = PLACE.fullmatch(str(refusal))
    assert place is not None  # every part of PLACE can be empty
    return Fault(place["path"] or "", place["message"])


def invalid(found: list[Fault]) -> ValidationException:
    """The error that names all faults."""
    unread = any(fault.wrong_type for fault in found)
    reason = Reason.CANNOT_PARSE if unread else Reason.FIELD_VALIDATION_FAILED
    fields = [Field(name=fault.path, message=fault.message) for fault in found]
    return ValidationException.of(fields, reason)


def unreadable(message: str) -> ValidationException:
    """The error for a body that is no document at all."""
    return ValidationException(message, Reason.CANNOT_PARSE)
