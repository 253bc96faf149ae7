"""incisor.oval.compare: each operation of each datatype, by cases."""

import pytest

from incisor.oval.compare import OPERATIONS, READ, ComparisonError, compare_value, holds
from incisor.oval.model import Check, Datatype, Entity, Operation, Result, Value

EQ, NE = Operation.EQUALS, Operation.NOT_EQUAL
IEQ, INE = Operation.CASE_INSENSITIVE_EQUALS, Operation.CASE_INSENSITIVE_NOT_EQUAL
GT, LT = Operation.GREATER_THAN, Operation.LESS_THAN
GE, LE = Operation.GREATER_THAN_OR_EQUAL, Operation.LESS_THAN_OR_EQUAL
AND, OR = Operation.BITWISE_AND, Operation.BITWISE_OR
MATCH, SUB, SUPER = Operation.PATTERN_MATCH, Operation.SUBSET_OF, Operation.SUPERSET_OF

ORDERED = [Datatype.INT, Datatype.FLOAT, Datatype.VERSION, Datatype.EVR_STRING]
LITERALS: dict[Datatype, tuple[str, str]] = {
    Datatype.INT: ("2", "10"),
    Datatype.FLOAT: ("2.5", "10"),
    Datatype.VERSION: ("1.2", "1.10"),
    Datatype.EVR_STRING: ("1.2-1", "1.10-1"),
    Datatype.DEBIAN_EVR_STRING: ("1.0~rc1-1", "1.0-1"),
    Datatype.IPV4_ADDRESS: ("10.0.0.1", "10.0.0.2"),
    Datatype.IPV6_ADDRESS: ("fe80::1", "fe80::2"),
}
"""A smaller and a greater value of each datatype that has an order."""


@pytest.mark.parametrize("datatype", LITERALS)
@pytest.mark.parametrize(
    ("operation", "less", "same", "greater"),
    [
        (EQ, False, True, False),
        (NE, True, False, True),
        (GT, False, False, True),
        (LT, True, False, False),
        (GE, False, True, True),
        (LE, True, True, False),
    ],
)
def test_ordered_datatypes_compare_what_was_found_with_what_is_stated(
    datatype: Datatype, operation: Operation, less: bool, same: bool, greater: bool
) -> None:
    """`greater than` means: the found value is greater than the stated one."""
    low, high = LITERALS[datatype]
    assert holds(operation, datatype, low, high) is less
    assert holds(operation, datatype, low, low) is same
    assert holds(operation, datatype, high, low) is greater


@pytest.mark.parametrize(
    ("operation", "datatype", "found", "stated", "expected"),
    [
        (EQ, Datatype.STRING, "a", "a", True),
        (EQ, Datatype.STRING, "a", "A", False),
        (EQ, Datatype.STRING, True, "true", True),
        (EQ, Datatype.STRING, 5, "5", True),
        (NE, Datatype.STRING, "a", "A", True),
        (IEQ, Datatype.STRING, "Yes", "yES", True),
        (INE, Datatype.STRING, "Yes", "yES", False),
        (MATCH, Datatype.STRING, "nodev,nosuid", r"\bnosuid\b", True),
        (MATCH, Datatype.STRING, "nodev", r"^$", False),
        (EQ, Datatype.BOOLEAN, True, "1", True),
        (EQ, Datatype.BOOLEAN, "false", False, True),
        (NE, Datatype.BOOLEAN, True, "true", False),
        (EQ, Datatype.INT, " 7", 7, True),
        (AND, Datatype.INT, 0o755, 0o700, True),
        (AND, Datatype.INT, 0o655, 0o700, False),
        (OR, Datatype.INT, 0o600, 0o640, True),
        (OR, Datatype.INT, 0o644, 0o640, False),
        (EQ, Datatype.BINARY, "0aFF", "0AfF", True),
        (NE, Datatype.BINARY, "0a", "0b", True),
        (SUB, Datatype.IPV4_ADDRESS, "10.1.0.0/16", "10.0.0.0/8", True),
        (SUB, Datatype.IPV4_ADDRESS, "11.0.0.1", "10.0.0.0/8", False),
        (SUPER, Datatype.IPV6_ADDRESS, "fe80::/10", "fe80::1", True),
    ],
)
def test_other_operations_hold_as_the_specification_says(
    operation: Operation, datatype: Datatype, found: Value, stated: Value, expected: bool
) -> None:
    """Equality, case, patterns, bits and networks."""
    assert holds(operation, datatype, found, stated) is expected


@pytest.mark.parametrize(
    ("operation", "datatype", "found", "stated"),
    [
        (GT, Datatype.STRING, "a", "b"),
        (MATCH, Datatype.INT, 1, "1"),
        (EQ, Datatype.INT, "many", 1),
        (EQ, Datatype.BOOLEAN, "maybe", True),
        (EQ, Datatype.IPV4_ADDRESS, "10.0.0.300", "10.0.0.1"),
        (EQ, Datatype.RECORD, "a", "a"),
        (SUB, Datatype.IPV4_ADDRESS, "10.0.0.1", "fe80::1"),
    ],
)
def test_what_cannot_be_compared_is_an_error_and_not_false(
    operation: Operation, datatype: Datatype, found: Value, stated: Value
) -> None:
    """An operation that the datatype lacks, or a value that is none of it."""
    with pytest.raises(ComparisonError, match="datatype"):
        holds(operation, datatype, found, stated)


def test_every_datatype_that_has_operations_can_be_read() -> None:
    """The two tables speak of the same datatypes."""
    assert OPERATIONS.keys() == READ.keys()


@pytest.mark.parametrize(
    ("var_check", "values", "expected"),
    [
        (Check.ALL, ("a",), Result.TRUE),
        (Check.ALL, ("a", "b"), Result.FALSE),
        (Check.AT_LEAST_ONE, ("b", "a"), Result.TRUE),
        (Check.AT_LEAST_ONE, ("b", "c"), Result.FALSE),
        (Check.NONE_SATISFY, ("b", "c"), Result.TRUE),
        (Check.NONE_SATISFY, ("a",), Result.FALSE),
        (Check.ONLY_ONE, ("a", "b"), Result.TRUE),
        (Check.ONLY_ONE, ("a", "a"), Result.FALSE),
    ],
)
def test_several_stated_values_are_joined_by_var_check(
    var_check: Check, values: tuple[Value, ...], expected: Result
) -> None:
    """`in` is at least one, `not in` is none satisfy."""
    entity = Entity("x", values, var_check=var_check)
    assert compare_value(entity, "a", values, []) is expected


def test_a_fault_names_the_entity_and_shows_no_value() -> None:
    """The reason can be shown although the value may be secret."""
    problems: list[str] = []
    entity = Entity("password", (1,), datatype=Datatype.INT)
    assert compare_value(entity, "$y$secret", (1,), problems) is Result.ERROR
    assert "password" in problems[0]
    assert "secret" not in problems[0]
