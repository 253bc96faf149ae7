"""incisor.store.page."""

import pytest
from sqlalchemy import Connection, select

from incisor.store import hosts
from incisor.store.hosts import Host
from incisor.store.page import Order, Page, columns_of, fetch, order_of
from incisor.store.tables import hosts as table
from incisor.wire.shapes import CisSortOrder
from support.rows import host, resource

HOSTS = select(*columns_of(Host, table))
BY_ID = (table.c.resource_id,)
BY_PLATFORM = (table.c.platform, table.c.resource_id)
KEYS = {"ID": BY_ID, "PLATFORM": BY_PLATFORM}


@pytest.fixture
def five(conn: Connection) -> Connection:
    """A database with five hosts on two platforms."""
    for number in range(5):
        hosts.add(conn, host(number, platform=f"PLATFORM_{number % 2}"))
    return conn


def numbers(page: Page[Host]) -> list[int]:
    """The hosts of a page by their number."""
    return [int(one.hostname.removeprefix("host-")) for one in page.items]


def test_a_page_that_holds_all_has_no_next(five: Connection) -> None:
    """The last page is known to be the last: no empty page follows a full one."""
    page = fetch(five, HOSTS, Host, Order(BY_ID), None, 5)
    assert numbers(page) == [0, 1, 2, 3, 4]
    assert page.next is None


def test_the_key_is_the_last_rows_sort_values(five: Connection) -> None:
    """With the tie-break, in the order of the columns."""
    page = fetch(five, HOSTS, Host, Order(BY_PLATFORM), None, 4)
    assert numbers(page) == [0, 2, 4, 1]
    assert page.next == ["PLATFORM_1", resource(1)]


def test_the_next_page_starts_after_the_key(five: Connection) -> None:
    """Among rows with the same first value too."""
    order = Order(BY_PLATFORM)
    assert numbers(fetch(five, HOSTS, Host, order, ["PLATFORM_0", resource(2)], 2)) == [4, 1]


def test_descending_pages_go_the_other_way(five: Connection) -> None:
    """All columns turn around, the tie-break included."""
    order = Order(BY_PLATFORM, descending=True)
    assert numbers(fetch(five, HOSTS, Host, order, ["PLATFORM_1", resource(1)], 9)) == [4, 2, 0]


def test_a_key_need_not_exist_any_more(five: Connection) -> None:
    """A page goes on where a row was, though the row has gone."""
    five.execute(table.delete().where(table.c.resource_id == resource(2)))
    assert numbers(fetch(five, HOSTS, Host, Order(BY_ID), [resource(2)], 9)) == [3, 4]


def test_without_a_wish_the_default_order_holds() -> None:
    """Key and direction are the operation's own."""
    default = Order(BY_ID, descending=True)
    assert order_of(KEYS, default, None, None) == default


def test_a_sort_key_alone_ascends() -> None:
    """The default's direction belongs to the default's key."""
    default = Order(BY_ID, descending=True)
    assert order_of(KEYS, default, "PLATFORM", None) == Order(BY_PLATFORM)


@pytest.mark.parametrize(("given", "descending"), [(CisSortOrder.ASC, False), ("DESC", True)])
def test_a_direction_holds_for_the_default_key_too(given: str, descending: bool) -> None:
    """Sorting by nothing in particular, but the other way around, is a wish that can be met."""
    assert order_of(KEYS, Order(BY_ID, True), None, given) == Order(BY_ID, descending)


def test_columns_follow_the_fields_of_the_record() -> None:
    """So that a row can be made a record by position."""
    names = [column.name for column in columns_of(Host, table)]
    assert names == list(Host.__struct_fields__)
