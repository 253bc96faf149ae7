"""How results are joined: the evaluation charts of the OVAL common schema, row by row.

A row counts results (or item statuses) and says what they come to; the first row that fits decides.
Counts are written as in the charts: "0", "1", "0+", "1+", "2+", "0,1", "odd", "even".
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from incisor.oval.model import Check, Existence, Operator, Result

Row = tuple[tuple[str, ...], Result]


class Status(StrEnum):
    """oval-sc:StatusEnumeration, of an item or of one of its entities."""

    EXISTS = "exists"
    DOES_NOT_EXIST = "does not exist"
    ERROR = "error"
    NOT_COLLECTED = "not collected"


class Flag(StrEnum):
    """oval-sc:FlagEnumeration, of a collected object."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    DOES_NOT_EXIST = "does not exist"
    ERROR = "error"
    NOT_COLLECTED = "not collected"
    NOT_APPLICABLE = "not applicable"


COUNTS: Mapping[str, Callable[[int], bool]] = {
    "0": lambda n: n == 0,
    "1": lambda n: n == 1,
    "0+": lambda n: n >= 0,
    "1+": lambda n: n >= 1,
    "2+": lambda n: n >= 2,
    "0,1": lambda n: n <= 1,
    "odd": lambda n: n % 2 == 1,
    "even": lambda n: n % 2 == 0,
}

RESULTS = (
    Result.TRUE,
    Result.FALSE,
    Result.ERROR,
    Result.UNKNOWN,
    Result.NOT_EVALUATED,
    Result.NOT_APPLICABLE,
)
"""The columns of CHECK and OPERATOR: T, F, E, U, NE, NA."""

_COLUMN = {result: number for number, result in enumerate(RESULTS)}

_T, _F, _E, _U, _NE, _NA = RESULTS

_ONLY_NOT_APPLICABLE: Row = (("0", "0", "0", "0", "0", "1+"), _NA)

_ALL: tuple[Row, ...] = (
    (("1+", "0", "0", "0", "0", "0+"), _T),
    (("0+", "1+", "0+", "0+", "0+", "0+"), _F),
    (("0+", "0", "1+", "0+", "0+", "0+"), _E),
    (("0+", "0", "0", "1+", "0+", "0+"), _U),
    (("0+", "0", "0", "0", "1+", "0+"), _NE),
    _ONLY_NOT_APPLICABLE,
)
_AT_LEAST_ONE: tuple[Row, ...] = (
    (("1+", "0+", "0+", "0+", "0+", "0+"), _T),
    (("0", "1+", "0", "0", "0", "0+"), _F),
    (("0", "0+", "1+", "0+", "0+", "0+"), _E),
    (("0", "0+", "0", "1+", "0+", "0+"), _U),
    (("0", "0+", "0", "0", "1+", "0+"), _NE),
    _ONLY_NOT_APPLICABLE,
)
_ONLY_ONE: tuple[Row, ...] = (
    (("1", "0+", "0", "0", "0", "0+"), _T),
    (("2+", "0+", "0+", "0+", "0+", "0+"), _F),
    (("0", "1+", "0", "0", "0", "0+"), _F),
    (("0,1", "0+", "1+", "0+", "0+", "0+"), _E),
    (("0,1", "0+", "0", "1+", "0+", "0+"), _U),
    (("0,1", "0+", "0", "0", "1+", "0+"), _NE),
    _ONLY_NOT_APPLICABLE,
)
_NONE_SATISFY: tuple[Row, ...] = (
    (("0", "1+", "0", "0", "0", "0+"), _T),
    (("1+", "0+", "0+", "0+", "0+", "0+"), _F),
    (("0", "0+", "1+", "0+", "0+", "0+"), _E),
    (("0", "0+", "0", "1+", "0+", "0+"), _U),
    (("0", "0+", "0", "0", "1+", "0+"), _NE),
    _ONLY_NOT_APPLICABLE,
)
_XOR: tuple[Row, ...] = (
    _ONLY_NOT_APPLICABLE,  # first, since no true result is an even number of them
    (("odd", "0+", "0", "0", "0", "0+"), _T),
    (("even", "0+", "0", "0", "0", "0+"), _F),
    (("0+", "0+", "1+", "0+", "0+", "0+"), _E),
    (("0+", "0+", "0", "1+", "0+", "0+"), _U),
    (("0+", "0+", "0", "0", "1+", "0+"), _NE),
)

CHECK: Mapping[Check, tuple[Row, ...]] = {
    Check.ALL: _ALL,
    Check.AT_LEAST_ONE: _AT_LEAST_ONE,
    Check.ONLY_ONE: _ONLY_ONE,
    Check.NONE_SATISFY: _NONE_SATISFY,
}
"""oval:CheckEnumeration."""

OPERATOR: Mapping[Operator, tuple[Row, ...]] = {
    Operator.AND: _ALL,
    Operator.OR: _AT_LEAST_ONE,
    Operator.ONE: _ONLY_ONE,
    Operator.XOR: _XOR,
}
"""oval:OperatorEnumeration."""

STATUSES = (Status.EXISTS, Status.DOES_NOT_EXIST, Status.ERROR, Status.NOT_COLLECTED)
"""The columns of EXISTENCE: EX, DE, ER, NC."""

