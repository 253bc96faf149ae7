"""Regular expressions of content, which nobody here wrote: bounded in size and in time.

OVAL's patterns are PCRE. The `regex` module in its version 0 comes closest: \\w, \\d and \\s are
ASCII here as they are in PCRE without UCP, and `dialect` writes what it spells otherwise. Known
differences: verbs such as (*UTF) are refused. `tools/expressions.py` compares both on every pattern
of published content.
"""

import copyreg
import re
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import regex

from incisor.oval.dialect import translated

MATCH_SECONDS = 1.0
"""For all matches of one pattern in one text. Ordinary patterns need microseconds."""

MAX_PATTERN = 16_384
"""Characters. The longest pattern in published content has some 5,000."""

MAX_EXPANSION = 100_000
"""Elements of a pattern with its counted repetitions written out, as regex does while compiling."""

MAX_COUNT = 65_535
"""Of one repetition, as in PCRE (pcre2limits(3))."""

_TOKENS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\{(\d+)(?:(,)(\d*))?\}|.", re.DOTALL)
_LOOKS = regex.compile(r"\(\?[^:]|\\[AbBGzZ1-9]")
"""What a beginning of a text cannot be judged by: look-around, flags, anchors, references."""

ANYTHING = ".*"
"""What authors write who do not care: it matches the beginning of any text."""

_META = frozenset(".^$*+?{}[]|()")
_QUANTIFIERS = frozenset("*?{")


class PatternError(ValueError):
    """The pattern is not one, or it takes too long."""


MAX_KEPT: Final = 4096
"""Compiled patterns held at once; a profile with 500 rules has some 500."""

Key = tuple[str, bool, bool, bool]
Programs = Mapping[Key, tuple[Any, ...]]
"""What patterns compile to, as regex itself lays it down for pickling: plain values. Of another
version of regex they mean nothing."""

_compiled: dict[Key, "regex.Pattern[str]"] = {}
_programs: dict[Key, tuple[Any, ...]] = {}


def compiled(
    pattern: str, multiline: bool = False, singleline: bool = False, ignore_case: bool = False
) -> "regex.Pattern[str]":
    """The compiled pattern, made once. Raises PatternError."""
    key = (pattern, multiline, singleline, ignore_case)
    known = _compiled.get(key)
    if known is None:
        if len(_compiled) >= MAX_KEPT:
            _compiled.clear()
        program = _programs.get(key)
        known = _compiled[key] = _revive(*program) if program else _compile(*key)
    return known


def recall(programs: Programs) -> None:
    """Spare the compiling of these, which takes a fifth of a short scan. They must come from
    `learnt`, of the same VERSION."""
    _programs.update(programs)


def learnt() -> Programs | None:
    """The programs of what was compiled and recalled so far; None if no pattern was new."""
    fresh = {key: _lay_down(made)[1] for key, made in _compiled.items() if key not in _programs}
    return dict(islice({**fresh, **_programs}.items(), MAX_KEPT)) if fresh else None


def _compile(
    pattern: str, multiline: bool, singleline: bool, ignore_case: bool
) -> "regex.Pattern[str]":
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"a pattern of {len(pattern)} characters is too long")
    if "{" in pattern and _expanded(pattern) > MAX_EXPANSION:
        raise PatternError(f"{pattern[:80]!r} repeats too much")
    flags = regex.VERSION0 | regex.ASCII
    flags |= regex.MULTILINE if multiline else 0
    flags |= regex.DOTALL if singleline else 0
    flags |= regex.IGNORECASE if ignore_case else 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # hints about what a later version may read differently
            return regex.compile(translated(pattern, multiline), flags)
    except (regex.error, RecursionError, OverflowError, MemoryError) as error:
        raise PatternError(f"not a pattern: {pattern[:80]!r}: {error}") from error


def _expanded(pattern: str) -> int:
    """How many elements the pattern has with every `{n}` written out; no less, maybe more."""
    around: list[int] = []
    total = last = 0
    for token in _TOKENS.finditer(pattern):
        least, open_ended, most = token.groups()
        if least is not None:
            if max(int(least[:9]), int((most or "0")[:9])) > MAX_COUNT:
                raise PatternError(f"{pattern[:80]!r} repeats more than {MAX_COUNT} times")
            total += last * (int(least) - 1) if not open_ended and int(least) else 0
            last *= 1 if open_ended else int(least)
        elif token[0] == "(":
            around.append(total)
            total = last = 0
        elif token[0] == ")":
            last = total
            total += around.pop() if around else 0
        else:
            last = 1
            total += 1
    return total


VERSION: Final = str(regex.__version__)
_lay_down: Final[Callable[["regex.Pattern[str]"], Any]] = copyreg.dispatch_table[regex.Pattern]
"""To the function that makes a pattern of a program, and the program."""
_revive: Final[Callable[..., "regex.Pattern[str]"]] = _lay_down(regex.compile(""))[0]


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


@lru_cache(maxsize=MAX_KEPT)
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
