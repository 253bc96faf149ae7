"""Filter criteria of the list operations, as conditions of SQL.

An operation's filters are a table: the member of its criteria, and the condition that the member's
entries become. Entries of one list: any of them (NOT_EQUALS: none of them); several lists: all of
them. A member that has no line in the table is refused by `where`, never ignored.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    and_,
    false,
    literal,
    not_,
    or_,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from incisor.wire.shapes import (
    CisDateFilter,
    CisNumberFilter,
    CisStringComparison,
    CisStringFilter,
    TagFilter,
)

R = TypeVar("R")
Condition = ColumnElement[bool]
Rule = Callable[[Sequence[Any]], Condition]
Wrap = Callable[[Condition], Condition]

_LAST_CHARACTER: Final = "\U0010ffff"


class UnservedFilterError(Exception):
    """The criteria have a member that the operation's table has no line for."""


def where(rules: Mapping[str, Rule], criteria: msgspec.Struct | None) -> Condition:
    """The condition that all members of the criteria make together; true if there are none."""
    return and_(true(), *applied(rules, criteria))


def applied(
    rules: Mapping[str, Callable[[Sequence[Any]], R]], criteria: msgspec.Struct | None
) -> list[R]:
    """What the rules make of the members that the criteria have, in the order of the rules."""
    given = {} if criteria is None else msgspec.structs.asdict(criteria)
    entries = {member: entries for member, entries in given.items() if entries is not None}
    if unserved := entries.keys() - rules.keys():
        raise UnservedFilterError(f"not a filter that is served: {', '.join(sorted(unserved))}")
    return [rule(entries[member]) for member, rule in rules.items() if member in entries]


def text(column: ColumnElement[Any], stem: str = "", wrap: Wrap = lambda it: it) -> Rule:
    """CisStringFilter on a text. `stem` is what clients see before the column's value (an ARN's
    first part); `wrap` says of which rows the text is meant, if not of the listed one."""
    return partial(_texts, partial(_text, column, stem), wrap)


def number(column: ColumnElement[Any]) -> Rule:
    """CisNumberFilter: both ends are part of the range, either may be left out."""
    return partial(_any, partial(_number, column))


def date(column: ColumnElement[Any]) -> Rule:
    """CisDateFilter on epoch seconds, both ends part of the range, either may be left out."""
    return partial(_any, partial(_date, column))


def one_of(column: ColumnElement[Any]) -> Rule:
    """The filters on an enum, whose only comparison is EQUALS."""
    return partial(_any, partial(_equals, column))


def tag(column: ColumnElement[Any]) -> Rule:
    """TagFilter on a JSON column of tags, each with one value or a list of values."""
    return partial(_any, partial(_tag, column))


def prefix(column: ColumnElement[Any], value: str) -> Condition:
    """The text starts with the value: a range, so that case counts and an index serves."""
    end = _successor(value)
    start = column >= value
    return start if end is None else and_(start, column < end)


def agrees(value: str, entries: Sequence[CisStringFilter]) -> bool:
    """What `text` says in SQL, of a value that is not in the database."""
    unequal = CisStringComparison.NOT_EQUALS
    wanted = [entry for entry in entries if entry.comparison != unequal]
    unwanted = {entry.value for entry in entries if entry.comparison == unequal}
    return value not in unwanted and (not wanted or any(_agrees(value, each) for each in wanted))


def wants(entries: Sequence[CisStringFilter]) -> bool:
    """Whether any of the entries says what is wanted, not only what is not."""
    return any(entry.comparison != CisStringComparison.NOT_EQUALS for entry in entries)


def points(stem: str, entries: Sequence[CisStringFilter]) -> list[str] | None:
    """The texts behind the stem that are wanted, if each of the entries names one; else None."""
    if any(entry.comparison != CisStringComparison.EQUALS for entry in entries):
        return None
    behind = {entry.value for entry in entries if entry.value.startswith(stem)}
    return sorted(value.removeprefix(stem) for value in behind)


