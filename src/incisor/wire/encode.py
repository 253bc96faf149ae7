"""Typed requests, answers and errors → bytes (rest-json).

Absent members are left out; a struct that exists is a valid one, so nothing is checked here.
"""

from urllib.parse import quote

import msgspec

from incisor.wire.errors import WireError
from incisor.wire.model import MODEL, Operation
from incisor.wire.rules import Shape

CONTENT_TYPE = ("Content-Type", "application/json")
EMPTY = b"{}"
UNRESERVED = "-._~"

_json = msgspec.json.Encoder()
_LOCATED = {operation.input: operation.located for operation in MODEL.operations.values()}


def request(struct: Shape) -> bytes:
    """The body of a request, without the members that travel in path and query."""
    located = _LOCATED[type(struct)]
    if not located:
        return _json.encode(struct)
    members = msgspec.to_builtins(struct)
    return _json.encode({name: members[name] for name in members if name not in located})


def target(operation: Operation, struct: Shape) -> tuple[str, str]:
    """The raw path and the query of a request, percent-encoded."""
    members = msgspec.to_builtins(struct)
    path, pairs = operation.uri, list[str]()
    for name, (location, key) in operation.located.items():
        if location == "uri":
            path = path.replace(f"{{{key}}}", escaped(members[name]))
        else:
            pairs += [f"{escaped(key)}={escaped(value)}" for value in members[name]]
    return path, "&".join(pairs)


def escaped(text: str) -> str:
    """Percent-encoded UTF-8, all but the unreserved characters of RFC 3986."""
    return quote(text, safe=UNRESERVED)


def response(struct: Shape | None) -> bytes:
    """The body of an answer; None is the answer of an operation without result."""
    return EMPTY if struct is None else _json.encode(struct)


def error(exc: WireError) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body of an error."""
    headers = [CONTENT_TYPE, ("x-amzn-ErrorType", exc.code), *exc.headers()]
    return exc.status, headers, _json.encode({"message": exc.message, **exc.members()})
