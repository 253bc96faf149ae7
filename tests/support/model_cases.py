"""Values of the service model's shapes, made from the model: good ones, and ones with one fault.

Everything is JSON as `json.loads` gives it. A `Broken` says which constraint it breaks and at which
path a refusal must say so.
"""

import base64
import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from incisor.wire import shapes
from incisor.wire.model import MODEL, Described, Operation

UUID = "12345678-9abc-def0-1234-56789abcdef0"
OWNED = "arn:aws:inspector2:us-east-1:123456789012:owner/123456789012"
# A string of each pattern in the model.
OF_PATTERN = {
    "AccountId": "123456789012",
    "CisFindingArn": f"{OWNED}/cis-finding/{UUID}",
    "CisOwnerId": "o-abcdefghij",
    "CisScanArn": f"{OWNED}/cis-scan/{UUID}",
    "CisScanConfigurationArn": f"{OWNED}/cis-configuration/{UUID}",
    "ResourceId": "i-0123456789abcdef0",
    "TagKey": "team:payments",
    "TargetAccount": "SELF",
    "TargetResourceTagsKey": "Größe",
    "TimeOfDay": "23:59",
    "UUID": UUID,
}
# Not ASCII on purpose: lengths are in code points; this is one, in two UTF-16 units or four bytes.
LETTER = "𝔖"
# The wrong JSON for every type of shape, booleans where Python would take them for numbers.
WRONG_TYPES: dict[str, tuple[Any, ...]] = {
    "structure": ([], "x", 1, True),
    "map": ([], "x", 1, True),
    "list": ({}, "x", 1, True),
    "string": ({}, [], 1, True),
    "blob": ({}, 1, True, "***", "YWJ"),
    "integer": ("1", 1.0, 1.5, True, {}),
    "timestamp": ("2024-01-01T00:00:00Z", True, {}),
}


class Broken(NamedTuple):
    """A value with one fault: which, where a refusal must see it, and the value."""

    constraint: str
    path: str
    value: Any


def example(name: str) -> Any:
    """A valid value with every optional member."""
    shape = MODEL.shapes[name]
    return EXAMPLES[shape["type"]](name, shape)


def structure(_: str, shape: Described) -> dict[str, Any]:
    members = list(shape["members"].items())[: 1 if shape.get("union") else None]
    return {member: example(reference["shape"]) for member, reference in members}


def string(name: str, shape: Described) -> Any:
    if "enum" in shape:
        return shape["enum"][0]
    if "pattern" in shape:
        return OF_PATTERN[name]
    return LETTER * max(1, shape.get("min", 0))


EXAMPLES: dict[str, Callable[[str, Described], Any]] = {
    "structure": structure,
    "string": string,
    "list": lambda _, shape: [example(shape["member"]["shape"])],
    "map": lambda _, shape: {example(shape["key"]["shape"]): example(shape["value"]["shape"])},
    "blob": lambda _, shape: encoded(b"{}"),
    "integer": lambda _, shape: shape.get("min", 7),
    "timestamp": lambda _, shape: 1700000000.5,
}


def encoded(value: bytes) -> str:
    """A blob as it is in JSON."""
    return base64.b64encode(value).decode()


def minimal(name: str) -> dict[str, Any]:
    """A valid structure with its required members only."""
    whole: dict[str, Any] = example(name)
    return {member: whole[member] for member in MODEL.shapes[name].get("required", ())}


def edges(name: str) -> Iterator[Any]:
    """Valid values of a shape with one thing in them at its limit."""
    shape = MODEL.shapes[name]
    yield from own_edges(shape)
    if "member" in shape:
        yield from ([value] for value in edges(shape["member"]["shape"]))
    if "value" in shape:
        value = example(shape["value"]["shape"])
        yield from ({key: value} for key in edges(shape["key"]["shape"]))
        yield from (
            {example(shape["key"]["shape"]): edge} for edge in edges(shape["value"]["shape"])
        )
    for member, reference in shape.get("members", {}).items():
        rest = {} if shape.get("union") else example(name)
        yield from ({**rest, member: edge} for edge in edges(reference["shape"]))


def own_edges(shape: Described) -> Iterator[Any]:
    """The shortest and the longest, the least and the most."""
    for size in {shape[bound] for bound in ("min", "max") if bound in shape}:
        if shape["type"] == "integer":
            yield size
        elif "pattern" not in shape:
            yield sized(shape, size)


def sized(shape: Described, size: int) -> Any:
    """A value of a certain length, right or wrong."""
    if shape["type"] == "blob":
        return encoded(b"x" * size)
    if shape["type"] == "list":
        return [example(shape["member"]["shape"])] * size
    if shape["type"] == "map":
        value = example(shape["value"]["shape"])
        return {f"{example(shape['key']['shape'])}{index}": value for index in range(size)}
    return LETTER * size


