"""incisor.store.filters."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import pytest
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    MetaData,
    Table,
    Text,
    create_engine,
    select,
)

from incisor.store import checks, configurations, filters, results, scan_pages, target_pages
from incisor.store.tables import scan_configurations
from incisor.wire import shapes
from incisor.wire.shapes import CisDateFilter, CisNumberFilter, CisStringFilter, TagFilter
from support.dialects import POSTGRESQL
from support.rows import configuration

ENGINE: Engine = create_engine("sqlite://")
ROWS = Table("rows", MetaData(), Column("word", Text), Column("number", Float))
WORD = ROWS.c.word
NUMBER = ROWS.c.number


def word(comparison: str, value: str) -> CisStringFilter:
    """An entry of a list of string filters."""
    return CisStringFilter(comparison=shapes.CisStringComparison(comparison), value=value)


def tag(key: str, value: str) -> TagFilter:
    """An entry of a list of tag filters."""
    return TagFilter(comparison=shapes.TagComparison.EQUALS, key=key, value=value)


def kept(condition: filters.Condition, words: Sequence[str]) -> list[str]:
    """Those of the words that the condition on WORD lets through, as SQLite decides it."""
    return chosen(condition, WORD, words)


def numbers(condition: filters.Condition) -> list[int]:
    """Those of the numbers 0 to 5 that the condition on NUMBER lets through."""
    return chosen(condition, NUMBER, range(6))


def chosen(condition: filters.Condition, column: Column[Any], rows: Iterable[Any]) -> list[Any]:
    """The values that the condition on the column lets through."""
    with ENGINE.begin() as conn:
        ROWS.create(conn)
        conn.execute(ROWS.insert(), [{column.name: value} for value in rows])
        found = conn.execute(select(column).where(condition)).scalars().all()
        ROWS.drop(conn)
    return list(found)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([word("EQUALS", "ab")], ["ab"]),
        ([word("EQUALS", "ab"), word("EQUALS", "b")], ["ab", "b"]),
        ([word("PREFIX", "a")], ["a", "ab", "a%"]),
        ([word("PREFIX", "")], ["a", "ab", "a%", "Ab", "b"]),
        ([word("PREFIX", "a%")], ["a%"]),
        ([word("NOT_EQUALS", "ab")], ["a", "a%", "Ab", "b"]),
        ([word("NOT_EQUALS", "ab"), word("NOT_EQUALS", "b")], ["a", "a%", "Ab"]),
        ([word("PREFIX", "a"), word("NOT_EQUALS", "ab")], ["a", "a%"]),
    ],
)
def test_texts(entries: list[CisStringFilter], expected: list[str]) -> None:
    """Any of the wanted, none of the unwanted; case counts, and no character is a wildcard."""
    assert kept(filters.text(WORD)(entries), ["a", "ab", "a%", "Ab", "b"]) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (word("EQUALS", "arn:x/1"), ["1"]),
        (word("EQUALS", "1"), []),
        (word("EQUALS", "arn:y/1"), []),
        (word("PREFIX", "arn:"), ["1", "12", "2"]),
        (word("PREFIX", "arn:x/1"), ["1", "12"]),
        (word("PREFIX", "arn:y"), []),
        (word("NOT_EQUALS", "arn:x/1"), ["12", "2"]),
        (word("NOT_EQUALS", "arn:y/1"), ["1", "12", "2"]),
    ],
)
def test_texts_that_clients_see_behind_a_stem(entry: CisStringFilter, expected: list[str]) -> None:
    """A filter on an ARN is one on the id, wherever in the ARN the filter's value ends."""
    assert kept(filters.text(WORD, "arn:x/")([entry]), ["1", "12", "2"]) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([word("EQUALS", "s:a"), word("EQUALS", "s:b")], [["a"], ["b"]]),
        ([word("PREFIX", "s:a"), word("NOT_EQUALS", "s:ab")], [["a", "ab", "ac"]]),
        ([word("NOT_EQUALS", "s:b"), word("NOT_EQUALS", "s:ab")], [["a"], ["ac"], ["c"]]),
        ([word("NOT_EQUALS", "t:b")], [["a", "ab", "ac", "b", "c"]]),
        ([word("EQUALS", "t:b")], [[]]),
    ],
)
def test_texts_as_ranges(entries: list[CisStringFilter], expected: list[list[str]]) -> None:
    """Each part is one range; together they have all that the filter lets through."""
    words = ["a", "ab", "ac", "b", "c"]
    assert [kept(part, words) for part in filters.parts(WORD, "s:", entries)] == expected


def test_texts_as_points() -> None:
    """Only if every entry names one text; those that cannot be behind the stem are left out."""
    both = [word("EQUALS", "s:b"), word("EQUALS", "s:a"), word("EQUALS", "t:c")]
    assert filters.points("s:", both) == ["a", "b"]
    assert filters.points("s:", [*both, word("PREFIX", "s:a")]) is None
    assert filters.points("s:", [word("NOT_EQUALS", "s:a")]) is None


@pytest.mark.parametrize("last", ["\ud7ff", "\U0010ffff", "é", "z", "\x7f"])
def test_a_prefix_can_end_in_any_character(last: str) -> None:
    """The range that stands for it has a right end, or none where none is needed."""
    words = [f"a{last}", f"a{last}b", f"a{last}\U0010ffff", "a", "b"]
    assert kept(filters.prefix(WORD, f"a{last}"), words) == words[:3]


