"""Pages by key, not by offset: a row is neither lost nor repeated while others arrive.

A sort order is data: the column that the client names, then columns that make it unique. The next
page starts after the last row's values of those columns, compared as one row value, so that an
index on them serves every page equally fast.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Select, Table, literal, tuple_

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
    directed = [column.desc() if order.descending else column for column in order.columns]
    query = query.order_by(*directed).limit(limit + 1)
    if after is not None:
        query = query.where(_beyond(order, after))
    records = [record(*row) for row in conn.execute(query)]
    if len(records) <= limit:
        return Page(records)
    last = records[limit - 1]
    return Page(records[:limit], [getattr(last, column.name) for column in order.columns])


def merged(pages: Sequence[Page[S]], order: Order, limit: int) -> Page[S]:
    """One page of several lists in the same order, from a page of each; no row is in two of them.

    Each list's page starts after the same key and has `limit` rows if it has that many.
    """

    def key(record: S) -> list[Any]:
        return [getattr(record, column.name) for column in order.columns]

    found = sorted((one for page in pages for one in page.items), key=key, reverse=order.descending)
    more = len(found) > limit or any(page.next is not None for page in pages)
    return Page(found[:limit], key(found[:limit][-1]) if more else None)


def _beyond(order: Order, after: Key) -> ColumnElement[bool]:
    here = tuple_(*order.columns)
    values = zip(order.columns, after, strict=True)
    there = tuple_(*(literal(value, column.type) for column, value in values))
    return here < there if order.descending else here > there
