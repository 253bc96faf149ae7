"""incisor.oval.assess: one test over the items of its object."""

from typing import Any

import pytest

from incisor.oval import model
from incisor.oval.assess import Parts, existence, outcome
from incisor.oval.collect import Collected
from incisor.oval.item import Item
from incisor.oval.model import Check, Existence, Result
from incisor.oval.states import literal_values
from incisor.oval.tables import Flag
from support.content import state, thing

T, F, E, U, NA = (
    Result.TRUE,
    Result.FALSE,
    Result.ERROR,
    Result.UNKNOWN,
    Result.NOT_APPLICABLE,
)
ALL, ANY = Existence.ALL_EXIST, Existence.ANY_EXIST
SOME, NONE = Existence.AT_LEAST_ONE_EXISTS, Existence.NONE_EXIST
ONE = Existence.ONLY_ONE_EXISTS


@pytest.mark.parametrize(
    ("flag", "count", "expected"),
    [
        (Flag.COMPLETE, 1, {ALL: T, ANY: T, SOME: T, NONE: F, ONE: T}),
        (Flag.COMPLETE, 2, {ALL: T, ANY: T, SOME: T, NONE: F, ONE: F}),
        (Flag.DOES_NOT_EXIST, 0, {ALL: F, ANY: T, SOME: F, NONE: T, ONE: F}),
        (Flag.INCOMPLETE, 0, {ALL: U, ANY: T, SOME: U, NONE: U, ONE: U}),
        (Flag.INCOMPLETE, 1, {ALL: U, ANY: T, SOME: T, NONE: F, ONE: U}),
        (Flag.INCOMPLETE, 2, {ALL: U, ANY: T, SOME: T, NONE: F, ONE: F}),
        (Flag.ERROR, 1, {ALL: E, ANY: T, SOME: E, NONE: E, ONE: E}),
        (Flag.NOT_COLLECTED, 0, {ALL: U, ANY: T, SOME: U, NONE: U, ONE: U}),
        (Flag.NOT_APPLICABLE, 0, {ALL: NA, ANY: T, SOME: NA, NONE: NA, ONE: NA}),
    ],
)
@pytest.mark.parametrize("kind", Existence)
def test_existence_follows_the_objects_flag(
    kind: Existence, flag: Flag, count: int, expected: dict[Existence, Result]
) -> None:
    """The specification's table of flags and existence checks."""
    test = model.Test("t", "file", "o", check_existence=kind)
    assert existence(test, Collected(flag, count=count)) is expected[kind]


def no_variables(_: str) -> tuple[model.Value, ...]:
    """None is known."""
    return ()


def assess(flags: str, flag: Flag = Flag.COMPLETE, **test: Any) -> Any:
    """Items that are good (g), bad (b) or without the entity (?), against the state `good`."""
    items = [Item({"n": n} | ({} if c == "?" else {"good": c == "g"})) for n, c in enumerate(flags)]
    parts = Parts(thing("file", {}), [state({"good": True})], [])
    made = model.Test("t", "file", "o", ("ste",), **test)
    return outcome(made, parts, Collected(flag, items, len(items)), literal_values, no_variables)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("g", {Check.ALL: T, Check.AT_LEAST_ONE: T, Check.ONLY_ONE: T, Check.NONE_SATISFY: F}),
        ("b", {Check.ALL: F, Check.AT_LEAST_ONE: F, Check.ONLY_ONE: F, Check.NONE_SATISFY: T}),
        ("gb", {Check.ALL: F, Check.AT_LEAST_ONE: T, Check.ONLY_ONE: T, Check.NONE_SATISFY: F}),
        ("gg", {Check.ALL: T, Check.AT_LEAST_ONE: T, Check.ONLY_ONE: F, Check.NONE_SATISFY: F}),
        ("g?", {Check.ALL: U, Check.AT_LEAST_ONE: T, Check.ONLY_ONE: U, Check.NONE_SATISFY: F}),
        ("b?", {Check.ALL: F, Check.AT_LEAST_ONE: U, Check.ONLY_ONE: U, Check.NONE_SATISFY: U}),
    ],
)
@pytest.mark.parametrize("check", Check)
def test_items_against_states_are_joined_by_check(
    check: Check, items: str, expected: dict[Check, Result]
) -> None:
    """What an item lacks is unknown."""
    assert assess(items, check=check).result is expected[check]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("g", {Check.ALL: U, Check.AT_LEAST_ONE: T, Check.ONLY_ONE: U, Check.NONE_SATISFY: F}),
        ("b", {Check.ALL: F, Check.AT_LEAST_ONE: U, Check.ONLY_ONE: U, Check.NONE_SATISFY: U}),
        ("gg", {Check.ALL: U, Check.AT_LEAST_ONE: T, Check.ONLY_ONE: F, Check.NONE_SATISFY: F}),
    ],
)
@pytest.mark.parametrize("check", Check)
def test_an_incomplete_object_is_decided_only_by_what_was_seen(
    check: Check, items: str, expected: dict[Check, Result]
) -> None:
    """An unseen item can turn the rest."""
    assert assess(items, Flag.INCOMPLETE, check=check).result is expected[check]


def test_states_do_not_matter_where_nothing_exists() -> None:
    """any_exist of no item is true, with or without states."""
    assert assess("", Flag.DOES_NOT_EXIST, check_existence=ANY).result is T
    assert assess("", Flag.DOES_NOT_EXIST).result is F


def test_an_error_of_an_object_is_an_error_of_a_test_with_states() -> None:
    """Only a test that states nothing is true whatever was seen."""
    assert assess("g", Flag.ERROR, check_existence=ANY).result is E


@pytest.mark.parametrize(
    ("items", "check", "count", "first"),
    [
        ("ggb", Check.ALL, 1, 2),
        ("gg", Check.ALL, 2, 0),
        ("bgb", Check.NONE_SATISFY, 1, 1),
        ("bb", Check.NONE_SATISFY, 2, 0),
        ("bgb", Check.AT_LEAST_ONE, 1, 1),
        ("bb", Check.AT_LEAST_ONE, 2, 0),
        ("bgg", Check.ONLY_ONE, 2, 1),
    ],
)
def test_evidence_shows_the_items_that_decided(
    items: str, check: Check, count: int, first: int
) -> None:
    """Those that break the test, or those that make it."""
    (make,) = assess(items, check=check).evidence
    evidence = make()
    assert (evidence.count, evidence.total) == (count, len(items))
    assert len(evidence.samples) == count


def test_the_reason_is_told_if_nothing_was_decided() -> None:
    """With whether root would help."""
    parts = Parts(thing("file", {}), [], [])
    hidden = Collected(Flag.INCOMPLETE, reasons=("needs root: /x",), needs_privilege=True)
    found = outcome(model.Test("t", "file", "o"), parts, hidden, literal_values, no_variables)
    assert (found.result, found.reasons, found.needs_privilege) == (U, ("needs root: /x",), True)
    decided = outcome(
        model.Test("t", "file", "o", check_existence=ANY),
        parts,
        hidden,
        literal_values,
        no_variables,
    )
    assert (decided.result, decided.reasons, decided.needs_privilege) == (T, (), False)
