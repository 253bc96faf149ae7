"""Pages of several lists as one: the law of `incisor.store.page.merged`."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from incisor.store.page import Order, Page, merged
from incisor.store.scans import Scan
from incisor.store.tables import scans as table
from support.rows import identifier, scan

COLUMNS = (table.c.failed_checks, table.c.scan_id)
rows = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 1000)), unique_by=lambda row: row[1], max_size=20
)


def key(one: Scan) -> tuple[Any, ...]:
    return one.failed_checks, one.scan_id


def page(listed: list[Scan], order: Order, after: Any, limit: int) -> Page[Scan]:
    """A page of one list, as the database gives it."""
    found = sorted(listed, key=key, reverse=order.descending)
    if after is not None:
        there = tuple(after)
        found = [
            one for one in found if (key(one) < there if order.descending else key(one) > there)
        ]
    more = len(found) > limit
    return Page(found[:limit], list(key(found[limit - 1])) if more else None)


@given(
    rows, st.lists(st.integers(0, 2), min_size=20, max_size=20), st.integers(1, 5), st.booleans()
)
def test_pages_of_several_lists_together_are_their_union_in_order(
    given_rows: list[tuple[int, int]], places: list[int], limit: int, descending: bool
) -> None:
    """However rows are spread over the lists: none lost, none repeated, each page full but one."""
    lists: list[list[Scan]] = [[], [], []]
    for (failed, number), place in zip(given_rows, places, strict=False):
        lists[place].append(scan(number, scan_id=identifier(number), failed_checks=failed))
    order, after = Order(COLUMNS, descending), None
    pages: list[Page[Scan]] = []
    while not pages or after is not None:
        pages.append(merged([page(each, order, after, limit) for each in lists], order, limit))
        after = pages[-1].next
    walked = [one for each in pages for one in each.items]
    assert walked == sorted((one for each in lists for one in each), key=key, reverse=descending)
    assert all(len(each.items) == limit for each in pages[:-1])
    assert pages[-1].items or len(pages) == 1
