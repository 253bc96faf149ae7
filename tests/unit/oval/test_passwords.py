"""incisor.oval.passwords: what a password field lets happen."""

import pytest

from incisor.oval.passwords import METHODS, method, state


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("", "empty"),
        ("$y$j9T$salt$hash", "set"),
        ("abJnggxhB/yWI", "set"),
        ("!$6$salt$hash", "locked"),
        ("!", "none"),
        ("!*", "none"),
        ("*", "none"),
        ("x", "none"),
    ],
)
def test_a_field_is_empty_set_locked_or_none(field: str, expected: str) -> None:
    """Only an empty field or a hash that is not behind a `!` lets anybody in."""
    assert state(field) == expected


@pytest.mark.parametrize(("beginning", "name"), METHODS.items())
def test_a_hash_is_known_by_its_beginning_also_behind_a_lock(beginning: str, name: str) -> None:
    """A locked account still shows how its password was hashed."""
    assert method(f"{beginning}salt$hash") == method(f"!{beginning}salt$hash") == name


def test_thirteen_characters_are_des() -> None:
    """The oldest hash has no beginning of its own; what is neither is no hash."""
    assert method("abJnggxhB/yWI") == "DES"
    assert method("*") is None
