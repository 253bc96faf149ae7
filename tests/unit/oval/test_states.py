"""incisor.oval.states: items against states and filters."""

import pytest

from incisor.oval.item import FieldValue, Item, Problem
from incisor.oval.model import (
    Check,
    Datatype,
    Entity,
    FilterAction,
    Operation,
    Operator,
    Result,
    State,
)
from incisor.oval.states import (
    NoValueError,
    Problems,
    compare_field,
    keeps,
    literal_values,
    satisfies,
    satisfies_all,
)
from support.content import state

T, F, E, U = Result.TRUE, Result.FALSE, Result.ERROR, Result.UNKNOWN
ITEM = Item(
    {"name": "x", "size": 5, "gone": None, "options": ("a", "b"), "none": ()},
    {
        "hidden": Problem("needs root", needs_privilege=True),
        "broken": Problem("cannot be read", error=True),
    },
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": "x"}, T),
        ({"name": "y"}, F),
        ({"name": "x", "size": 5}, T),
        ({"name": "x", "size": 6}, F),
        ({"gone": "x"}, F),
        ({"gone": None}, T),
        ({"name": None}, F),
        ({"absent": "x"}, U),
        ({"hidden": "x"}, U),
        ({"broken": "x"}, E),
        ({"name": "y", "hidden": "x"}, F),
        ({"name": 3}, E),
    ],
)
def test_an_item_satisfies_a_state_entity_by_entity(
    values: dict[str, object], expected: Result
) -> None:
    """What does not exist is false, what is not there at all is unknown, a fault is an error."""
    assert satisfies(ITEM, state(values), literal_values, Problems()) is expected


@pytest.mark.parametrize(
    ("check", "field", "expected"),
    [
        (Check.ALL, "options", F),
        (Check.AT_LEAST_ONE, "options", T),
        (Check.ONLY_ONE, "options", T),
        (Check.NONE_SATISFY, "options", F),
        (Check.ALL, "none", F),
        (Check.AT_LEAST_ONE, "none", F),
        (Check.ONLY_ONE, "none", F),
        (Check.NONE_SATISFY, "none", T),
    ],
)
def test_several_values_are_joined_by_entity_check(
    check: Check, field: str, expected: Result
) -> None:
    """An empty list contains nothing, and satisfies only `none satisfy`."""
    asked = Entity(field, ("a",), entity_check=check)
    assert compare_field(asked, ITEM.fields[field], literal_values, Problems()) is expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [(Operator.AND, F), (Operator.OR, T), (Operator.ONE, T), (Operator.XOR, T)],
)
def test_states_of_a_test_are_joined_by_its_operator(operator: Operator, expected: Result) -> None:
    """state_operator works on the states' results."""
    states = [state({"name": "x"}), state({"name": "y"})]
    assert satisfies_all(ITEM, states, operator, literal_values, Problems()) is expected


@pytest.mark.parametrize(
    ("values", "operator", "include", "exclude"),
    [
        ({"name": "x"}, Operator.AND, True, False),
        ({"name": "y"}, Operator.AND, False, True),
        ({"absent": "x"}, Operator.AND, False, True),
        ({"hidden": "x"}, Operator.AND, True, True),
        ({"broken": "x"}, Operator.AND, True, True),
        ({"name": "y", "size": 5}, Operator.OR, True, False),
    ],
)
def test_filters_keep_what_they_cannot_decide(
    values: dict[str, object], operator: Operator, include: bool, exclude: bool
) -> None:
    """Include drops what is false, exclude what is true; a missing entity is false in a filter."""
    filtered = state(values, operator=operator)
    assert keeps(ITEM, [(FilterAction.INCLUDE, filtered)], literal_values) is include
    assert keeps(ITEM, [(FilterAction.EXCLUDE, filtered)], literal_values) is exclude


def test_a_variable_without_a_value_makes_the_comparison_an_error() -> None:
    """The reason is kept."""
    problems = Problems()
    asked = State("s", "any", (Entity("name", variable="var"),))

    def nothing(_entity: Entity) -> tuple[str, ...]:
        raise NoValueError("variable var has no value")

    assert satisfies(ITEM, asked, nothing, problems) is E
    assert problems.reasons == ["variable var has no value"]


def test_a_refusal_is_remembered_as_such() -> None:
    """The front end can say that the check needs root."""
    problems = Problems()
    satisfies(ITEM, state({"hidden": "x"}), literal_values, problems)
    assert problems.needs_privilege
    assert problems.reasons == ["needs root"]


@pytest.mark.parametrize("found", ["5", 5])
def test_the_stated_datatype_decides_how_a_value_is_read(found: FieldValue) -> None:
    """A number in a text compares as a number if the state says int."""
    asked = Entity("x", (10,), Operation.LESS_THAN, Datatype.INT)
    assert compare_field(asked, found, literal_values, Problems()) is T