def parts(
    column: ColumnElement[Any], stem: str, entries: Sequence[CisStringFilter]
) -> list[Condition]:
    """What is wanted, as ranges of an index: all texts for which `text` holds are in one of them.

    They may overlap; what is not wanted splits the whole, if nothing else says what is.
    """
    if wants(entries):
        wanted = [entry for entry in entries if entry.comparison != CisStringComparison.NOT_EQUALS]
        return [_text(column, stem, entry) for entry in wanted]
    behind = {entry.value for entry in entries if entry.value.startswith(stem)}
    unwanted = sorted(value.removeprefix(stem) for value in behind)
    return [
        and_(
            true() if before is None else column > before,
            true() if after is None else column < after,
        )
        for before, after in pairwise([None, *unwanted, None])
    ]


def _agrees(value: str, entry: CisStringFilter) -> bool:
    if entry.comparison == CisStringComparison.PREFIX:
        return value.startswith(entry.value)
    return value == entry.value


def _successor(value: str) -> str | None:
    """The first text, by code points, after all that start with the value, if there is one."""
    stripped = value.rstrip(_LAST_CHARACTER)
    if not stripped:
        return None
    following = ord(stripped[-1]) + 1
    # No text holds a surrogate; U+E000 is the next character.
    return stripped[:-1] + chr(0xE000 if following == 0xD800 else following)


def _any(condition: Callable[[Any], Condition], entries: Sequence[Any]) -> Condition:
    return or_(false(), *(condition(entry) for entry in entries))


def _texts(
    condition: Callable[[CisStringFilter], Condition],
    wrap: Wrap,
    entries: Sequence[CisStringFilter],
) -> Condition:
    unequal = CisStringComparison.NOT_EQUALS
    wanted = [condition(entry) for entry in entries if entry.comparison != unequal]
    unwanted = [condition(entry) for entry in entries if entry.comparison == unequal]
    # Each by itself: of a row that is elsewhere, each is then one range of an index.
    conditions = [or_(*map(wrap, wanted))] if wanted else []
    return and_(true(), *conditions, *(not_(wrap(each)) for each in unwanted))


def _text(column: ColumnElement[Any], stem: str, entry: CisStringFilter) -> Condition:
    """What the entry says of the text, whether it is wanted or not."""
    is_prefix = entry.comparison == CisStringComparison.PREFIX
    if is_prefix and stem.startswith(entry.value):
        return true()
    if not entry.value.startswith(stem):
        return false()
    rest = entry.value.removeprefix(stem)
    return prefix(column, rest) if is_prefix else column == rest


def _number(column: ColumnElement[Any], entry: CisNumberFilter) -> Condition:
    return _between(column, entry.lower_inclusive, entry.upper_inclusive)


def _date(column: ColumnElement[Any], entry: CisDateFilter) -> Condition:
    return _between(column, entry.earliest_scan_start_time, entry.latest_scan_start_time)


def _between(column: ColumnElement[Any], lower: float | None, upper: float | None) -> Condition:
    lowest = true() if lower is None else column >= lower
    return and_(lowest, true() if upper is None else column <= upper)


def _equals(column: ColumnElement[Any], entry: Any) -> Condition:
    same: Condition = column == entry.value
    return same


def _tag(column: ColumnElement[Any], entry: TagFilter) -> Condition:
    return HasTag(column, entry.key, entry.value)


class HasTag(FunctionElement[bool]):
    """Whether a JSON object has the key with the value, or with a list that has the value."""

    type = Boolean()
    inherit_cache = True
    name = "has_tag"

    def __init__(self, column: ColumnElement[Any], key: str, value: str) -> None:
        super().__init__(column, literal(key, Text()), literal(value, Text()))


@compiles(HasTag, "sqlite")
def _sqlite_has_tag(element: HasTag, compiler: SQLCompiler, **options: Any) -> str:
    column, key, value = (compiler.process(part, **options) for part in element.clauses)
    listed = "CASE tag.type WHEN 'array' THEN tag.value ELSE json_array(tag.value) END"
    return (
        f"EXISTS (SELECT 1 FROM json_each({column}) AS tag, json_each({listed}) AS item"  # noqa: S608 - no value is in the text
        f" WHERE tag.key = {key} AND item.value = {value})"
    )


@compiles(HasTag, "postgresql")
def _postgresql_has_tag(element: HasTag, compiler: SQLCompiler, **options: Any) -> str:
    column, key, value = (compiler.process(part, **options) for part in element.clauses)
    # An array contains a primitive that is one of its elements; a text contains itself.
    return f"COALESCE((CAST({column} AS JSONB) -> {key}) @> to_jsonb(CAST({value} AS TEXT)), false)"
