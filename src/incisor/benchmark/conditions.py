"""Conditions on fields (`mode: {bits_within: 0o640}`) → OVAL entities."""

from collections.abc import Iterator, Mapping

from incisor.benchmark import values
from incisor.benchmark.cursor import Cursor
from incisor.benchmark.faults import suggestion
from incisor.benchmark.operators import COMPARISONS, EQUALS, MEMBERSHIP, Comparison
from incisor.oval import patterns
from incisor.oval.model import Check, Datatype, Entity, Operation, Value
from incisor.oval.vocabulary import Field

PATTERN_ENTITY = "pattern"
"""The one entity that OVAL always compares by pattern match (textfilecontent54_object/pattern)."""

_ANY_OPERATOR = {**COMPARISONS, **MEMBERSHIP}


def read(cursor: Cursor, fields: Mapping[str, Field]) -> tuple[Entity, ...]:
    """The entities of a map from fields to conditions. All of them must hold together."""
    entities: list[Entity] = []
    for key, value in cursor.entries():
        if key.text in fields:
            entities += entity(value, key.text, fields[key.text])
        else:
            value.fault(f"unknown field; {suggestion(key.text, fields)}", key.position)
    return tuple(entities)


def entity(cursor: Cursor, name: str, field: Field) -> Iterator[Entity]:
    """One entity for a plain value, one for each operator of a map."""
    if not cursor.is_map:
        natural = COMPARISONS["pattern"] if name == PATTERN_ENTITY else EQUALS
        yield _compared(cursor, name, field, natural, Check.ALL)
        return
    for key, value in cursor.entries():
        if key.text in MEMBERSHIP:
            yield from _membership(value, name, field, MEMBERSHIP[key.text])
        elif key.text in COMPARISONS:
            yield _compared(value, name, field, COMPARISONS[key.text], Check.ALL)
        else:
            message = f"unknown operator; {suggestion(key.text, _ANY_OPERATOR)}"
            value.fault(message, key.position)


def _membership(cursor: Cursor, name: str, field: Field, check: Check) -> Iterator[Entity]:
    if not field.many:
        cursor.fault(f"{name} has one value; contains and not_contains are for lists")
    if not cursor.is_map:
        yield _compared(cursor, name, field, EQUALS, check)
        return
    for key, value in cursor.entries():
        if key.text in COMPARISONS:
            yield _compared(value, name, field, COMPARISONS[key.text], check)
        else:
            value.fault(f"unknown operator; {suggestion(key.text, COMPARISONS)}", key.position)


def _compared(
    cursor: Cursor, name: str, field: Field, how: Comparison, entity_check: Check
) -> Entity:
    if field.datatype not in how.datatypes:
        cursor.fault(f"{name} is of type {field.datatype}, which this operator cannot compare")
    datatype = _datatype(field, how)
    given = cursor.items() if how.several else [cursor]
    found = tuple(values.read(value, datatype) for value in given)
    if how.operation is Operation.PATTERN_MATCH:
        _check_patterns(cursor, found, multiline=name == PATTERN_ENTITY)
    return Entity(
        name,
        found,
        how.operation,
        datatype,
        var_check=how.var_check,
        entity_check=entity_check,
        mask=field.secret,
    )


def _datatype(field: Field, how: Comparison) -> Datatype:
    """OVAL compares by the state's datatype: a text is ordered by the number that it spells."""
    if how.numeric and field.datatype is Datatype.STRING:
        return Datatype.INT
    return field.datatype


def _check_patterns(cursor: Cursor, found: tuple[Value, ...], *, multiline: bool) -> None:
    """Compile as the evaluator will, which keeps what it compiled, so that this costs nothing."""
    for pattern in found:
        try:
            patterns.compiled(str(pattern), multiline)
        except patterns.PatternError as error:
            cursor.fault(str(error))