EXISTENCE: Mapping[Existence, tuple[Row, ...]] = {
    Existence.ALL_EXIST: (
        (("1+", "0", "0", "0"), _T),
        (("0", "0", "0", "0"), _F),
        (("0+", "1+", "0+", "0+"), _F),
        (("0+", "0", "1+", "0+"), _E),
        (("0+", "0", "0", "1+"), _U),
    ),
    Existence.ANY_EXIST: (
        (("0+", "0+", "0", "0+"), _T),
        (("1+", "0+", "1+", "0+"), _T),
        (("0", "0+", "1+", "0+"), _E),
    ),
    Existence.AT_LEAST_ONE_EXISTS: (
        (("1+", "0+", "0+", "0+"), _T),
        (("0", "0+", "0", "0"), _F),  # the chart has 1+ under DE; nothing at all is the same
        (("0", "0+", "1+", "0+"), _E),
        (("0", "0+", "0", "1+"), _U),
    ),
    Existence.NONE_EXIST: (
        (("0", "0+", "0", "0"), _T),
        (("1+", "0+", "0+", "0+"), _F),
        (("0", "0+", "1+", "0+"), _E),
        (("0", "0+", "0", "1+"), _U),
    ),
    Existence.ONLY_ONE_EXISTS: (
        (("1", "0+", "0", "0"), _T),
        (("2+", "0+", "0+", "0+"), _F),
        (("0", "0+", "0", "0"), _F),
        (("0,1", "0+", "1+", "0+"), _E),
        (("0,1", "0+", "0", "1+"), _U),
    ),
}
"""oval:ExistenceEnumeration."""

INCOMPLETE_EXISTENCE: Mapping[Existence, tuple[Row, ...]] = {
    Existence.ALL_EXIST: ((("0+", "1+", "0+", "0+"), _F),),
    Existence.ANY_EXIST: ((("0+", "0+", "0+", "0+"), _T),),
    Existence.AT_LEAST_ONE_EXISTS: ((("1+", "0+", "0+", "0+"), _T),),
    Existence.NONE_EXIST: ((("1+", "0+", "0+", "0+"), _F),),
    Existence.ONLY_ONE_EXISTS: ((("2+", "0+", "0+", "0+"), _F),),
}
"""What holds although more items may exist than were seen; anything else is unknown."""

INCOMPLETE_CHECK: Mapping[Check, tuple[Row, ...]] = {
    Check.ALL: ((("0+", "1+", "0+", "0+", "0+", "0+"), _F),),
    Check.AT_LEAST_ONE: ((("1+", "0+", "0+", "0+", "0+", "0+"), _T),),
    Check.ONLY_ONE: ((("2+", "0+", "0+", "0+", "0+", "0+"), _F),),
    Check.NONE_SATISFY: ((("1+", "0+", "0+", "0+", "0+", "0+"), _F),),
}
"""The same for items and states. oscap keeps a false of `at least one`; unseen items may hold."""

FLAGGED: Mapping[Flag, Result] = {
    Flag.ERROR: _E,
    Flag.NOT_COLLECTED: _U,
    Flag.NOT_APPLICABLE: _NA,
}
"""What an object that gave nothing to look at makes of its test."""

NEGATED: Mapping[Result, Result] = {_T: _F, _F: _T}
"""The negate attribute; all other results stay as they are."""


def join(rows: Iterable[Row], counts: tuple[int, ...], otherwise: Result) -> Result:
    """The result of the first row that fits the counts."""
    for pattern, result in rows:
        if all(COUNTS[want](have) for want, have in zip(pattern, counts, strict=True)):
            return result
    return otherwise


SHORT: Final = 3
"""Results of that many are counted once; most comparisons have one."""


def count_results(results: Iterable[Result]) -> tuple[int, ...]:
    """How many there are of each, in the order of the columns."""
    counts = [0] * len(RESULTS)
    for result in results:
        counts[_COLUMN[result]] += 1
    return tuple(counts)


@cache
def _check(kind: Check, counts: tuple[int, ...]) -> Result:
    return join(CHECK[kind], counts, Result.NOT_EVALUATED)


@cache
def _operate(kind: Operator, counts: tuple[int, ...]) -> Result:
    return join(OPERATOR[kind], counts, Result.NOT_EVALUATED)


def check(kind: Check, results: Iterable[Result]) -> Result:
    """Join results by a check; without any result there is nothing evaluated."""
    return _check(kind, _few(results))


def operate(kind: Operator, results: Iterable[Result]) -> Result:
    """Join results by an operator; without any result there is nothing evaluated."""
    return _operate(kind, _few(results))


def _few(results: Iterable[Result]) -> tuple[int, ...]:
    """Counts up to 2 or 3 with the parity kept: no chart tells more apart, and few are
    remembered."""
    given = tuple(results)
    return _remembered(given) if len(given) <= SHORT else _bounded(given)


def _bounded(results: tuple[Result, ...]) -> tuple[int, ...]:
    return tuple(n if n < 4 else 2 + n % 2 for n in count_results(results))


_remembered = cache(_bounded)


def negate(result: Result, negated: bool = True) -> Result:
    """Apply a negate attribute."""
    return NEGATED.get(result, result) if negated else result
