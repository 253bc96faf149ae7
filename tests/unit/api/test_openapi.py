"""The OpenAPI document of our own routes."""

from typing import Any

import pytest

from incisor.api import openapi
from incisor.api.extensions import EXTENSIONS, document
from incisor.auth.strangers import REDEEM_ENROLMENT


def operations() -> list[tuple[str, Any]]:
    return [
        (route.name, document()["paths"][route.path][route.method.lower()]) for route in EXTENSIONS
    ]


def referenced(part: Any) -> set[str]:
    """The names of all schemas that a part of the document points to."""
    if isinstance(part, dict):
        own = {part["$ref"]} if "$ref" in part else set()
        return own.union(*map(referenced, part.values()))
    return set().union(*map(referenced, part)) if isinstance(part, list) else set()


def test_every_route_is_described_under_its_own_name() -> None:
    """The name in the table is the operation's id, and each has a sentence."""
    for name, operation in operations():
        assert operation["operationId"] == name
        assert operation["summary"]


def test_every_reference_leads_to_a_schema() -> None:
    """None dangles, and no schema is there for nothing."""
    made = document()
    names = {openapi.REFERENCE.format(name=name) for name in made["components"]["schemas"]}
    assert referenced(made) == names


def test_what_is_signed_says_so() -> None:
    """And may be asked too often, as enrolments may that nobody signs."""
    signed = {route.name: route.signed for route in EXTENSIONS}
    for name, operation in operations():
        assert bool(operation["security"]) is signed[name]
        throttled = signed[name] or name == REDEEM_ENROLMENT
        assert ("429" in operation["responses"]) is throttled


@pytest.mark.parametrize("route", EXTENSIONS, ids=lambda route: route.name)
def test_a_body_is_described_if_one_is_taken(route: Any) -> None:
    """By the type that the route declares."""
    operation = document()["paths"][route.path][route.method.lower()]
    assert ("requestBody" in operation) == (route.takes is not None)
