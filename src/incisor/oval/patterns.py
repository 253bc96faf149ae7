"""Regular expressions of content, which nobody here wrote: bounded in size and in time.

OVAL's patterns are PCRE. The `regex` module in its version 0 comes closest: \\w, \\d and \\s are
ASCII here as they are in PCRE without UCP. Known differences: an inline flag counts for the whole
pattern, and verbs such as (*SKIP) are refused.
"""

import time
import warnings
from collections.abc import Iterator
from functools import lru_cache

import regex

MATCH_SECONDS = 1.0
"""For all matches of one pattern in one text. Ordinary patterns need microseconds."""

MAX_PATTERN = 16_384
"""Characters. The longest pattern in published content has some 5,000."""

_LOOKS = regex.compile(r"\(\?[^:]|\\[AbBGzZ1-9]")
"""What a beginning of a text cannot be judged by: look-around, flags, anchors, references."""

ANYTHING = ".*"
"""What authors write who do not care: it matches the beginning of any text."""

_META = frozenset(".^$*+?{}[]|()")
_QUANTIFIERS = frozenset("*?{")


class PatternError(ValueError):
    """The pattern is not one, or it takes too long."""


@lru_cache(maxsize=4096)
def compiled(
    pattern: str, multiline: bool = False, singleline: bool = False, ignore_case: bool = False
) -> "regex.Pattern[str]":
    """The compiled pattern. Raises PatternError."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"a pattern of {len(pattern)} characters is too long")
    flags = regex.VERSION0 | regex.ASCII
    flags |= regex.MULTILINE if multiline else 0
    flags |= regex.DOTALL if singleline else 0
    flags |= regex.IGNORECASE if ignore_case else 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # hints about what a later version may read differently
            return regex.compile(pattern, flags)
    except (regex.error, RecursionError, OverflowError, MemoryError) as error:
        raise PatternError(f"not a pattern: {pattern[:80]!r}: {error}") from error


def matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Whether the pattern matches somewhere in the text, as OVAL's `pattern match` asks."""
    if pattern == ANYTHING:
        return True
    expression = compiled(pattern, ignore_case=ignore_case)
    try:
        return expression.search(text, timeout=MATCH_SECONDS) is not None
    except TimeoutError:
        raise PatternError(f"{pattern[:80]!r} takes too long on this text") from None


def found(pattern: "regex.Pattern[str]", text: str) -> Iterator["regex.Match[str]"]:
    """Matches one after the other; after an empty one the search goes on one character further.

    Raises PatternError when the time for this text is used up.
    """
    start = 0
    left = MATCH_SECONDS
    while start <= len(text):
        began = time.monotonic()
        try:
            match = pattern.search(text, start, timeout=max(left, 0.001))
        except TimeoutError:
            raise PatternError(f"{pattern.pattern[:80]!r} takes too long on this text") from None
        left -= time.monotonic() - began
        if match is None:
            return
        yield match
        start = match.end() + (match.end() == match.start())


def fixed_prefix(pattern: str) -> str:
    """Literal text with which every match begins; empty if the pattern is not anchored or
    branches."""
    if not pattern.startswith("^") or "|" in _outside_groups(pattern):
        return ""
    prefix: list[str] = []
    rest = pattern[1:]
    while rest:
        taken = 2 if rest[0] == "\\" else 1
        literal = rest[taken - 1 : taken]
        if (taken == 2 and (literal.isalnum() or not literal)) or (taken == 1 and rest[0] in _META):
            break
        if rest[taken : taken + 1] in _QUANTIFIERS and rest[taken : taken + 1]:
            break
        prefix.append(literal)
        rest = rest[taken:]
    return "".join(prefix)


def may_continue(pattern: str, beginning: str) -> bool:
    """Whether some text that begins so could match; true if that cannot be told for sure.

    Only anchored patterns without branches outside groups and without looking around are judged.
    """
    if not pattern.startswith("^") or "|" in _outside_groups(pattern) or _LOOKS.search(pattern):
        return True
    try:
        match = compiled(pattern).match(beginning, partial=True, timeout=MATCH_SECONDS)
    except (PatternError, TimeoutError):
        return True
    return match is not None


def _outside_groups(pattern: str) -> str:
    """The pattern without what stands in parentheses, classes and escapes."""
    kept: list[str] = []
    depth = 0
    in_class = escaped = False
    for char in pattern:
        if escaped or char == "\\":
            escaped = not escaped
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif depth == 0:
            kept.append(char)
    return "".join(kept)
