"""Reads the bodies of our own routes, which are not in Inspector's model, with the same errors."""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from incisor.wire import decode
from incisor.wire.errors import Field, ValidationException


class Body(msgspec.Struct, frozen=True, rename="camel"):
    """A body of ours: immutable, camelCase on the wire."""


B = TypeVar("B", bound=Body)


def read(body: bytes, kind: type[B]) -> B:
    """The body as its type; raises ValidationException that names every fault.

    A member that is null is absent, and unknown members are ignored, as in Inspector's bodies.
    """
    document = decode.document(body)
    given = {name: value for name, value in document.items() if value is not None}
    faults = list(_faults(given, kind))
    if faults:
        raise ValidationException.of(faults)
    return msgspec.convert(given, kind)


def _faults(given: dict[str, object], kind: type[Body]) -> Iterator[Field]:
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        if name not in given:
            if field.required:
                yield Field(name=name, message="is required")
            continue
        try:
            msgspec.convert(given[name], field.type)
        except msgspec.ValidationError as error:
            yield Field(name=name, message=str(error))