def broken(name: str, path: str = "") -> Iterator[Broken]:
    """A value for each way to break a constraint of the shape, or of what is inside it."""
    shape = MODEL.shapes[name]
    for wrong in WRONG_TYPES[shape["type"]]:
        yield Broken(f"type {wrong!r}", path, wrong)
    yield from BREAKAGES[shape["type"]](name, shape, path)


def broken_structure(name: str, shape: Described, path: str) -> Iterator[Broken]:
    whole, dot = example(name), f"{path}." if path else ""
    for member in shape.get("required", ()):
        without = {key: value for key, value in whole.items() if key != member}
        yield Broken("required", dot + member, without)
        yield Broken("required, null", dot + member, {**without, member: None})
    if getattr(shapes, name).__struct_config__.forbid_unknown_fields:
        yield Broken("known members", f"{dot}colour", {**whole, "colour": "red"})
    if shape.get("union"):
        yield Broken("union, none", path, {})
        yield Broken(
            "union, two", path, {m: example(r["shape"]) for m, r in shape["members"].items()}
        )
    for member, reference in shape["members"].items():
        for fault in broken(reference["shape"], dot + member):
            rest = {} if shape.get("union") else whole
            yield fault._replace(value={**rest, member: fault.value})


def broken_length(_: str, shape: Described, path: str) -> Iterator[Broken]:
    if shape.get("min") and "pattern" not in shape:
        yield Broken("min", path, sized(shape, shape["min"] - 1))
    if "max" in shape:
        yield Broken("max", path, sized(shape, shape["max"] + 1))


def broken_string(name: str, shape: Described, path: str) -> Iterator[Broken]:
    yield from broken_length(name, shape, path)
    if "enum" in shape:
        yield Broken("enum", path, "MAUVE")
        yield Broken("enum, case", path, shape["enum"][0].lower())
    if "pattern" in shape:
        good = OF_PATTERN[name]
        yield Broken("pattern", path, "!" * shape.get("min", 3))
        yield Broken("pattern, trailing newline", path, good + "\n")
        yield Broken("pattern, anchor at the start", path, "é!" + good)
        if any(digit.isdigit() for digit in good):
            yield Broken("pattern, ASCII digits", path, good.translate(ARABIC_DIGITS))


ARABIC_DIGITS = {ord("0") + value: chr(0x660 + value) for value in range(10)}


def broken_list(name: str, shape: Described, path: str) -> Iterator[Broken]:
    yield from broken_length(name, shape, path)
    yield Broken("null item", f"{path}[0]", [None])
    for fault in broken(shape["member"]["shape"], f"{path}[1]"):
        if shape.get("max", 2) > 1:
            yield fault._replace(value=[example(shape["member"]["shape"]), fault.value])


def broken_map(name: str, shape: Described, path: str) -> Iterator[Broken]:
    yield from broken_length(name, shape, path)
    key, value = shape["key"]["shape"], shape["value"]["shape"]
    yield Broken("null value", f"{path}.{example(key)}", {example(key): None})
    for fault in broken(value, f"{path}.{example(key)}"):
        yield fault._replace(value={example(key): fault.value})
    for fault in broken(key, path):
        if isinstance(fault.value, str):
            shown = f"{path}.{fault.value[:40]}"
            yield fault._replace(path=shown, value={fault.value: example(value)})


def broken_number(_: str, shape: Described, path: str) -> Iterator[Broken]:
    if shape["type"] == "timestamp":
        yield Broken("max of a calendar", path, 1e300)
        return
    yield Broken("min", path, shape.get("min", -(2**31)) - 1)
    yield Broken("max", path, shape.get("max", 2**31 - 1) + 1)
    yield Broken("huge", path, 10**30)


BREAKAGES: dict[str, Callable[[str, Described, str], Iterator[Broken]]] = {
    "structure": broken_structure,
    "string": broken_string,
    "blob": broken_length,
    "list": broken_list,
    "map": broken_map,
    "integer": broken_number,
    "timestamp": broken_number,
}


def sayable(operation: Operation, document: dict[str, Any]) -> bool:
    """Whether path and query can carry their members: texts only, and no list that is empty."""
    for member, (location, _) in operation.located.items():
        value = document.get(member, [""] if location == "uri" else ["x"])
        texts = [value] if location == "uri" else value
        if not isinstance(texts, list) or not texts:
            return False
        if not all(isinstance(text, str) and text for text in texts):
            return False
    return True


def split(operation: Operation, document: dict[str, Any]) -> tuple[dict[str, str], str, bytes]:
    """A request's document as the labels, the query and the body that carry it."""
    inside = copy.copy(document)
    labels, query = dict[str, str](), list[str]()
    for member, (location, name) in operation.located.items():
        value = inside.pop(member, None)
        if location == "uri":
            labels[name] = value
        else:
            query += [f"{name}={quote(text, safe='')}" for text in value or ()]
    return labels, "&".join(query), msgspec.json.encode(inside)
