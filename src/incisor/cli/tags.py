"""Tags of hosts, as they are written on the command line: `key=value`."""

from collections.abc import Iterable
from typing import Final

from incisor.cli.output import Fault

# Service model, TargetResourceTagsKey and TargetResourceTagsValue; Inspector's quota of tags.
KEY_LENGTH: Final = 128
VALUE_LENGTH: Final = 256
MAX_TAGS: Final = 50


def read(given: Iterable[str]) -> dict[str, str]:
    """The tags given; a key given twice has its last value. Raises Fault."""
    return dict(map(_pair, given))


def check_number(tags: dict[str, str]) -> dict[str, str]:
    """The tags if there are not too many. Raises Fault."""
    if len(tags) > MAX_TAGS:
        raise Fault(f"A host can have {MAX_TAGS} tags, not {len(tags)}.", "Give fewer.")
    return tags


def written(tags: dict[str, str]) -> str:
    """Tags on one line."""
    return " ".join(f"{key}={value}" for key, value in sorted(tags.items()))


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    fits = 0 < len(key) <= KEY_LENGTH and 0 < len(value) <= VALUE_LENGTH
    if not equals or not fits or not text.isprintable():
        raise Fault(
            f"{text!r} is no tag.",
            f"Write key=value, such as env=production; at most {KEY_LENGTH} and {VALUE_LENGTH} "
            "characters.",
        )
    return key, value
