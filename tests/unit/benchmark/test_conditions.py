import pytest

from incisor.benchmark import conditions
from incisor.oval.model import Check, Datatype, Entity, Operation
from incisor.oval.vocabulary import Field
from support.benchmarks import cursor, reported

FIELDS = {
    "text": Field(),
    "number": Field(Datatype.INT),
    "flag": Field(Datatype.BOOLEAN),
    "list": Field(many=True),
    "hash": Field(secret=True),
    "pattern": Field(),
}


def read(text: str) -> tuple[tuple[Entity, ...], list[str]]:
    place = cursor(text)
    return conditions.read(place, FIELDS), reported(place)


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("text: a", Entity("text", ("a",))),
        ("flag: true", Entity("flag", (True,), datatype=Datatype.BOOLEAN)),
        ("number: {not: 1}", Entity("number", (1,), Operation.NOT_EQUAL, Datatype.INT)),
        ("text: {in: [a, b]}", Entity("text", ("a", "b"), var_check=Check.AT_LEAST_ONE)),
        ("text: {not_in: [a]}", Entity("text", ("a",), var_check=Check.NONE_SATISFY)),
        ("text: {pattern: '^a'}", Entity("text", ("^a",), Operation.PATTERN_MATCH)),
        (
            "text: {not_pattern: a}",
            Entity("text", ("a",), Operation.PATTERN_MATCH, var_check=Check.NONE_SATISFY),
        ),
        (
            "text: {at_most: 4}",
            Entity("text", (4,), Operation.LESS_THAN_OR_EQUAL, Datatype.INT),
        ),
        (
            "number: {bits_within: 0o640}",
            Entity("number", (0o640,), Operation.BITWISE_OR, Datatype.INT),
        ),
        ("list: {contains: a}", Entity("list", ("a",), entity_check=Check.AT_LEAST_ONE)),
        ("list: {not_contains: a}", Entity("list", ("a",), entity_check=Check.NONE_SATISFY)),
        (
            "list: {contains: {pattern: '^a='}}",
            Entity("list", ("^a=",), Operation.PATTERN_MATCH, entity_check=Check.AT_LEAST_ONE),
        ),
        ("pattern: '^a'", Entity("pattern", ("^a",), Operation.PATTERN_MATCH)),
        ("hash: ''", Entity("hash", ("",), mask=True)),
    ],
)
def test_a_condition_is_an_entity(text: str, entity: Entity) -> None:
    """Each operator has OVAL's operation and checks; the field gives the datatype and the mask."""
    assert read(text) == ((entity,), [])


def test_several_operators_hold_together() -> None:
    """A range is two entities of one name."""
    entities, faults = read("number: {at_least: 1, at_most: 5}")
    assert [(entity.operation, entity.values) for entity in entities] == [
        (Operation.GREATER_THAN_OR_EQUAL, (1,)),
        (Operation.LESS_THAN_OR_EQUAL, (5,)),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("txet: a", "txet: unknown field; did you mean text?"),
        ("text: {patern: a}", "text.patern: unknown operator; did you mean pattern?"),
        ("list: {contains: {patern: a}}", "list.contains.patern: unknown operator"),
        ("text: {contains: a}", "text has one value"),
        ("text: {pattern: '('}", "text.pattern: not a pattern"),
        ("number: {pattern: a}", "number is of type int, which this operator cannot compare"),
        ("text: {bits_within: 1}", "text is of type string, which this operator cannot compare"),
        ("text: {in: a}", "text.in: expected a list, found a single value"),
        ("text: {in: []}", "text.in: expected at least one entry"),
        ("text: {at_least: x}", "text.at_least: expected a whole number"),
        ("text: [a]", "text: expected a single value, found a list"),
        ("[a]", "expected a map"),
    ],
)
def test_a_condition_that_cannot_hold_is_refused(text: str, said: str) -> None:
    """Misspelt words, wrong datatypes and broken patterns are told with their path."""
    assert said in "\n".join(read(text)[1])
