"""incisor.oval.patterns: what content's patterns may do, and how long."""

import time

import pytest

from incisor.oval.patterns import (
    MAX_PATTERN,
    PatternError,
    compiled,
    fixed_prefix,
    found,
    matches,
    may_continue,
)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("b", "abc", True),
        ("^b", "a\nb", False),
        (r"^\w+$", "über", False),
        (r"\d", "٣", False),
        (r"^a++b$", "aaab", True),
        ("(?i)YES", "yes", True),
        ("^$", "", True),
        (r"^(?:a|b)$", "b", True),
    ],
)
def test_patterns_mean_what_they_mean_in_pcre(pattern: str, text: str, expected: bool) -> None:
    """A match may be anywhere; classes are ASCII; lines count only if asked for."""
    assert matches(pattern, text) is expected


def test_lines_dots_and_case_follow_the_flags() -> None:
    """The behaviors multiline, singleline and ignore_case change what matches."""
    assert compiled("^b", multiline=True).search("a\nb")
    assert compiled("a.b", singleline=True).search("a\nb")
    assert compiled("AB", ignore_case=True).search("ab")


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", "*", "[", "x" * (MAX_PATTERN + 1)])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    """A broken or oversized pattern is an error that names it, not a crash."""
    with pytest.raises(PatternError, match="pattern"):
        compiled(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"^(?:a|a)*$", "a" * 60 + "!"), (r"^(?:.*?,){20}P", "1,2,3,4,5,6,7,8,9,10," * 12)],
)
def test_a_pattern_that_backtracks_for_ever_ends_in_time(pattern: str, text: str) -> None:
    """Hostile content costs about a second, and says so."""
    began = time.monotonic()
    with pytest.raises(PatternError, match="too long"):
        matches(pattern, text)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "pattern",
    [
        "x{1000000000}",
        "a{1,70000}",
        "(?:x{60000}){60000}",
        "(?:(?:[(]{100}){100}){100}",
        "x{99}" * 2000,
    ],
)
def test_a_pattern_that_repeats_too_much_is_refused(pattern: str) -> None:
    """It would take more memory than the host has, before any text is looked at."""
    with pytest.raises(PatternError, match="repeats"):
        compiled(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^[a-f0-9]{64}$", "0" * 64),
        (r"^(?:\d{1,3}\.){3}\d{1,3}$", "10.0.0.1"),
        (r"^[^{70000}]\{99999\}$", "x{99999}"),
        ("(?:ab{2}){3}", "abbabbabb"),
    ],
)
def test_ordinary_repetitions_are_not(pattern: str, text: str) -> None:
    """Nor braces that repeat nothing."""
    assert matches(pattern, text)


def test_matches_follow_each_other_and_empty_ones_move_on() -> None:
    """The next search starts where the last match ended, one further if that was empty."""
    spans = [match.span() for match in found(compiled("a*"), "aab")]
    assert spans == [(0, 2), (2, 2), (3, 3)]


@pytest.mark.parametrize(
    ("pattern", "prefix"),
    [
        (r"^/etc/ssh/.*$", "/etc/ssh/"),
        (r"^/etc/audit\.d/x", "/etc/audit.d/x"),
        ("/etc/ssh", ""),
        ("^/etc|^/usr", ""),
        ("^/etc/(?:a|b)", "/etc/"),
        ("^/etc/ab?c", "/etc/a"),
        ("^/etc/ab*", "/etc/a"),
        ("^/etc/ab{0}c", "/etc/a"),
        ("^/etc/ab+c", "/etc/ab"),
        (r"^/etc/\w", "/etc/"),
        ("^[a|b]/c", ""),
        ("^abc$", "abc"),
        ("^abc\\", "abc"),
        ("(?i)^/etc", ""),
    ],
)
def test_the_fixed_prefix_begins_every_match(pattern: str, prefix: str) -> None:
    """Pruning by the prefix can never lose a match; without an anchor there is none."""
    assert fixed_prefix(pattern) == prefix


@pytest.mark.parametrize(
    ("pattern", "beginning", "expected"),
    [
        ("^/etc/sudoers.*", "/etc/ssl/", False),
        (r"^/etc/sudoers(?:\.d/.*)?$", "/etc/sudoers.d/", True),
        ("^/etc/[^/]+$", "/etc/ssl/", False),
        ("^/etc/.*/x$", "/etc/a/b/", True),
        ("^/etc|/usr", "/var/", True),
        ("/etc/x", "/var/", True),
        ("^(?!/etc)", "/etc/", True),
        ("^(", "/etc/", True),
    ],
)
def test_what_cannot_match_below_a_directory_is_known_from_its_path(
    pattern: str, beginning: str, expected: bool
) -> None:
    """Where that cannot be told for sure, it may."""
    assert may_continue(pattern, beginning) is expected
