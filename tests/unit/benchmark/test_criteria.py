import pytest

from incisor.benchmark import criteria
from incisor.benchmark.records import Assertion, Group
from incisor.oval.model import Operator
from support.benchmarks import cursor, reported

TEST = "{test: family}"
FAMILY = Assertion("family")


def read(text: str) -> tuple[Group, list[str]]:
    place = cursor(text)
    return criteria.read(place), reported(place)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        (TEST, Group((FAMILY,))),
        (f"[{TEST}, {TEST}]", Group((FAMILY, FAMILY))),
        (f"{{all: [{TEST}]}}", Group((FAMILY,))),
        (f"{{any: [{TEST}, {TEST}]}}", Group((FAMILY, FAMILY), Operator.OR)),
        (f"{{not: {TEST}}}", Group((FAMILY,), negate=True)),
        (f"{{not: [{TEST}, {TEST}]}}", Group((FAMILY, FAMILY), negate=True)),
        (f"[{{any: [{TEST}]}}]", Group((Group((FAMILY,), Operator.OR),))),
        (f"{{not: {{any: [{TEST}]}}}}", Group((Group((FAMILY,), Operator.OR),), negate=True)),
    ],
)
def test_criteria_nest(text: str, group: Group) -> None:
    """Lists and `all` are AND, `any` is OR, `not` negates whatever it holds."""
    assert read(text) == (group, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{{any: [{TEST}], test: family}}", "any stands alone"),
        (f"{{any: {TEST}}}", "any: expected a list, found a map"),
        ("[]", "expected at least one entry"),
        ("{or: []}", "the key test is missing"),
        ("[x]", "[0]: expected a map of keys to values, found a single value"),
    ],
)
def test_criteria_that_say_nothing_are_refused(text: str, said: str) -> None:
    """Empty, mixed or unknown groups are faults."""
    assert said in "\n".join(read(text)[1])
