"""Bodies of our own routes."""

from typing import Annotated

import pytest
from msgspec import Meta

from incisor.api import bodies
from incisor.api.bodies import Body
from incisor.wire.errors import Reason, ValidationException


class Sample(Body, frozen=True):
    """A body with a member of each kind."""

    short_name: Annotated[str, Meta(max_length=3)]
    how_many: int
    remark: str = "none"


def test_a_body_is_read_with_the_names_of_the_wire() -> None:
    """camelCase there, snake_case here; what is optional may be absent or null."""
    read = bodies.read(b'{"shortName": "abc", "howMany": 2, "remark": null, "more": 1}', Sample)
    assert read == Sample(short_name="abc", how_many=2)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b"{}", ["shortName", "howMany"]),
        (b'{"shortName": "abcd", "howMany": "2", "remark": 1}', ["shortName", "howMany", "remark"]),
    ],
)
def test_every_fault_is_named(body: bytes, names: list[str]) -> None:
    """All of them at once, in the order of the body's description."""
    with pytest.raises(ValidationException) as refused:
        bodies.read(body, Sample)
    assert [field.name for field in refused.value.fields] == names


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"7"])
def test_what_is_no_object_cannot_be_parsed(body: bytes) -> None:
    """An empty body has no members; everything else is no JSON object."""
    with pytest.raises(ValidationException) as refused:
        bodies.read(body, Sample)
    expected = Reason.CANNOT_PARSE if body else Reason.FIELD_VALIDATION_FAILED
    assert refused.value.reason is expected
