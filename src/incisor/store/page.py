"""Pages by key, not by offset: a row is neither lost nor repeated while others arrive.

A sort order is data: the column that the client names, then columns that make it unique. The next
page starts after the last row's values of those columns, compared as one row value, so that an
index on them serves every page equally fast.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    case,
    func,
    literal,
    tuple_,
)

from incisor.wire.shapes import CisSortOrder

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

# The sort columns' values of a page's last row; goes into nextToken and comes back from it.
Key = Sequence[str | float]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some rows, and the key after which the next page starts; None after the last page."""

    items: list[T]
    next: list[str | float] | None = None


class Order(NamedTuple):
    """Columns that together tell every row from every other, all in one direction."""

    columns: tuple[Column[Any], ...]
    descending: bool = False


def order_of(
    keys: Mapping[Any, tuple[Column[Any], ...]],
    default: Order,
    sort_by: str | None,
    sort_order: str | None,
) -> Order:
    """The order that a request asks for, from an operation's table of sort keys."""
    columns = default.columns if sort_by is None else keys[sort_by]
    if sort_order is None:
        return Order(columns, default.descending and sort_by is None)
    return Order(columns, sort_order == CisSortOrder.DESC)


def columns_of(record: type[msgspec.Struct], *tables: Table) -> list[Column[Any]]:
    """The columns that a record's fields are named after, in the order of the fields."""
    named = {column.name: column for table in reversed(tables) for column in table.columns}
    return [named[field] for field in record.__struct_fields__]


def fetch(
    conn: Connection,
    query: Select[Any],
    record: type[S],
    order: Order,
    after: Key | None,
    limit: int,
) -> Page[S]:
    """One page of a query for `columns_of(record)`; asks for one row more to know of the next."""
    return _page(conn, in_order(query, order, after).limit(limit + 1), record, order, limit)


def fetch_few(
    conn: Connection,
    query: Select[Any],
    record: type[S],
    order: Order,
    after: Key | None,
    limit: int,
) -> Page[S]:
    """As `fetch`, of a query for so few rows that they are better sorted than met in order."""
    anew = _directed([func.coalesce(column, column) for column in order.columns], order)
    if after is not None:
        query = query.where(unindexed(_beyond(order, after)))
    return _page(conn, query.order_by(*anew).limit(limit + 1), record, order, limit)


def in_order(query: Select[Any], order: Order, after: Key | None) -> Select[Any]:
    """The query's rows in that order, from the first one after the key."""
    query = query.order_by(*_directed(order.columns, order))
    return query if after is None else query.where(_beyond(order, after))


def up_to(order: Order, key: Key) -> ColumnElement[bool]:
    """The rows that are not behind the one with that key."""
    here, there = _compared(order, key)
    known: ColumnElement[bool] = here >= there if order.descending else here <= there
    return known


def unindexed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, in a form for which no database looks for an index."""
    same: ColumnElement[bool] = case((condition, 1), else_=0) == 1
    return same


def merged(pages: Sequence[Page[S]], order: Order, limit: int) -> Page[S]:
    """One page of several lists in the same order, from a page of each; rows in two count once.

    Each list's page starts after the same key. One with fewer than `limit` rows that has a key for
    its next page knows nothing of what is behind that key: there the common page ends too.
    """

    def key(record: S) -> list[Any]:
        return [getattr(record, column.name) for column in order.columns]

    nearest = max if order.descending else min
    known = nearest((page.next for page in pages if page.next is not None), default=None)
    rows = {tuple(key(one)): one for page in pages for one in page.items}
    found = [rows[each] for each in sorted(rows, reverse=order.descending)]
    if known is not None:
        found = [one for one in found if nearest(key(one), known) == key(one)]
    if len(found) > limit:
        return Page(found[:limit], key(found[limit - 1]))
    return Page(found, known)


def _directed(columns: Sequence[ColumnElement[Any]], order: Order) -> list[ColumnElement[Any]]:
    return [column.desc() if order.descending else column for column in columns]


def _beyond(order: Order, key: Key) -> ColumnElement[bool]:
    here, there = _compared(order, key)
    behind: ColumnElement[bool] = here < there if order.descending else here > there
    return behind


def _compared(order: Order, key: Key) -> tuple[Any, Any]:
    """The row's values of the order's columns, and the key's, each as one row value."""
    values = zip(order.columns, key, strict=True)
    there = tuple_(*(literal(value, column.type) for column, value in values))
    return tuple_(*order.columns), there


def _page(
    conn: Connection, query: Select[Any], record: type[S], order: Order, limit: int
) -> Page[S]:
    """The page of a query for one row more than the page has."""
    records = [record(*row) for row in conn.execute(query)]
    if len(records) <= limit:
        return Page(records)
    last = records[limit - 1]
    return Page(records[:limit], [getattr(last, column.name) for column in order.columns])
