"""The language's words for OVAL's operations and checks, and which datatypes each word fits.

One table per class of words: the reader uses it, and so do the reference in docs and the tests.
"""

from collections.abc import Mapping

from msgspec import Struct

from incisor.oval.model import Check, Datatype, Existence, Operation, Operator

_ORDERED = frozenset(
    {
        Datatype.INT,
        Datatype.STRING,
        Datatype.VERSION,
        Datatype.EVR_STRING,
        Datatype.DEBIAN_EVR_STRING,
    }
)
_TEXT = frozenset({Datatype.STRING})
_ALL = frozenset(Datatype)


class Comparison(Struct, frozen=True):
    """How an operator compares. `several`: it takes a list. `numeric`: text counts as a number.

    `var_check` says how many of the given values must hold, as for a variable's values in OVAL.
    """

    meaning: str
    operation: Operation = Operation.EQUALS
    var_check: Check = Check.ALL
    datatypes: frozenset[Datatype] = _ALL
    several: bool = False
    numeric: bool = False


EQUALS = Comparison("the field has this value")

COMPARISONS: Mapping[str, Comparison] = {
    "not": Comparison("the field has another value", Operation.NOT_EQUAL),
    "in": Comparison(
        "the field has one of these values", var_check=Check.AT_LEAST_ONE, several=True
    ),
    "not_in": Comparison(
        "the field has none of these values", var_check=Check.NONE_SATISFY, several=True
    ),
    "pattern": Comparison(
        "the regular expression matches somewhere in the field",
        Operation.PATTERN_MATCH,
        datatypes=_TEXT,
    ),
    "not_pattern": Comparison(
        "the regular expression matches nowhere in the field",
        Operation.PATTERN_MATCH,
        Check.NONE_SATISFY,
        datatypes=_TEXT,
    ),
    "ignoring_case": Comparison(
        "the field has this value, upper and lower case being the same",
        Operation.CASE_INSENSITIVE_EQUALS,
        datatypes=_TEXT,
    ),
    "at_least": Comparison(
        "the field is this number or version, or above it",
        Operation.GREATER_THAN_OR_EQUAL,
        datatypes=_ORDERED,
        numeric=True,
    ),
    "at_most": Comparison(
        "the field is this number or version, or below it",
        Operation.LESS_THAN_OR_EQUAL,
        datatypes=_ORDERED,
        numeric=True,
    ),
    "greater_than": Comparison(
        "the field is above this number or version",
        Operation.GREATER_THAN,
        datatypes=_ORDERED,
        numeric=True,
    ),
    "less_than": Comparison(
        "the field is below this number or version",
        Operation.LESS_THAN,
        datatypes=_ORDERED,
        numeric=True,
    ),
    "bits_within": Comparison(
        "no bit is set that this number lacks",
        Operation.BITWISE_OR,
        datatypes=frozenset({Datatype.INT}),
    ),
}

MEMBERSHIP: Mapping[str, Check] = {
    "contains": Check.AT_LEAST_ONE,
    "not_contains": Check.NONE_SATISFY,
}
"""Operators of fields with several values; what stands under them is a condition on one value."""

EXISTENCE: Mapping[str, Existence] = {
    "at_least_one": Existence.AT_LEAST_ONE_EXISTS,
    "all": Existence.ALL_EXIST,
    "any": Existence.ANY_EXIST,
    "none": Existence.NONE_EXIST,
    "only_one": Existence.ONLY_ONE_EXISTS,
}

CHECK: Mapping[str, Check] = {
    "all": Check.ALL,
    "at_least_one": Check.AT_LEAST_ONE,
    "none": Check.NONE_SATISFY,
    "only_one": Check.ONLY_ONE,
}

STATE_OPERATOR: Mapping[str, Operator] = {operator.value: operator for operator in Operator}
