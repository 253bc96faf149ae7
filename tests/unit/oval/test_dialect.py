"""incisor.oval.dialect: what PCRE and the `regex` module spell differently."""

from itertools import product

import pcre2
import pytest

from incisor.oval import patterns

TEXTS = (
    *("", "\n", "a", "a\n", "a\n\n", "\na", "ab\nb\n", "axb", "aNb", "a\nb", "a b", "ahb", "a\tb"),
    *(".", "b\x0bc", "\x1b", "a^b", "aa", "A", "^\n", "vVZ", "b\r\n", "]^", "Q.E", "kn"),
)
PATTERNS = (
    *("^", "^$", "$", "^.*$", "^a", "\\Na", "a\\Nb", "a\\N+b", "[^\\n]b", "a\\hb", "a\\Hb"),
    *("\\v", "\\V", "[\\v]", "[^\\v]", "\\e", "[\\e]", "\\Q.\\E", "\\Q^$", "a\\Z", "\\Z", "a\\z"),
    *("(?<n>a)\\k<n>", "(?<n>a)\\k{n}", "(?P<n>a)(?P=n)", "\\x41"),
    *(
        "[^]]",
        "[]^]",
        "[\\]^]",
        "[[:alpha:]^]",
        "\\^",
        "a|^b",
        "(?:^a|b$)",
        "(^)",
        "\\\\",
        "[\\\\]",
    ),
    *("\\R", "a\\Kb", "(?i)A", "\\bb\\B", "a++", "(?>a|ab)b", "(?|(a)|(b))", "\\s", "\\S\\W"),
)


def spans(pattern: str, text: str, multiline: bool) -> list[tuple[int, int]]:
    """Where we find it."""
    expression = patterns.compiled(pattern, multiline)
    return [match.span() for match in patterns.found(expression, text)]


def their_spans(pattern: str, text: str, multiline: bool) -> list[tuple[int, int]]:
    """Where PCRE does, one match after the other as oscap asks."""
    flags = pcre2.MULTILINE if multiline else pcre2.NOFLAG
    expression = pcre2.compile(pattern, flags=flags | pcre2.ASCII)
    found = []
    start = 0
    while start <= len(text) and (match := expression.search(text, start)):
        found.append(match.span())
        start = match.end() + (match.end() == match.start())
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_match_as_pcre_matches(pattern: str) -> None:
    """On every text, of one line and of several."""
    for text, multiline in product(TEXTS, (True, False)):
        assert spans(pattern, text, multiline) == their_spans(pattern, text, multiline), text


def test_characters_may_be_numbered_in_braces() -> None:
    """The library that the others are compared with reads these as JavaScript does."""
    assert spans("\\x{41}|\\x{0062}", "Ab", multiline=False) == [(0, 1), (1, 2)]


def test_what_neither_knows_is_an_error() -> None:
    """It is not taken for something else."""
    with pytest.raises(patterns.PatternError):
        patterns.compiled("\\i")
