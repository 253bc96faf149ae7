"""Small OVAL content for tests: one object, one test, one definition."""

from collections.abc import Iterable, Mapping
from typing import Any

from incisor.host import Host
from incisor.oval.collect import Collected, Collector
from incisor.oval.evaluate import Evaluator
from incisor.oval.item import Item
from incisor.oval.model import (
    Criteria,
    Criterion,
    Datatype,
    Definition,
    Definitions,
    Entity,
    Filter,
    FilterAction,
    Object,
    Operation,
    State,
    Test,
    gather,
)
from incisor.oval.plan import WalkPlan
from incisor.oval.probes import PROBES
from incisor.oval.states import literal_values
from incisor.oval.verdict import Verdict

DATATYPES = {bool: Datatype.BOOLEAN, int: Datatype.INT, str: Datatype.STRING}


def entity(name: str, value: Any) -> Entity:
    """A value becomes `equals`; ("pattern", text) becomes a pattern match; None becomes nil."""
    if isinstance(value, Entity):
        return value
    if value is None:
        return Entity(name, nil=True)
    if isinstance(value, tuple):
        return Entity(name, (value[1],), Operation.PATTERN_MATCH)
    return Entity(name, (value,), datatype=DATATYPES[type(value)])


def entities(values: Mapping[str, Any]) -> tuple[Entity, ...]:
    """One entity for each name."""
    return tuple(entity(name, value) for name, value in values.items())


def state(values: Mapping[str, Any], **more: Any) -> State:
    """The state `ste`."""
    return State("ste", "any", entities(values), **more)


def thing(kind: str, values: Mapping[str, Any], **more: Any) -> Object:
    """The object `obj`."""
    return Object("obj", kind, entities(values), **more)


def content(
    subject: Object, states: Iterable[State] = (), others: Iterable[Any] = (), **test: Any
) -> Definitions:
    """The definition `def` with the test `tst` of the object."""
    listed = tuple(states)
    made = Test("tst", subject.type, subject.id, tuple(s.id for s in listed), **test)
    top = Definition("def", Criteria((Criterion("tst"),)))
    return gather([subject, *listed, *others, made, top])


def verdict(host: Host, body: Definitions, **external: Any) -> Verdict:
    """The verdict of `def`, after the shared walk."""
    evaluator = Evaluator(host, body, **external)
    evaluator.prepare(["def"])
    return evaluator.verdict("def")


def collected(
    host: Host, kind: str, values: Mapping[str, Any], where: State | None = None, **more: Any
) -> Collected:
    """What an object's probe gives on the host; `where` is an include filter."""
    filters = (Filter(where.id, FilterAction.INCLUDE),) if where else ()
    subject = thing(kind, values, filters=filters, **more)
    body = gather([subject, *([where] if where else [])])
    plan = WalkPlan(host, PROBES.get, literal_values)
    collector = Collector(
        host, body, PROBES, literal_values, lambda query: plan.results(collector, query)
    )
    return collector.collect("obj")


def items(host: Host, kind: str, values: Mapping[str, Any], **more: Any) -> list[Item]:
    """The items alone."""
    return list(collected(host, kind, values, **more).items)


def fields(host: Host, kind: str, values: Mapping[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The items' fields alone."""
    return [dict(item.fields) for item in items(host, kind, values, **more)]
