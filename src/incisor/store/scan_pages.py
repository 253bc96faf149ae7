"""ListCisScans: a page costs its size, whatever is asked and however many scans are kept.

Three ways lead to a page. If one of the filters holds for a few scans only, these are read and
sorted. Else, if an index keeps the scans of one filter in the list's order, it is walked from where
the page starts; else the list itself is. On a walk the other filters are asked of each scan that is
met, of so many and no more: then the page ends early, and the next one goes on from there.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, select, true, tuple_, union_all

from incisor.store import filters
from incisor.store.page import (
    Key,
    Order,
    Page,
    columns_of,
    fetch,
    fetch_few,
    in_order,
    merged,
    order_of,
    unindexed,
    up_to,
)
from incisor.store.scan_filters import Listed, Sought, Walk, owned, rules
from incisor.store.scans import Scan
from incisor.store.tables import scans as table
from incisor.wire import shapes

FEW: Final = 500
"""Scans that are sorted for one page: a millisecond."""
VISITED: Final = 1_000
"""Scans that a walk looks at for one page: some ten milliseconds, if none is in memory yet."""

_SCANS: Final = select(*columns_of(Scan, table))
_NEWEST_FIRST: Final = Order((table.c.scan_date, table.c.scan_id), descending=True)
SORT_KEYS: Final = {
    shapes.ListCisScansSortBy.STATUS: (table.c.status, table.c.scan_id),
    shapes.ListCisScansSortBy.SCHEDULED_BY: (table.c.scheduled_by, table.c.scan_id),
    shapes.ListCisScansSortBy.SCAN_START_DATE: (table.c.scan_date, table.c.scan_id),
    shapes.ListCisScansSortBy.FAILED_CHECKS: (table.c.failed_checks, table.c.scan_id),
}


def page(
    conn: Connection,
    lists: Sequence[Listed],
    *,
    criteria: shapes.ListCisScansFilterCriteria | None = None,
    sort_by: shapes.ListCisScansSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Page[Scan]:
    """A page of all these scans together: newest first unless asked otherwise."""
    order = order_of(SORT_KEYS, _NEWEST_FIRST, sort_by, sort_order)
    pages = [_page(conn, listed, criteria, order, after, limit) for listed in lists]
    return merged(pages, order, limit)


def _page(
    conn: Connection,
    listed: Listed,
    criteria: shapes.ListCisScansFilterCriteria | None,
    order: Order,
    after: Key | None,
    limit: int,
) -> Page[Scan]:
    sought = filters.applied(rules(conn, listed), criteria)
    walks, others = _kept_in_order(sought, order, after)
    few = _few(conn, sought) if others or not walks else None
    if few is not None:
        holds = unindexed(and_(*owned(listed), *(each.holds for each in sought)))
        return fetch_few(conn, few.where(holds), Scan, order, after, limit)
    walks = walks or [Walk(owned(listed), after)]
    return merged([_walked(conn, walk, others, order, limit) for walk in walks], order, limit)


def _kept_in_order(
    sought: Sequence[Sought], order: Order, after: Key | None
) -> tuple[list[Walk], list[Sought]]:
    """The walks that an index offers for one of the filters, if any, and the other filters."""
    for one in sought:
        if walks := one.walks(order, after):
            return walks, [each for each in sought if each is not one]
    return [], list(sought)


def _few(conn: Connection, sought: Sequence[Sought]) -> Select[Any] | None:
    """The scans of the first filter that an index knows to be few; None if there is no such."""
    for one in sought:
        if one.ids is None:
            continue
        ids = union_all(*one.ids) if len(one.ids) > 1 else one.ids[0]
        some = ids.limit(FEW + 1).subquery()
        if conn.execute(select(func.count()).select_from(some)).scalar_one() <= FEW:
            # As one value: so only the primary key can find them, and no other index is tried.
            return _SCANS.where(tuple_(table.c.account_id, table.c.scan_id).in_(select(some)))
    return None


def _walked(
    conn: Connection, walk: Walk, others: Sequence[Sought], order: Order, limit: int
) -> Page[Scan]:
    """A page of a walk's scans for which the other filters hold, after a bounded number of them."""
    along = Order(tuple(walk.through.c[each.name] for each in order.columns), order.descending)
    query = _SCANS.where(*walk.where)
    if walk.through is not table:
        same = [walk.through.c[name] == table.c[name] for name in ("account_id", "scan_id")]
        query = query.join(walk.through, and_(*same))
    if not others:
        return fetch(conn, query, Scan, along, walk.after, limit)
    keys = in_order(select(*along.columns).where(*walk.where), along, walk.after)
    last = conn.execute(keys.offset(VISITED - 1).limit(1)).first()
    holds = unindexed(and_(true(), *(each.holds for each in others)))
    end = [] if last is None else [up_to(along, last)]
    found = fetch(conn, query.where(holds, *end), Scan, along, walk.after, limit)
    return found if last is None or found.next is not None else Page(found.items, list(last))
