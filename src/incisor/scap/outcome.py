"""What a rule's checks say of the rule: XCCDF results, and how they join.

The tables are NISTIR 7275r4's: 7.2.3.5.1 (complex checks), SCAP 1.3's 4.5.2 (OVAL to XCCDF).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import reduce
from typing import Final

from incisor.oval.model import Result as OvalResult


class Result(StrEnum):
    """xccdf:resultEnumType."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    ERROR = "error"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "notapplicable"
    NOT_CHECKED = "notchecked"
    NOT_SELECTED = "notselected"
    INFORMATIONAL = "informational"
    FIXED = "fixed"


R = Result

COMPLIANCE: Final[Mapping[OvalResult, Result]] = {
    OvalResult.TRUE: R.PASS,
    OvalResult.FALSE: R.FAIL,
    OvalResult.UNKNOWN: R.UNKNOWN,
    OvalResult.ERROR: R.ERROR,
    OvalResult.NOT_EVALUATED: R.NOT_CHECKED,
    OvalResult.NOT_APPLICABLE: R.NOT_APPLICABLE,
}
"""Definitions of class compliance, inventory and miscellaneous: true is what one wants."""

VULNERABILITY: Final[Mapping[OvalResult, Result]] = {
    **COMPLIANCE,
    OvalResult.TRUE: R.FAIL,
    OvalResult.FALSE: R.PASS,
}
"""Definitions of class vulnerability and patch: true means that something is wrong or missing."""

OF_CLASS: Final[Mapping[str, Mapping[OvalResult, Result]]] = {
    "compliance": COMPLIANCE,
    "inventory": COMPLIANCE,
    "miscellaneous": COMPLIANCE,
    "vulnerability": VULNERABILITY,
    "patch": VULNERABILITY,
}

NEGATED: Final[Mapping[Result, Result]] = {R.PASS: R.FAIL, R.FAIL: R.PASS}

# The first of these that occurs among the operands is the outcome; whatever is not named joins in
# only where nothing else is said.
AND_ORDER: Final = (R.FAIL, R.UNKNOWN, R.ERROR, R.PASS)
OR_ORDER: Final = (R.PASS, R.UNKNOWN, R.ERROR, R.FAIL)
ORDERS: Final[Mapping[str, tuple[Result, ...]]] = {"AND": AND_ORDER, "OR": OR_ORDER}


def join(operator: str, results: Iterable[Result]) -> Result:
    """The result of a complex check's operands, or of all definitions of one check (AND)."""
    order = ORDERS[operator]
    return reduce(lambda a, b: _pair(order, a, b), results, Result.NOT_CHECKED)


def _pair(order: tuple[Result, ...], one: Result, other: Result) -> Result:
    """One cell of the truth table; between two that the table calls N, the first said wins."""
    for result in order:
        if result in (one, other):
            return result
    return other if one is Result.NOT_CHECKED else one


def negate(result: Result) -> Result:
    """What `negate="true"` makes of a result."""
    return NEGATED.get(result, result)
