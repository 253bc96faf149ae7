"""The patterns of the service model, which are written without anchors and for another engine.

A pattern means the whole string (Smithy 2.0, "pattern", leaves that open; Inspector's API reference
has `^` and `$`, which the SDK's model drops), and `\\d` means ASCII digits.
"""

import re
from collections.abc import Callable
from functools import cache

import regex


def anchored(pattern: str) -> str:
    """The pattern for Python's re: the whole string, trailing newline too, and ASCII classes."""
    return rf"(?a)\A(?:{pattern})\Z"


def needs_regex(pattern: str) -> bool:
    """Whether Python's own `re` cannot read the pattern (Unicode properties such as `\\p{L}`)."""
    return r"\p{" in pattern


@cache
def matcher(pattern: str) -> Callable[[str], object]:
    """A function that tells whether a whole string is of the model's pattern (truthy if so)."""
    # In regex, `(?a)` would narrow \p{L} to ASCII; the one pattern with properties has no \d.
    if needs_regex(pattern):
        return regex.compile(pattern).fullmatch
    return re.compile(anchored(pattern)).match
