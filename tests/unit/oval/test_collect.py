"""incisor.oval.collect: objects to items, and what goes wrong on the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from incisor.host import Host
from incisor.oval.collect import MAX_ITEMS, Collected, Collector
from incisor.oval.item import Gap, Item, Probe, Query
from incisor.oval.model import (
    Behaviors,
    Datatype,
    Definitions,
    Entity,
    Filter,
    FilterAction,
    Object,
    ObjectSet,
    Operation,
    SetOperator,
    gather,
)
from incisor.oval.patterns import PatternError
from incisor.oval.states import literal_values
from incisor.oval.tables import Flag
from support.content import entities, state, thing
from support.fakehost import FakeHost


def numbers(_query: Query, _host: Host) -> Iterator[Item]:
    """Ten items."""
    yield from (Item({"n": n, "even": n % 2 == 0}) for n in range(10))


def failing(error: Exception) -> Probe:
    def collect(_query: Query, _host: Host) -> Iterator[Item]:
        yield Item({"n": 0})
        raise error

    return Probe(collect)


def gappy(_query: Query, _host: Host) -> Iterator[Item | Gap]:
    yield Item({"n": 0})
    yield Gap("a part was hidden", needs_privilege=True)


def endless(_query: Query, _host: Host) -> Iterator[Item]:
    yield from (Item({"n": n}) for n in range(MAX_ITEMS * 2))


def collector(
    body: Definitions, probe: Probe | None = None, host: FakeHost | None = None
) -> Collector:
    probes = {"number": probe or Probe(numbers)}
    return Collector(host or FakeHost(), body, probes, literal_values, lambda _query: None)


def collect(subject: Object, probe: Probe, host: FakeHost | None = None) -> Collected:
    return collector(gather([subject]), probe, host).collect(subject.id)


ANY = thing("number", {})
AT_LEAST_FIVE = Entity("n", (5,), Operation.GREATER_THAN_OR_EQUAL, Datatype.INT)


def test_items_are_compared_with_the_objects_entities() -> None:
    """A probe may give more than was asked."""
    found = collect(thing("number", {"even": True}), Probe(numbers))
    assert [item.fields["n"] for item in found.items] == [0, 2, 4, 6, 8]
    assert (found.flag, found.count) == (Flag.COMPLETE, 5)


def test_parameters_are_the_probes_own_business() -> None:
    """An entity that the probe has honoured is not compared again."""
    probe = Probe(numbers, parameters=frozenset({"even"}))
    assert collect(thing("number", {"even": True}), probe).count == 10


@pytest.mark.parametrize(
    ("action", "expected"),
    [(FilterAction.INCLUDE, [1, 3, 5, 7, 9]), (FilterAction.EXCLUDE, [0, 2, 4, 6, 8])],
)
def test_filters_keep_or_drop_items(action: FilterAction, expected: list[int]) -> None:
    """include keeps what satisfies the state, exclude drops it."""
    odd = state({"even": False})
    subject = thing("number", {}, filters=(Filter("ste", action),))
    found = collector(gather([subject, odd])).collect("obj")
    assert [item.fields["n"] for item in found.items] == expected


def test_nothing_found_means_that_the_object_does_not_exist() -> None:
    """The flag says so."""
    assert collect(thing("number", {"n": 99}), Probe(numbers)).flag is Flag.DOES_NOT_EXIST


@pytest.mark.parametrize(
    ("error", "flag", "needs_privilege", "reason"),
    [
        (ValueError("odd line"), Flag.ERROR, False, "ValueError: odd line"),
        (OSError(5, "Input/output error"), Flag.ERROR, False, "Input/output error"),
        (PermissionError(13, "no", "/etc/shadow"), Flag.INCOMPLETE, True, "root: /etc/shadow"),
        (FileNotFoundError(), Flag.COMPLETE, False, ""),
        (PatternError("not a pattern: '('"), Flag.ERROR, False, "not a pattern"),
        (RecursionError(), Flag.ERROR, False, "leads to too many others in a row"),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_a_probe_that_breaks_spoils_only_its_own_object(
    error: Exception, flag: Flag, needs_privilege: bool, reason: str, whole: bool
) -> None:
    """A refusal makes it incomplete, a missing file ends the items, all else is an error."""
    host = FakeHost.from_spec({"root": False})
    probe = Probe(failing(error).collect, whole=whole)
    found = collect(ANY, probe, host)
    assert found.flag is flag
    assert found.needs_privilege is needs_privilege
    assert reason in "; ".join(found.reasons)


def test_a_refusal_to_root_is_an_error() -> None:
    """Root asking for more rights would be no advice."""
    assert collect(ANY, failing(PermissionError(1, "no"))).flag is Flag.ERROR


def test_a_gap_leaves_the_object_incomplete() -> None:
    """What was seen is kept, with the reason for the rest."""
    found = collect(ANY, Probe(gappy))
    assert (found.flag, found.count, found.needs_privilege) == (Flag.INCOMPLETE, 1, True)
    assert found.reasons == ("a part was hidden",)


def test_items_without_end_are_cut() -> None:
    """Memory is bounded, and the object says that it is incomplete."""
    found = collect(ANY, Probe(endless))
    assert found.flag is Flag.INCOMPLETE
    assert found.count == MAX_ITEMS + 1


@pytest.mark.parametrize("whole", [True, False])
def test_objects_that_say_the_same_are_collected_once(whole: bool) -> None:
    """Whatever their ids; and a probe without parameters serves all objects of its type."""
    calls: list[Query] = []

    def counting(query: Query, _host: Host) -> Iterator[Item]:
        calls.append(query)
        yield Item({"n": 1})

    first = Object("a", "number", entities({"n": 1}))
    second = Object("b", "number", entities({"n": 1}), comment="again")
    third = Object("c", "number", entities({"n": 2}))
    made = collector(gather([first, second, third]), Probe(counting, whole=whole))
    assert [made.collect(each).count for each in "abc"] == [1, 1, 0]
    assert len(calls) == (1 if whole else 2)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (SetOperator.UNION, [0, 2, 4, 5, 6, 7, 8, 9]),
        (SetOperator.INTERSECTION, [6, 8]),
        (SetOperator.COMPLEMENT, [0, 2, 4]),
    ],
)
def test_sets_join_the_items_of_objects(operator: SetOperator, expected: list[int]) -> None:
    """By content: the same item from two objects is one."""
    even = Object("even", "number", entities({"even": True}))
    high = Object("high", "number", entities({"n": AT_LEAST_FIVE}))
    union = Object("set", "number", set=ObjectSet(operator, ("even", "high")))
    found = collector(gather([even, high, union])).collect("set")
    assert sorted(int(str(item.fields["n"])) for item in found.items) == expected
    assert found.flag is Flag.COMPLETE


def test_filters_of_a_set_apply_to_its_operands() -> None:
    """What a filter drops of an operand is not in the set."""
    union = ObjectSet(SetOperator.UNION, ("any",), (Filter("ste", FilterAction.INCLUDE),))
    body = gather([Object("any", "number"), state({"n": 3}), Object("set", "number", set=union)])
    assert [item.fields["n"] for item in collector(body).collect("set").items] == [3]


def test_a_set_of_sets_has_the_worst_flag_of_its_parts() -> None:
    """An error in one operand is an error of the set."""
    good = Object("good", "number")
    inner = ObjectSet(SetOperator.UNION, ("good", "nowhere"))
    outer = Object("set", "number", set=ObjectSet(SetOperator.UNION, ("good", inner)))
    found = collector(gather([good, outer])).collect("set")
    assert found.flag is Flag.ERROR
    assert "nowhere" in found.reasons[0]


@pytest.mark.parametrize(
    ("subject", "flag", "reason"),
    [
        (Object("obj", "unheard"), Flag.NOT_COLLECTED, "no probe for unheard"),
        (Object("obj", "number", filters=(Filter("gone"),)), Flag.ERROR, "no state gone"),
        (
            Object("obj", "number", set=ObjectSet(SetOperator.UNION, ("obj",))),
            Flag.ERROR,
            "refers to itself",
        ),
        (thing("number", {"n": ("pattern", "(")}), Flag.ERROR, "no operation|not a pattern"),
    ],
)
def test_faults_of_content_are_told(subject: Object, flag: Flag, reason: str) -> None:
    """The flag and the reason say what is wrong."""
    found = collect(subject, Probe(numbers))
    assert found.flag is flag
    assert any(part in "; ".join(found.reasons) for part in reason.split("|"))


def test_behaviors_are_part_of_what_an_object_says() -> None:
    """Two objects that differ only there are collected apart."""
    seen: list[Any] = []

    def noting(query: Query, _host: Host) -> Iterator[Item]:
        seen.append(query.behaviors.max_depth)
        yield Item({})

    one = Object("a", "number")
    two = Object("b", "number", behaviors=Behaviors(max_depth=3))
    made = collector(gather([one, two]), Probe(noting))
    made.collect("a")
    made.collect("b")
    assert seen == [-1, 3]
