"""Laws of the evaluator, each named after what it states."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incisor.oval.compare import holds
from incisor.oval.evidence import MAX_TEXT, scrub, shown
from incisor.oval.functions import escape_regex
from incisor.oval.item import Item
from incisor.oval.model import (
    Check,
    Datatype,
    Existence,
    FilterAction,
    Operation,
    Operator,
    Result,
)
from incisor.oval.patterns import PatternError, compiled, fixed_prefix, found, matches, may_continue
from incisor.oval.states import Problems, keeps, literal_values, satisfies
from incisor.oval.tables import EXISTENCE, check, join, negate, operate
from incisor.oval.versions import compare_debian, compare_rpm, compare_versions
from support.content import state

results = st.sampled_from(list(Result))
several = st.lists(results, min_size=1, max_size=8)
decided = st.sampled_from([Result.TRUE, Result.FALSE])
versions = st.from_regex(r"[0-9][0-9a-z.+~]{0,8}", fullmatch=True)
evrs = st.builds(lambda e, v, r: f"{e}:{v}-{r}", st.integers(0, 3), versions, versions)


@given(results)
def test_negating_twice_changes_nothing(result: Result) -> None:
    """not not x = x."""
    assert negate(negate(result)) is result


@given(several, st.sampled_from(list(Operator)), st.randoms())
def test_operators_are_commutative(operands: list[Result], operator: Operator, random: Any) -> None:
    """The order of criteria does not matter."""
    shuffled = random.sample(operands, len(operands))
    assert operate(operator, operands) is operate(operator, shuffled)


@given(several, several, st.sampled_from([Operator.AND, Operator.OR, Operator.XOR]))
def test_and_or_xor_are_associative(
    one: list[Result], two: list[Result], operator: Operator
) -> None:
    """Nested criteria of one operator are as good as flat ones."""
    nested = operate(operator, [operate(operator, one), operate(operator, two)])
    assert nested is operate(operator, [*one, *two])


@given(st.lists(decided, min_size=1, max_size=8))
def test_de_morgan(operands: list[Result]) -> None:
    """not (a and b) = not a or not b, for what is decided."""
    negated = [negate(each) for each in operands]
    assert negate(operate(Operator.AND, operands)) is operate(Operator.OR, negated)


@given(several)
def test_none_satisfy_is_the_negation_of_at_least_one(operands: list[Result]) -> None:
    """Also where nothing is decided."""
    assert check(Check.NONE_SATISFY, operands) is negate(check(Check.AT_LEAST_ONE, operands))


@given(several, st.sampled_from(list(Check)))
def test_more_of_the_same_never_matters_beyond_two(operands: list[Result], kind: Check) -> None:
    """Counts are remembered in short, and that loses nothing."""
    assert check(kind, operands * 2) is check(kind, operands * 4)


@given(st.integers(0, 50), st.integers(0, 50))
def test_exactly_one_of_none_and_some_exists(exists: int, missing: int) -> None:
    """none_exist and at_least_one_exists exclude each other where there is no error."""
    counts = (exists, missing, 0, 0)
    none = join(EXISTENCE[Existence.NONE_EXIST], counts, Result.UNKNOWN)
    some = join(EXISTENCE[Existence.AT_LEAST_ONE_EXISTS], counts, Result.UNKNOWN)
    assert none is negate(some)


@pytest.mark.parametrize("compare", [compare_versions, compare_rpm, compare_debian])
@given(evrs, evrs, evrs)
def test_versions_are_totally_ordered(
    compare: Callable[[str, str], int], a: str, b: str, c: str
) -> None:
    """Reflexive, antisymmetric, transitive."""
    assert compare(a, a) == 0
    assert compare(a, b) == -compare(b, a)
    low, middle, high = sorted((a, b, c), key=lambda v: sum(compare(v, o) for o in (a, b, c)))
    if compare(low, middle) <= 0 and compare(middle, high) <= 0:
        assert compare(low, high) <= 0


@given(st.integers(), st.integers())
def test_each_number_is_less_equal_or_greater(found_: int, stated: int) -> None:
    """Exactly one of the three holds, and their negations the other way round."""
    held = [
        holds(operation, Datatype.INT, found_, stated)
        for operation in (Operation.LESS_THAN, Operation.EQUALS, Operation.GREATER_THAN)
    ]
    assert held.count(True) == 1
    assert holds(Operation.NOT_EQUAL, Datatype.INT, found_, stated) is not held[1]
    assert holds(Operation.GREATER_THAN_OR_EQUAL, Datatype.INT, found_, stated) is not held[0]


@given(st.integers(0, 0o7777), st.integers(0, 0o7777))
def test_bits_within_means_no_bit_outside(mode: int, allowed: int) -> None:
    """`bitwise or` and `bitwise and` are each other's mirror."""
    within = holds(Operation.BITWISE_OR, Datatype.INT, mode, allowed)
    assert within is (mode & ~allowed == 0)
    assert within is holds(Operation.BITWISE_AND, Datatype.INT, allowed, mode)


