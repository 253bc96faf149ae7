"""The OpenAPI 3.1 document of our own routes, made from their table and the types they declare.

Inspector's operations are not in it: they are described by Inspector's own model.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

import msgspec

from incisor import __version__
from incisor.wire import errors
from incisor.wire.errors import WireError

REFERENCE: Final = "#/components/schemas/{name}"
SIGNED: Final = "sigv4"

# Errors that any signed route may answer with, and those that any route may.
OF_ALL: Final = (
    errors.ValidationException,
    errors.RequestEntityTooLargeException,
    errors.UnsupportedMediaTypeException,
    errors.InternalServerException,
)
OF_SIGNED: Final = (errors.AccessDeniedException, errors.ThrottlingException)

ERROR: Final = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {"type": "string"},
        "reason": {"type": "string"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "message"],
                "properties": {"name": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "resourceId": {"type": "string"},
        "resourceType": {"type": "string"},
    },
}


class Described(Protocol):
    """What the document needs to know of a route."""

    @property
    def name(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def signed(self) -> bool: ...
    @property
    def takes(self) -> Any: ...
    @property
    def gives(self) -> Any: ...
    @property
    def summary(self) -> str: ...
    @property
    def query(self) -> Mapping[str, Any]: ...
    @property
    def required(self) -> frozenset[str]: ...
    @property
    def errors(self) -> tuple[type[WireError], ...]: ...


def document(routes: Iterable[Described]) -> dict[str, Any]:
    """The document of these routes."""
    listed = list(routes)
    types = [kind for route in listed for kind in (route.takes, route.gives) if kind is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    by_type = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in listed:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_type)
    return {
        "openapi": "3.1.0",
        "info": {"title": "incisor, beside Inspector's CIS API", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": {**components, "Error": ERROR},
            "securitySchemes": {
                SIGNED: {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "AWS Signature Version 4, service inspector2",
                }
            },
        },
    }


def _operation(route: Described, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "security": [{SIGNED: []}] if route.signed else [],
        "responses": {"200": _answer("The result", schemas.get(route.gives, {})), **_errors(route)},
    }
    if route.takes is not None:
        content = {"application/json": {"schema": schemas[route.takes]}}
        made["requestBody"] = {"required": True, "content": content}
    if route.query:
        made["parameters"] = [
            {"name": name, "in": "query", "required": name in route.required, "schema": schema}
            for name, schema in route.query.items()
        ]
    return made


def _errors(route: Described) -> dict[str, Any]:
    """What the route may be refused with, by status; several errors may share one."""
    found = (*OF_ALL, *(OF_SIGNED if route.signed else ()), *route.errors)
    by_status: dict[str, list[str]] = {}
    for error in found:
        by_status.setdefault(str(error.status), []).append(error.__name__)
    reference = {"$ref": REFERENCE.format(name="Error")}
    return {
        status: _answer(", ".join(sorted(set(names))), reference)
        for status, names in sorted(by_status.items())
    }


def _answer(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
