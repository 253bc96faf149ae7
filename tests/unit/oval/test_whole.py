"""incisor.oval.whole: items that were collected once, found by what they say."""

import pytest

from incisor.oval.item import FieldValue, Gap, Item
from incisor.oval.model import Entity, Operation
from incisor.oval.query import BoundQuery
from incisor.oval.whole import Whole
from support.content import thing

ITEMS = [
    Item({"unit": unit, "property": name})
    for unit in ("a.service", "b.service")
    for name in ("LoadState", "ActiveState", None)
]
GAP = Gap("systemd is not running")


def query(*entities: Entity) -> BoundQuery:
    """An object with these entities."""
    subject = thing("systemdunitproperty", {e.name: e for e in entities})
    return BoundQuery(subject, {e.name: e.values for e in subject.entities})


UNIT = Entity("unit", ("a.service",))
NAME = Entity("property", ("LoadState",))


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ([UNIT], [("a.service", "LoadState"), ("a.service", "ActiveState"), ("a.service", None)]),
        ([Entity("unit", ("c.service",))], []),
        ([NAME, Entity("unit", ("c.service",))], []),
        ([Entity("unit", (".",), Operation.PATTERN_MATCH)], "all"),
    ],
)
def test_what_cannot_match_is_not_given(
    asked: list[Entity], given: list[tuple[FieldValue, FieldValue]] | str
) -> None:
    """Of the entities that must have one text, the one that leaves the fewest items counts."""
    found = list(Whole([*ITEMS, GAP]).of(query(*asked)))
    assert found.pop() is GAP
    pairs = [(i.fields["unit"], i.fields["property"]) for i in found if isinstance(i, Item)]
    all_pairs = [(item.fields["unit"], item.fields["property"]) for item in ITEMS]
    assert pairs == (all_pairs if given == "all" else given)


def test_items_without_text_are_always_given() -> None:
    """They are compared in full: a list may hold the text, a number may be equal to it."""
    other = [Item({"unit": ("a.service", "x")}), Item({}), Item({"unit": 7})]
    assert Whole(other).of(query(UNIT)) == other
