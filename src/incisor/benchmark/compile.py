"""Checks → OVAL definitions. Equal objects and equal states share an id: collected once."""

import hashlib
from collections.abc import Iterable, Iterator

from incisor.benchmark.records import Assertion, Group, Recommendation
from incisor.oval.model import (
    Criteria,
    Criterion,
    Definition,
    Definitions,
    Entity,
    Filter,
    FilterAction,
    Member,
    Object,
    State,
    Test,
    gather,
)


def definitions(checks: Iterable[Recommendation]) -> Definitions:
    """All that the automated ones of these checks need, ready for the evaluator.

    A check's criteria are the definition with the check's own id; the question whether it applies,
    if it is asked, is the definition `applies_id(check.id)`.
    """
    return gather(member for check in checks for member in _members(check))


def applies_id(check_id: str) -> str:
    """The id of the definition that says whether a check applies to a host."""
    return f"{check_id}/applies"


def _members(check: Recommendation) -> Iterator[Member]:
    for definition_id, group in ((check.id, check.assess), (applies_id(check.id), check.applies)):
        if group is not None:
            members: dict[tuple[type, str], Member] = {}
            criteria = _criteria(group, definition_id, members)
            yield Definition(definition_id, criteria, check.title)
            yield from members.values()


def _criteria(group: Group, prefix: str, members: dict[tuple[type, str], Member]) -> Criteria:
    operands: list[Criteria | Criterion] = []
    for number, operand in enumerate(group.operands, 1):
        name = f"{prefix}:{number}"
        if isinstance(operand, Group):
            operands.append(_criteria(operand, name, members))
        else:
            operands.append(Criterion(_test(operand, name, members)))
    return Criteria(tuple(operands), group.operator, group.negate)


def _test(assertion: Assertion, name: str, members: dict[tuple[type, str], Member]) -> str:
    test = Test(
        name,
        assertion.test,
        _object(assertion, members),
        tuple(_state(assertion.test, state, members) for state in assertion.states),
        assertion.check,
        assertion.existence,
        assertion.state_operator,
    )
    return _add(test, members)


def _object(assertion: Assertion, members: dict[tuple[type, str], Member]) -> str:
    filters = tuple(
        Filter(_state(assertion.test, entities, members), action)
        for entities, action in (
            (assertion.include, FilterAction.INCLUDE),
            (assertion.exclude, FilterAction.EXCLUDE),
        )
        if entities
    )
    what = (assertion.test, assertion.object, assertion.behaviors, filters)
    return _add(Object(_digest("object", *what), *what), members)


def _state(kind: str, entities: tuple[Entity, ...], members: dict[tuple[type, str], Member]) -> str:
    return _add(State(_digest("state", kind, entities), kind, entities), members)


def _add(member: Member, members: dict[tuple[type, str], Member]) -> str:
    members[type(member), member.id] = member
    return member.id


def _digest(kind: str, *parts: object) -> str:
    """An id made of the content: equal records, equal ids."""
    return f"{kind}:{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"
