"""Every fault of a document, found by walking it beside the service model's shapes.

This is the slow half of decoding: it runs only after the typed decoder has refused a request, to
say all that is wrong with it and where. It must refuse nothing that the typed decoder accepts, and
the other way round; a property test holds the two together.

Paths are as a reader would write them: `message.progress.totalChecks`, `messages[3].ruleId`, and
for an entry of a map its key: `targets.targetResourceTags.Name[0]`.
"""

import binascii
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from incisor.wire import patterns, shapes
from incisor.wire.model import MODEL, Described

# A key of the caller's map is part of the path, but need not be all of it.
KEY_SHOWN = 40
# Longer patterns explain nothing to a person.
PATTERN_SHOWN = 160


class Fault(NamedTuple):
    """One thing that is wrong; `wrong_type` if it cannot even be read as what it should be."""

    path: str
    message: str
    wrong_type: bool = False


class Kind(NamedTuple):
    """What a shape type looks like in JSON; bool is not an integer here, nor is 1.0."""

    types: tuple[type, ...]
    named: str


KINDS = {
    "structure": Kind((dict,), "an object"),
    "map": Kind((dict,), "an object"),
    "list": Kind((list,), "a list"),
    "string": Kind((str,), "a string"),
    "blob": Kind((str,), "a base64 string"),
    "integer": Kind((int,), "an integer"),
    "timestamp": Kind((int, float), "a number of seconds since 1970"),
}
FOUND = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a decimal number",
    type(None): "null",
}
# Bounds of what the model itself leaves unbounded; see tools/shapes_source.py.
UNSAID = {"integer": (-(2**31), 2**31 - 1), "timestamp": (-62135596800, 253402300799)}


def of(name: str, value: object, path: str = "") -> Iterator[Fault]:
    """The faults of a JSON value that should be of the named shape, outer before inner."""
    shape = MODEL.shapes[name]
    kind = KINDS[shape["type"]]
    if type(value) not in kind.types:
        message = f"must be {kind.named}, is {FOUND[type(value)]}"
        yield Fault(path, message, wrong_type=True)
    else:
        yield from CHECKS[shape["type"]](name, shape, value, path)


def structure(name: str, shape: Described, value: dict[str, Any], path: str) -> Iterator[Fault]:
    """Required members, known members, and what is inside; a null member is an absent one."""
    dot = f"{path}." if path else ""
    for member in shape.get("required", ()):
        if value.get(member) is None:
            yield Fault(dot + member, "is required")
    if getattr(shapes, name).__struct_config__.forbid_unknown_fields:
        for member in value.keys() - shape["members"].keys():
            yield Fault(f"{dot}{member[:KEY_SHOWN]}", "is not a member that is known here")
    present = {name: value[name] for name in shape["members"] if value.get(name) is not None}
    if shape.get("union") and len(present) != 1:
        yield Fault(path, f"must have exactly one member, has {len(present)}")
    for member, inside in present.items():
        yield from of(shape["members"][member]["shape"], inside, dot + member)


def sequence(_: str, shape: Described, value: list[Any], path: str) -> Iterator[Fault]:
    """The length, and the items as far as a list may be long."""
    yield from length(shape, len(value), "items", path)
    for index, item in enumerate(value[: shape.get("max")]):
        yield from of(shape["member"]["shape"], item, f"{path}[{index}]")


def mapping(_: str, shape: Described, value: dict[str, Any], path: str) -> Iterator[Fault]:
    """The number of entries, the keys and the values."""
    yield from length(shape, len(value), "entries", path)
    for key, inside in value.items():
        entry = f"{path}.{key[:KEY_SHOWN]}"
        for fault in of(shape["key"]["shape"], key, entry):
            yield fault._replace(message=f"key {fault.message}")
        yield from of(shape["value"]["shape"], inside, entry)


def string(name: str, shape: Described, value: str, path: str) -> Iterator[Fault]:
    """Enum, length in code points, pattern."""
    if "enum" in shape:
        if value not in shape["enum"]:
            yield Fault(path, f"must be one of {', '.join(shape['enum'])}")
        return
    yield from length(shape, len(value), "characters", path)
    pattern = shape.get("pattern")
    if pattern and not patterns.matcher(pattern)(value):
        shown = f": must match {pattern}" if len(pattern) <= PATTERN_SHOWN else ""
        yield Fault(path, f"is not a valid {name}{shown}")


def blob(_: str, shape: Described, value: str, path: str) -> Iterator[Fault]:
    """Base64, and the length of what it holds."""
    try:
        decoded = binascii.a2b_base64(value, strict_mode=True)
    except ValueError:
        yield Fault(path, "must be a base64 string", wrong_type=True)
    else:
        yield from length(shape, len(decoded), "bytes", path)


def number(_: str, shape: Described, value: float, path: str) -> Iterator[Fault]:
    """The bounds of a number."""
    low, high = UNSAID[shape["type"]]
    low, high = shape.get("min", low), shape.get("max", high)
    if not low <= value <= high:
        yield Fault(path, f"must be {low} to {high}")


def length(shape: Described, size: int, unit: str, path: str) -> Iterator[Fault]:
    """The bounds of a length."""
    low, high = shape.get("min", 0), shape.get("max")
    if size < low or (high is not None and size > high):
        bounds = f"at least {low}" if high is None else f"{low} to {high}"
        yield Fault(path, f"must have {bounds} {unit}, has {size}")


CHECKS: Mapping[str, Callable[[str, Described, Any, str], Iterator[Fault]]] = {
    "structure": structure,
    "map": mapping,
    "list": sequence,
    "string": string,
    "blob": blob,
    "integer": number,
    "timestamp": number,
}
