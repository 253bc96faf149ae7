"""Tags on the command line."""

import pytest

from incisor.cli import tags
from incisor.cli.output import Fault


def test_a_value_may_hold_equals_signs() -> None:
    """The first one ends the key; the last of two values counts."""
    assert tags.read(["a=b=c", "x=1", "x=2"]) == {"a": "b=c", "x": "2"}


@pytest.mark.parametrize("text", ["", "a", "=b", "a=", "k" * 129 + "=v", "k=" + "v" * 257, "a=\n"])
def test_what_is_no_tag_is_refused(text: str) -> None:
    """With the form that it should have."""
    with pytest.raises(Fault, match="key=value"):
        tags.read([text])


def test_a_host_has_at_most_fifty_tags() -> None:
    """As in Inspector."""
    many = {str(number): "x" for number in range(50)}
    assert tags.check_number(many) == many
    with pytest.raises(Fault):
        tags.check_number(many | {"one": "more"})


def test_tags_are_written_in_order() -> None:
    """So that two lists can be compared by eye."""
    assert tags.written({"b": "1", "a": "2"}) == "a=2 b=1"
