"""incisor.oval.tables: the evaluation charts, held against rules stated in another way."""

from collections.abc import Callable
from itertools import product

import pytest

from incisor.oval.model import Check, Existence, Operator, Result
from incisor.oval.tables import (
    CHECK,
    EXISTENCE,
    INCOMPLETE_CHECK,
    INCOMPLETE_EXISTENCE,
    OPERATOR,
    RESULTS,
    check,
    count_results,
    join,
    negate,
    operate,
)

T, F, E, U, NE, NA = RESULTS

COUNTS = [counts for counts in product(range(4), repeat=6) if sum(counts) > 0 and sum(counts) < 9]
"""Every way to have up to three results of each kind."""


def undecided(e: int, u: int, ne: int, na: int, otherwise: Result) -> Result:
    """Error outweighs unknown, unknown outweighs not evaluated."""
    if e:
        return E
    if u:
        return U
    return NE if ne else otherwise


def expected_all(t: int, f: int, e: int, u: int, ne: int, na: int) -> Result:
    return F if f else undecided(e, u, ne, na, T if t else NA)


def expected_any(t: int, f: int, e: int, u: int, ne: int, na: int) -> Result:
    return T if t else undecided(e, u, ne, na, F if f else NA)


def expected_one(t: int, f: int, e: int, u: int, ne: int, na: int) -> Result:
    if t > 1:
        return F
    return undecided(e, u, ne, na, T if t else F if f else NA)


def expected_none(t: int, f: int, e: int, u: int, ne: int, na: int) -> Result:
    return F if t else undecided(e, u, ne, na, T if f else NA)


def expected_xor(t: int, f: int, e: int, u: int, ne: int, na: int) -> Result:
    if not any((t, f, e, u, ne)):
        return NA
    return undecided(e, u, ne, na, T if t % 2 else F)


Rule = Callable[[int, int, int, int, int, int], Result]
CHECKS: dict[Check, Rule] = {
    Check.ALL: expected_all,
    Check.AT_LEAST_ONE: expected_any,
    Check.ONLY_ONE: expected_one,
    Check.NONE_SATISFY: expected_none,
}
OPERATORS: dict[Operator, Rule] = {
    Operator.AND: expected_all,
    Operator.OR: expected_any,
    Operator.ONE: expected_one,
    Operator.XOR: expected_xor,
}


def results(counts: tuple[int, ...]) -> list[Result]:
    return [r for r, n in zip(RESULTS, counts, strict=True) for _ in range(n)]


@pytest.mark.parametrize("kind", Check)
def test_every_combination_of_results_has_the_outcome_of_the_check_chart(kind: Check) -> None:
    """CheckEnumeration's chart decides for up to three results of each kind."""
    for counts in COUNTS:
        assert check(kind, results(counts)) is CHECKS[kind](*counts), counts


@pytest.mark.parametrize("kind", Operator)
def test_every_combination_of_results_has_the_outcome_of_the_operator_chart(
    kind: Operator,
) -> None:
    """OperatorEnumeration's chart decides for up to three results of each kind."""
    for counts in COUNTS:
        assert operate(kind, results(counts)) is OPERATORS[kind](*counts), counts


@pytest.mark.parametrize("table", [*CHECK.values(), *OPERATOR.values()])
def test_charts_leave_no_combination_open(table: tuple[object, ...]) -> None:
    """Whatever the counts, a row of the chart fits."""
    for counts in COUNTS:
        assert join(table, counts, Result.NOT_EVALUATED) is join(table, counts, T)  # type: ignore[arg-type]


def expected_existence(kind: Existence, ex: int, de: int, er: int, nc: int) -> Result:
    """The charts, read as rules."""
    seen = E if er else U if nc else None
    if kind is Existence.ALL_EXIST:
        return F if de else seen or (T if ex else F)
    if kind is Existence.ANY_EXIST:
        return E if er and not ex else T
    if kind is Existence.AT_LEAST_ONE_EXISTS:
        return T if ex else seen or F
    if kind is Existence.NONE_EXIST:
        return F if ex else seen or T
    return F if ex > 1 else seen or (T if ex == 1 else F)


@pytest.mark.parametrize("kind", Existence)
def test_every_combination_of_statuses_has_the_outcome_of_the_existence_chart(
    kind: Existence,
) -> None:
    """ExistenceEnumeration's chart decides for up to three items of each status."""
    for counts in product(range(4), repeat=4):
        found = join(EXISTENCE[kind], counts, Result.NOT_EVALUATED)
        assert found is expected_existence(kind, *counts), counts


@pytest.mark.parametrize("kind", Existence)
def test_what_holds_of_an_incomplete_object_holds_whatever_was_missed(kind: Existence) -> None:
    """A decided outcome for some items is the outcome for these and any further ones."""
    for seen, unseen in product(range(4), range(4)):
        found = join(INCOMPLETE_EXISTENCE[kind], (seen, 0, 0, 0), U)
        if found is not U:
            assert join(EXISTENCE[kind], (seen + unseen, 0, 0, 0), U) is found


@pytest.mark.parametrize("kind", Check)
def test_a_check_of_an_incomplete_object_holds_whatever_was_missed(kind: Check) -> None:
    """A decided outcome for some results is the outcome for these and any further ones."""
    for seen, unseen in product(COUNTS[::17], COUNTS[::13]):
        found = join(INCOMPLETE_CHECK[kind], seen, U)
        if found is not U:
            together = tuple(a + b for a, b in zip(seen, unseen, strict=True))
            assert join(CHECK[kind], together, U) is found


@pytest.mark.parametrize(
    ("result", "negated"), [(T, F), (F, T), (E, E), (U, U), (NE, NE), (NA, NA)]
)
def test_negation_turns_true_and_false_only(result: Result, negated: Result) -> None:
    """The negate attribute leaves what is not decided as it is."""
    assert negate(result) is negated
    assert negate(result, False) is result


def test_nothing_to_join_is_not_evaluated() -> None:
    """A check or operator without any operand gives no verdict."""
    assert check(Check.ALL, []) is Result.NOT_EVALUATED
    assert operate(Operator.AND, []) is Result.NOT_EVALUATED


def test_results_are_counted_in_the_columns_of_the_charts() -> None:
    """T, F, E, U, NE, NA."""
    assert count_results([T, NA, T, U]) == (2, 0, 0, 1, 0, 1)
