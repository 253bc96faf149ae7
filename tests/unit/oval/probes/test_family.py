"""incisor.oval.probes.family."""

from support.content import fields
from support.fakehost import FakeHost


def test_the_family_is_unix() -> None:
    """As content asks it of any Linux."""
    assert fields(FakeHost(), "family", {}) == [{"family": "unix"}]
