"""Conditions of a policy's statement: operators, the keys that are known, and what they mean.

As the IAM User Guide has it under "Condition operators" and "Set operators". OPERATORS and KEYS are
all that is evaluated; `incisor.auth.iam` refuses a policy that uses anything else.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final, NamedTuple

import msgspec

Context = Mapping[str, Sequence[str]]
"""What is known of a request: condition keys in lower case, each with its values, one at least."""


class Operator(NamedTuple):
    """How one value is compared with one of the policy's, and whether the outcome is turned."""

    agrees: Callable[[str, str], bool]
    negated: bool = False


class Quantifier(StrEnum):
    """Of how many of a key's values a condition speaks."""

    ONE = ""
    ALL = "ForAllValues"
    ANY = "ForAnyValue"


class Condition(msgspec.Struct, frozen=True):
    """One line of a Condition block; `key` is in lower case."""

    operator: str
    quantifier: Quantifier
    if_exists: bool
    key: str
    values: tuple[str, ...]


def like(value: str, pattern: str) -> bool:
    """Whether the value is of the pattern: `*` is any text, `?` any character."""
    return _glob(pattern).fullmatch(value) is not None


def _within(address: str, block: str) -> bool:
    try:
        return ip_address(address) in _network(block)
    except ValueError:  # a caller without an address, such as one on a Unix socket
        return False


def _equal(value: str, wanted: str) -> bool:
    return value == wanted


def _alike(value: str, wanted: str) -> bool:
    return value.casefold() == wanted.casefold()


OPERATORS: Final[Mapping[str, Operator]] = {
    "StringEquals": Operator(_equal),
    "StringNotEquals": Operator(_equal, negated=True),
    "StringEqualsIgnoreCase": Operator(_alike),
    "StringNotEqualsIgnoreCase": Operator(_alike, negated=True),
    "StringLike": Operator(like),
    "StringNotLike": Operator(like, negated=True),
    "IpAddress": Operator(_within),
    "NotIpAddress": Operator(_within, negated=True),
}
NULL: Final = "Null"
IF_EXISTS: Final = "IfExists"

SOURCE_IP: Final = "aws:sourceip"
TAG_KEYS: Final = "aws:tagkeys"
RESOURCE_TAG: Final = "aws:resourcetag/"
REQUEST_TAG: Final = "aws:requesttag/"
KEYS: Final = ("aws:ResourceTag/KEY", "aws:RequestTag/KEY", "aws:TagKeys", "aws:SourceIp")


def holds(condition: Condition, context: Context) -> bool:
    """Whether the condition is met by what is known of the request."""
    given = context.get(condition.key, ())
    if condition.operator == NULL:
        return (not given) == (condition.values == ("true",))
    operator = OPERATORS[condition.operator]
    if not given:
        return condition.if_exists or _absent(condition.quantifier, operator)
    met = (_meets(value, condition.values, operator) for value in given)
    turned = condition.quantifier is Quantifier.ONE and operator.negated
    return all(met) if turned or condition.quantifier is Quantifier.ALL else any(met)


def faults(condition: Condition) -> Iterator[str]:
    """What keeps a condition from being evaluated, or makes it mean nothing."""
    known = condition.key in (SOURCE_IP, TAG_KEYS) or _names_a_tag(condition.key)
    if not known:
        yield f"has a key that is not evaluated: there are {', '.join(KEYS)}"
        return
    if condition.operator == NULL:
        yield from _null_faults(condition)
        return
    if condition.operator not in OPERATORS:
        yield f"is not an operator that is evaluated: there are {', '.join([*OPERATORS, NULL])}"
        return
    many = condition.key == TAG_KEYS
    if many != (condition.quantifier is not Quantifier.ONE):
        yield "needs ForAllValues: or ForAnyValue:" if many else "has one value: drop the For…:"
    yield from _address_faults(condition)


def _null_faults(condition: Condition) -> Iterator[str]:
    if condition.if_exists or condition.quantifier is not Quantifier.ONE:
        yield "takes no IfExists, ForAllValues or ForAnyValue"
    if condition.values not in (("true",), ("false",)):
        yield "takes one value, true or false"


def _address_faults(condition: Condition) -> Iterator[str]:
    of_addresses = condition.operator.endswith("IpAddress")
    if of_addresses != (condition.key == SOURCE_IP):
        yield "compares aws:SourceIp with IpAddress or NotIpAddress, and nothing else with them"
        return
    for value in condition.values if of_addresses else ():
        try:
            _network(value)
        except ValueError:
            yield f"has {value!r}, which is no address and no block such as 10.0.0.0/8"


def _names_a_tag(key: str) -> bool:
    return any(key.startswith(stem) and key != stem for stem in (RESOURCE_TAG, REQUEST_TAG))


def _absent(quantifier: Quantifier, operator: Operator) -> bool:
    """The outcome for a key that the request does not have."""
    if quantifier is Quantifier.ONE:
        return operator.negated
    return quantifier is Quantifier.ALL


def _meets(value: str, wanted: Sequence[str], operator: Operator) -> bool:
    return any(operator.agrees(value, each) for each in wanted) != operator.negated


_network = lru_cache(maxsize=1000)(lambda block: ip_network(block, strict=False))


@lru_cache(maxsize=1000)
def _glob(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression that never goes back: each part is sought once."""
    parts = [
        "".join("." if c == "?" else re.escape(c) for c in part) for part in pattern.split("*")
    ]
    if len(parts) == 1:
        return re.compile(parts[0], re.DOTALL)
    middle = "".join(f"(?>.*?{part})" for part in parts[1:-1])
    return re.compile(f"{parts[0]}{middle}.*{parts[-1]}", re.DOTALL)