@given(st.text(max_size=20), st.text(max_size=20))
def test_an_escaped_text_matches_itself_and_nothing_else(text: str, other: str) -> None:
    """escape_regex and pattern match are inverse."""
    (escaped,) = escape_regex([(text,)], {})
    assert matches(rf"\A{escaped}\Z", text)
    assert matches(rf"\A{escaped}\Z", other) is (text == other)


@given(
    st.from_regex(r"\^[a-c/.\\*+?()|\[\]{}1,]{0,8}", fullmatch=True), st.text("abc/.1", max_size=6)
)
def test_a_match_begins_with_the_fixed_prefix(pattern: str, text: str) -> None:
    """Pruning by it loses nothing."""
    try:
        held = matches(pattern, text)
    except PatternError:
        return
    if held:
        assert text.startswith(fixed_prefix(pattern))


@given(
    st.from_regex(r"\^[a-c/.\\*+?()|\[\]{}1,$]{0,10}", fullmatch=True),
    st.text("abc/.1", max_size=8),
)
def test_every_beginning_of_a_match_may_continue(pattern: str, text: str) -> None:
    """The walk spares no directory that leads to a match."""
    try:
        held = matches(pattern, text)
    except PatternError:
        return
    if held:
        assert all(may_continue(pattern, text[:end]) for end in range(len(text) + 1))


@given(st.text(max_size=40))
def test_anything_is_a_pattern_or_is_refused(text: str) -> None:
    """No content crashes the matcher, and it always comes to an end."""
    with suppress(PatternError):
        assert len(list(found(compiled(text), "a subject\n"))) <= 11


values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 1), min_size=1)


@given(values, values, values, st.sampled_from([Operator.AND, Operator.OR, Operator.ONE]))
def test_what_part_of_an_item_decides_the_whole_decides_alike(
    whole: dict[str, int], part: dict[str, int], asked: dict[str, int], operator: Operator
) -> None:
    """The walk may drop a file by its mode and owner before it looks at the rest."""
    known = {name: whole[name] for name in part.keys() & whole.keys()}
    stated = state(dict(asked), operator=operator)
    early = satisfies(Item(known), stated, literal_values, Problems())
    late = satisfies(Item(whole), stated, literal_values, Problems())
    if early in (Result.TRUE, Result.FALSE):
        assert late is early


@given(values, values)
def test_include_and_exclude_share_the_items_between_them(
    fields: dict[str, int], asked: dict[str, int]
) -> None:
    """An item that a filter can decide is kept by just one of the two."""
    stated = state(dict(asked))
    item = Item(fields)
    kept = [keeps(item, [(action, stated)], literal_values) for action in FilterAction]
    assert kept.count(True) == 1


@given(st.text())
def test_no_text_in_evidence_can_move_a_terminal(text: str) -> None:
    """What is shown is printable and short."""
    told = shown(text)
    assert told.isprintable()
    assert len(told) <= MAX_TEXT


@given(st.from_regex(r"\$(?:y|6|5|2b|1)\$[./A-Za-z0-9$]{1,60}", fullmatch=True))
def test_a_hash_is_hidden_wherever_it_stands(digest: str) -> None:
    """Before a colon, in quotes, at the end."""
    for text in (f"a:{digest}:19000", f'x "{digest}"', digest):
        assert digest not in scrub(text)
