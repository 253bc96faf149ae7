"""incisor.oval.model: gathering content."""

import pytest

from incisor.oval.model import Definition, Object, State, gather


def test_members_are_found_by_kind_and_id() -> None:
    """The same id may name an object and a state."""
    state, subject = State("x", "file", ()), Object("x", "file")
    content = gather([state, subject, state])
    assert content.states == {"x": state}
    assert content.objects == {"x": subject}


def test_two_meanings_of_one_id_are_refused() -> None:
    """Content that contradicts itself is not evaluated by chance."""
    with pytest.raises(ValueError, match="'d'"):
        gather([Definition("d", title="one"), Definition("d", title="two")])
