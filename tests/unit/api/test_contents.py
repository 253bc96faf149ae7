"""incisor.api.contents: what a request for content must name."""

import pytest

from incisor.api import contents
from incisor.api.contents import Wanted
from incisor.wire.errors import ValidationException

DIGEST = "0123456789abcdef" * 4


def test_a_digest_is_read_from_the_query() -> None:
    """As SHA-256 is written."""
    assert contents.decode({}, f"sha256={DIGEST}", b"") == Wanted(DIGEST)


@pytest.mark.parametrize(
    "query", ["", "sha256=", f"sha256={DIGEST.upper()}", f"sha256={DIGEST}0", "sha256=../x"]
)
def test_what_is_no_digest_is_refused(query: str) -> None:
    """With the name of the parameter."""
    with pytest.raises(ValidationException) as refused:
        contents.decode({}, query, b"")
    (fault,) = refused.value.fields
    assert fault.name == "sha256"
