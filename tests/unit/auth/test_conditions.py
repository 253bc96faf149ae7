"""incisor.auth.conditions: the operators over every kind of request."""

import time

import pytest

from incisor.auth import conditions
from incisor.auth.conditions import Condition, Quantifier, like

TEAM = "aws:resourcetag/team"
KEYS = "aws:tagkeys"
IP = "aws:sourceip"


def holds(operator: str, key: str, *values: str, given: list[str] | None, many: str = "") -> bool:
    if_exists = operator.endswith("IfExists")
    condition = Condition(
        operator.removesuffix("IfExists"), Quantifier(many), if_exists, key, values
    )
    return conditions.holds(condition, {} if given is None else {key: given})


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("StringEquals", "blue", "blue", True),
        ("StringEquals", "blue", "Blue", False),
        ("StringEquals", "bl*", "blue", False),
        ("StringEquals", "blue", None, False),
        ("StringNotEquals", "blue", "red", True),
        ("StringNotEquals", "blue", "blue", False),
        ("StringNotEquals", "blue", None, True),
        ("StringEqualsIgnoreCase", "blue", "BLUE", True),
        ("StringNotEqualsIgnoreCase", "blue", "BLUE", False),
        ("StringLike", "bl?e*", "blue-1", True),
        ("StringLike", "bl?e", "ble", False),
        ("StringNotLike", "bl*", "blue", False),
        ("StringNotLike", "bl*", None, True),
        ("StringEqualsIfExists", "blue", None, True),
        ("StringEqualsIfExists", "blue", "red", False),
        ("Null", "true", None, True),
        ("Null", "true", "x", False),
        ("Null", "false", "x", True),
        ("Null", "false", None, False),
    ],
)
def test_operators_on_one_value(
    operator: str, wanted: str, given: str | None, expected: bool
) -> None:
    """Case, wildcards, turned operators, and a key that the request does not have."""
    assert holds(operator, TEAM, wanted, given=None if given is None else [given]) is expected


@pytest.mark.parametrize(
    ("operator", "block", "given", "expected"),
    [
        ("IpAddress", "10.0.0.0/8", "10.255.0.1", True),
        ("IpAddress", "10.0.0.1", "10.0.0.1", True),
        ("IpAddress", "10.0.0.0/8", "11.0.0.1", False),
        ("IpAddress", "2001:db8::/32", "2001:db8::1", True),
        ("IpAddress", "0.0.0.0/0", "::1", False),
        ("IpAddress", "0.0.0.0/0", "unix", False),
        ("NotIpAddress", "10.0.0.0/8", "10.0.0.1", False),
        ("NotIpAddress", "10.0.0.0/8", "11.0.0.1", True),
    ],
)
def test_addresses(operator: str, block: str, given: str, expected: bool) -> None:
    """Both versions; what is no address is in no block."""
    assert holds(operator, IP, block, given=[given]) is expected


def test_several_values_of_the_policy_are_alternatives() -> None:
    """Any of them for a plain operator, none of them for a turned one."""
    assert holds("StringEquals", TEAM, "red", "blue", given=["blue"])
    assert not holds("StringNotEquals", TEAM, "red", "blue", given=["blue"])


@pytest.mark.parametrize(
    ("many", "given", "plain", "turned"),
    [
        ("ForAllValues", ["a", "b"], True, False),
        ("ForAllValues", ["a", "x"], False, False),
        ("ForAllValues", ["x", "y"], False, True),
        ("ForAllValues", None, True, True),
        ("ForAnyValue", ["a", "b"], True, False),
        ("ForAnyValue", ["a", "x"], True, True),
        ("ForAnyValue", ["x", "y"], False, True),
        ("ForAnyValue", None, False, False),
    ],
)
def test_set_operators(many: str, given: list[str] | None, plain: bool, turned: bool) -> None:
    """Of the request's values all or any, each against all of the policy's."""
    assert holds("StringEquals", KEYS, "a", "b", given=given, many=many) is plain
    assert holds("StringNotEquals", KEYS, "a", "b", given=given, many=many) is turned


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("*", ["", "a\nb"], []),
        ("a*", ["a", "ab"], ["ba"]),
        ("*b", ["b", "ab", "bb"], ["ba"]),
        ("a*b*c", ["abc", "axbxc", "abbcc"], ["ab", "acb"]),
        ("a.c", ["a.c"], ["abc"]),
        ("[ab]", ["[ab]"], ["a"]),
    ],
)
def test_wildcards(pattern: str, matching: list[str], other: list[str]) -> None:
    """`*` and `?` and nothing else, over the whole text."""
    assert [text for text in [*matching, *other] if like(text, pattern)] == matching


def test_no_pattern_takes_long() -> None:
    """Stars do not multiply: a thousand characters against hundreds of stars are nothing."""
    began = time.perf_counter()
    assert not like("a" * 1000, "*a" * 500 + "*b")
    assert time.perf_counter() - began < 1
