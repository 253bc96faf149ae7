"""nextToken, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incisor.api import paging
from incisor.wire.errors import ValidationException
from incisor.wire.shapes import CisSortOrder, ListCisScanConfigurationsRequest, ListCisScansRequest
from support.calls import call

KEYS = st.lists(st.text() | st.floats(allow_nan=False), max_size=4)
ASKED = ListCisScansRequest()


@given(KEYS)
def test_a_token_brings_back_its_key(key: list[str | float]) -> None:
    """What `token` writes, `start` reads: law of both."""
    written = paging.token(call(), ASKED, key)
    assert paging.start(call(), ASKED, written) == key


@given(KEYS, st.integers(1, 100))
def test_the_page_size_and_the_token_itself_are_not_part_of_what_is_asked(
    key: list[str | float], size: int
) -> None:
    """The request for a next page differs from the first one in those two."""
    written = paging.token(call(), ASKED, key)
    again = ListCisScansRequest(max_results=size, next_token=written)
    assert paging.start(call(), again, written) == key


def test_no_key_is_no_token() -> None:
    """The last page has none, the first page needs none."""
    assert paging.token(call(), ASKED, None) is None
    assert paging.start(call(), ASKED, None) is None
    assert paging.start(call(), ASKED, "") is None


@given(st.text(max_size=60))
def test_text_that_is_no_token_is_refused_by_name(text: str) -> None:
    """Whatever is sent, the answer is a ValidationException on nextToken."""
    if not text:
        return
    with pytest.raises(ValidationException) as refused:
        paging.start(call(), ASKED, text)
    assert [field.name for field in refused.value.fields] == ["nextToken"]


@pytest.mark.parametrize(
    "reader",
    [
        (call("210987654321"), ASKED),
        (call(secret=b"t" * 32), ASKED),
        (call(), ListCisScanConfigurationsRequest()),
        (call(), ListCisScansRequest(sort_order=CisSortOrder.ASC)),
    ],
)
def test_a_token_holds_only_for_what_it_was_given_for(reader: tuple[object, object]) -> None:
    """Another account, another service, another list, another order: refused."""
    written = paging.token(call(), ASKED, ["a", 1.0])
    caller, asked = reader
    with pytest.raises(ValidationException):
        paging.start(caller, asked, written)  # type: ignore[arg-type]
