"""Tags of configurations, where the model's shape leaves something open."""

import pytest

from incisor.api.configurations import MAX_TAGS, tag_faults


def test_as_many_tags_as_the_quota_are_taken() -> None:
    """Fifty, and not one more."""
    tags = {f"key{number}": "" for number in range(MAX_TAGS)}
    assert list(tag_faults(tags)) == []
    assert [fault.name for fault in tag_faults(tags | {"one": "more"})] == ["tags"]


@pytest.mark.parametrize("key", ["aws:x", "AWS:x"])
def test_reserved_keys_are_named(key: str) -> None:
    """Keys of AWS itself cannot be given."""
    assert [fault.name for fault in tag_faults({key: "x", "mine": "y"})] == [f"tags.{key}"]
