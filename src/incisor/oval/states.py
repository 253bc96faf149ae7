"""Items against states and filters, and what one entity of an item is worth against a stated
one."""

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from incisor.oval.compare import compare_value
from incisor.oval.item import FieldValue, Item, RecordValue
from incisor.oval.model import Check, Entity, FilterAction, Operator, Result, State, Value
from incisor.oval.tables import check, operate

EMPTY_LIST = {
    Check.ALL: Result.FALSE,
    Check.AT_LEAST_ONE: Result.FALSE,
    Check.ONLY_ONE: Result.FALSE,
    Check.NONE_SATISFY: Result.TRUE,
}
"""An item's list that exists but is empty (a stack line without arguments), by entity_check."""


class NoValueError(LookupError):
    """A variable has no value, or it could not be had; the message says why.

    `broken`: what it is made of is in error. oscap then still has an item for a variable_object,
    without a value, so that what is said of the value is unknown.
    """

    def __init__(self, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.broken = broken


class FaultError(NoValueError):
    """Nothing can be said of the variable: content is at fault, or asks for more than is done."""


Values = Callable[[Entity], tuple[Value, ...]]
"""The stated values of an entity: its literals, or its variable's values. Raises NoValueError."""


class Problems(Struct):
    """Why comparisons had no true or false outcome."""

    reasons: list[str] = field(default_factory=list)
    needs_privilege: bool = False


def literal_values(entity: Entity) -> tuple[Value, ...]:
    """`Values` for entities without variables."""
    if entity.variable is not None:
        raise NoValueError(f"variable {entity.variable} is not known here")
    return entity.values


def satisfies(
    item: Item, state: State, values: Values, problems: Problems, missing: Result = Result.UNKNOWN
) -> Result:
    """Whether the item satisfies the state; `missing` is for entities that the item does not
    have."""
    results = (_entity(item, entity, values, problems, missing) for entity in state.entities)
    return operate(state.operator, results)


def satisfies_all(
    item: Item, states: Iterable[State], operator: Operator, values: Values, problems: Problems
) -> Result:
    """Several states of one test, joined by its state_operator."""
    return operate(operator, (satisfies(item, state, values, problems) for state in states))


def _entity(
    item: Item, entity: Entity, values: Values, problems: Problems, missing: Result
) -> Result:
    problem = item.problems.get(entity.name)
    if problem:
        problems.reasons.append(problem.reason)
        problems.needs_privilege |= problem.needs_privilege
        return Result.ERROR if problem.error else Result.UNKNOWN
    if entity.name not in item.fields:
        return missing
    return compare_field(entity, item.fields[entity.name], values, problems)


def compare_field(entity: Entity, found: FieldValue, values: Values, problems: Problems) -> Result:
    """One field's value, or each of its values joined by entity_check."""
    if entity.nil or found is None:
        return Result.TRUE if entity.nil and found is None else Result.FALSE
    each = found if isinstance(found, tuple) else (found,)
    if not each:
        return EMPTY_LIST[entity.entity_check]
    if entity.fields:
        results = [_record(entity, one, values, problems) for one in each]
        return check(entity.entity_check, results)
    try:
        stated = values(entity)
    except NoValueError as error:
        problems.reasons.append(str(error))
        return Result.ERROR
    return check(
        entity.entity_check, (compare_value(entity, one, stated, problems.reasons) for one in each)
    )


def _record(
    entity: Entity, found: Value | RecordValue, values: Values, problems: Problems
) -> Result:
    """A record: all fields that are stated must hold (oval-def:EntityStateRecordType). One that it
    does not have is an error, as it is in oscap."""
    if not isinstance(found, RecordValue):
        problems.reasons.append(f"{entity.name}: a value is not of datatype record")
        return Result.ERROR
    named = dict(found.fields)
    results = []
    for asked in entity.fields:
        if asked.name in named:
            results.append(compare_field(asked, named[asked.name], values, problems))
        else:
            problems.reasons.append(f"{entity.name}: a record has no field {asked.name!r}")
            results.append(Result.ERROR)
    return operate(Operator.AND, results)


def keeps(
    item: Item,
    filters: Iterable[tuple[FilterAction, State]],
    values: Values,
    missing: Result = Result.FALSE,
) -> bool:
    """Whether filters let the item pass: an exclude filter drops what is true, an include filter
    what is false. So include keeps items whose state is error or unknown, as oscap does.
    """
    for action, state in filters:
        result = satisfies(item, state, values, Problems(), missing)
        dropped = Result.TRUE if action is FilterAction.EXCLUDE else Result.FALSE
        if result is dropped:
            return False
    return True
