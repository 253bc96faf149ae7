"""incisor.oval.probes.duplicate: values that should be unique."""

from typing import Any

import pytest

from support.content import fields
from support.fakehost import FakeHost


@pytest.mark.parametrize(
    ("of", "spec", "value", "names"),
    [
        ("user_id", {"users": [{"name": "toor", "uid": 0}]}, "0", ("root", "toor")),
        ("group_id", {"groups": [{"name": "again", "gid": 42}]}, "42", ("shadow", "again")),
        (
            "user_name",
            {"files": {"/etc/passwd": "a:x:1:1::/:/\na:x:2:2::/:/\n"}},
            "a",
            ("a", "a"),
        ),
        ("group_name", {"files": {"/etc/group": "g:x:1:\ng:x:2:\n"}}, "g", ("g", "g")),
    ],
)
def test_a_value_that_occurs_twice_is_one_item(
    of: str, spec: dict[str, Any], value: str, names: tuple[str, ...]
) -> None:
    """With the accounts that share it."""
    found = fields(FakeHost.from_spec(spec), "duplicate", {"of": of})
    assert found == [{"of": of, "value": value, "names": names}]


def test_an_ordinary_host_has_none() -> None:
    """The object does not exist."""
    assert fields(FakeHost.from_spec(), "duplicate", {}) == []
