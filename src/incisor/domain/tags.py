"""What the service model's shape of tags leaves open: how many there may be, and whose keys.

Inspector's quotas name the number; keys that begin with `aws:` are AWS's own (model, TagKey).
"""

from collections.abc import Iterator, Mapping
from typing import Final

from incisor.wire.errors import Field

MOST: Final = 50
"""Tags that one resource may have."""
RESERVED: Final = "aws:"


def faults(tags: Mapping[str, str]) -> Iterator[Field]:
    """What is wrong with all the tags that a resource would have."""
    if len(tags) > MOST:
        yield Field(name="tags", message=f"must have at most {MOST} entries, has {len(tags)}")
    for key in tags:
        if key.lower().startswith(RESERVED):
            yield Field(name=f"tags.{key}", message=f"must not begin with {RESERVED}")
