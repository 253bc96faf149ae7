"""incisor.domain.tags."""

from incisor.domain import tags


def test_fifty_tags_are_allowed_and_one_more_is_not() -> None:
    """The fault names the member that holds them."""
    allowed = {f"k{number}": "" for number in range(tags.MOST)}
    assert list(tags.faults(allowed)) == []
    [fault] = tags.faults(allowed | {"one": ""})
    assert (fault.name, fault.message) == ("tags", "must have at most 50 entries, has 51")


def test_keys_of_aws_are_refused_in_any_case() -> None:
    """Each such key is a fault of its own; a key that only contains the word is not."""
    given = {"aws:a": "", "AWS:b": "", "my-aws:c": "", "aws": ""}
    assert [fault.name for fault in tags.faults(given)] == ["tags.aws:a", "tags.AWS:b"]