def test_numbers_include_both_ends() -> None:
    """Either end may be left out; several ranges: any of them."""
    rule = filters.number(NUMBER)
    assert numbers(rule([CisNumberFilter(lower_inclusive=2, upper_inclusive=3)])) == [2, 3]
    assert numbers(rule([CisNumberFilter(lower_inclusive=4)])) == [4, 5]
    assert numbers(rule([CisNumberFilter(upper_inclusive=1)])) == [0, 1]
    outside = [CisNumberFilter(upper_inclusive=0), CisNumberFilter(lower_inclusive=5)]
    assert numbers(rule(outside)) == [0, 5]
    assert numbers(rule([CisNumberFilter()])) == [0, 1, 2, 3, 4, 5]


def test_dates_include_both_ends() -> None:
    """Scans of the first and of the last second are of the time."""
    rule = filters.date(NUMBER)
    both = CisDateFilter(earliest_scan_start_time=2.0, latest_scan_start_time=4.0)
    assert numbers(rule([both])) == [2, 3, 4]


def test_enums_equal_any_of_the_values() -> None:
    """Statuses, reasons and levels have no other comparison."""
    statuses = shapes.CisScanStatus
    entries = [
        shapes.CisScanStatusFilter(
            comparison=shapes.CisScanStatusComparison.EQUALS, value=statuses(value)
        )
        for value in ("FAILED", "CANCELLED")
    ]
    assert kept(filters.one_of(WORD)(entries), list(statuses)) == ["FAILED", "CANCELLED"]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([tag("env", "prod")], True),
        ([tag("env", "test")], True),
        ([tag("env", "other")], False),
        ([tag("prod", "env")], False),
        ([tag("env", "other"), tag('a "quoted" $.key', "v")], True),
        ([tag("env", "pro")], False),
    ],
)
def test_tags(conn: Connection, entries: list[TagFilter], found: bool) -> None:
    """Key and value are compared whole; a key with several values has each; any of the entries."""
    tags = {"env": ["prod", "test"], 'a "quoted" $.key': ["v"]}
    configurations.add(conn, configuration(1, target_tags=tags))
    condition = filters.tag(scan_configurations.c.target_tags)(entries)
    rows = conn.execute(select(scan_configurations.c.scan_name).where(condition)).all()
    assert bool(rows) == found


def test_tags_with_one_value_each(conn: Connection) -> None:
    """A host's tags are filtered as a target's lists of tags are."""
    configurations.add(conn, configuration(1, tags={"env": "prod"}))
    rule = filters.tag(scan_configurations.c.tags)
    query = select(scan_configurations.c.scan_name)
    assert conn.execute(query.where(rule([tag("env", "prod")]))).all()
    assert not conn.execute(query.where(rule([tag("env", "test")]))).all()


def test_tags_can_be_filtered_on_postgresql() -> None:
    """The same question in that database's words."""
    condition = filters.tag(scan_configurations.c.tags)([tag("env", "prod")])
    assert "JSONB" in str(condition.compile(dialect=POSTGRESQL))


def test_several_lists_must_all_agree() -> None:
    """Filters of different kinds narrow each other down."""

    class Criteria(msgspec.Struct):
        words: list[CisStringFilter] | None = None
        others: list[CisStringFilter] | None = None

    rules = {"words": filters.text(WORD), "others": filters.text(WORD)}
    both = Criteria([word("PREFIX", "a")], [word("NOT_EQUALS", "ab")])
    assert kept(filters.where(rules, both), ["a", "ab", "b"]) == ["a"]
    assert kept(filters.where(rules, Criteria()), ["a", "b"]) == ["a", "b"]
    assert kept(filters.where(rules, None), ["a", "b"]) == ["a", "b"]


def test_a_filter_without_a_rule_is_refused() -> None:
    """What is not served is never ignored: the answer would be wrong."""

    class Criteria(msgspec.Struct):
        colour: list[str]

    with pytest.raises(filters.UnservedFilterError, match="colour"):
        filters.where({}, Criteria(["red"]))


@pytest.mark.parametrize(
    ("rules", "criteria"),
    [
        (configurations.rules(""), shapes.ListCisScanConfigurationsFilterCriteria),
        (
            target_pages.rules(lambda it: it),
            shapes.CisScanResultsAggregatedByTargetResourceFilterCriteria,
        ),
        (checks.RULES, shapes.CisScanResultsAggregatedByChecksFilterCriteria),
        (
            {**results.RULES, "finding_arn_filters": None},
            shapes.CisScanResultDetailsFilterCriteria,
        ),
    ],
)
def test_every_filter_of_the_model_has_a_rule(
    rules: dict[str, Any], criteria: type[msgspec.Struct]
) -> None:
    """And no rule is for a member that the model does not have."""
    assert set(rules) == set(criteria.__struct_fields__)


@pytest.mark.parametrize(
    ("keys", "sort_by"),
    [
        (configurations.SORT_KEYS, shapes.CisScanConfigurationsSortBy),
        (scan_pages.SORT_KEYS, shapes.ListCisScansSortBy),
        (target_pages.SORT_KEYS, shapes.CisScanResultsAggregatedByTargetResourceSortBy),
        (checks.SORT_KEYS, shapes.CisScanResultsAggregatedByChecksSortBy),
        (results.SORT_KEYS, shapes.CisScanResultDetailsSortBy),
    ],
)
def test_every_sort_key_of_the_model_has_columns(keys: dict[str, Any], sort_by: Any) -> None:
    """And no others are named."""
    assert set(keys) == set(sort_by)
