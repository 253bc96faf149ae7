"""The service model: which operations there are, and the shapes that describe them.

MODEL is read once from the file beside this module, which tools/cut_model.py cuts from the model
that AWS publishes in its SDK.
"""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from incisor.wire import shapes
from incisor.wire.rules import Shape

FILE = "inspector2-2020-06-08.json"
# A shape as the model's JSON describes it: type, members, min, max, pattern, enum …
Described = Mapping[str, Any]


class Operation(NamedTuple):
    """One operation: where it is on the wire, what goes in, what comes out, how it can fail."""

    name: str
    method: str
    uri: str
    input: type[Shape]
    output: type[Shape]
    errors: tuple[str, ...]
    idempotent: bool
    readonly: bool
    # Members of the input that travel outside of the body: member → (location, name there).
    located: Mapping[str, tuple[str, str]]


class Model(NamedTuple):
    """The operations by name, and every shape they need by name."""

    operations: Mapping[str, Operation]
    shapes: Mapping[str, Described]


def read(document: bytes) -> Model:
    """The model that a cut model file describes."""
    model = msgspec.json.decode(document)
    described = model["shapes"]
    operations = {
        name: operation(entry, described) for name, entry in sorted(model["operations"].items())
    }
    return Model(MappingProxyType(operations), MappingProxyType(described))


def operation(entry: Described, described: Mapping[str, Described]) -> Operation:
    """An operation of the model's JSON."""
    takes = entry["input"]["shape"]
    return Operation(
        name=entry["name"],
        method=entry["http"]["method"],
        uri=entry["http"]["requestUri"],
        input=getattr(shapes, takes),
        output=getattr(shapes, entry["output"]["shape"]),
        errors=tuple(error["shape"] for error in entry["errors"]),
        idempotent=entry.get("idempotent", False),
        readonly=entry.get("readonly", False) or entry["name"].startswith(("List", "Get")),
        located=MappingProxyType(located(described[takes])),
    )


def located(shape: Described) -> dict[str, tuple[str, str]]:
    """The members of a structure that are not in the body."""
    return {
        name: (member["location"], member["locationName"])
        for name, member in shape["members"].items()
        if "location" in member
    }


MODEL = read(files(__package__).joinpath(FILE).read_bytes())
