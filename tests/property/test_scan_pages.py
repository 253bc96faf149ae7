"""The law of `incisor.store.scan_pages`: however a page is found, it is that of the whole list."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from incisor.store import filters, jobs, organisations, scan_pages, scans
from incisor.store.organisations import Membership
from incisor.store.page import Key
from incisor.store.scan_filters import Listed
from incisor.store.scans import Scan
from incisor.store.tables import scans as scans_table
from incisor.wire import shapes
from support.memory import database, emptied
from support.rows import ACCOUNT, NOW, OTHER_ACCOUNT, identifier, job, resource, scan

ORGANISATION = "o-abcdefghij"
STATUS = shapes.CisScanStatus
LISTS = (
    [Listed(ACCOUNT, ACCOUNT, "s:", "c:")],
    [Listed(ACCOUNT, ACCOUNT, "s:", "c:"), Listed(ACCOUNT, ORGANISATION, "o:", "p:")],
    [Listed(ORGANISATION, ORGANISATION, "o:", "p:"), Listed(ACCOUNT, ACCOUNT, "s:", "c:")],
)

Row = tuple[Scan, tuple[str, ...]]
"""A scan and the hosts that it has jobs for."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One database for all examples, each of which leaves it empty."""
    with database() as made:
        yield made


@st.composite
def kept(draw: st.DrawFn) -> list[Row]:
    """Scans of an account, of its organisation, and their hosts; few values, so that many agree."""
    rows = []
    for number in range(draw(st.integers(0, 12))):
        account_id, owner_id = draw(
            st.sampled_from(
                [(ACCOUNT, ACCOUNT), (ACCOUNT, ORGANISATION), (ORGANISATION, ORGANISATION)]
            )
        )
        one = scan(
            number,
            account_id=account_id,
            owner_id=owner_id,
            scan_name=draw(st.sampled_from(["a", "ab", "b", "c"])),
            configuration_id=identifier(draw(st.integers(1000, 1002))),
            occurrence=NOW + number,
            scheduled_by=draw(st.sampled_from([ACCOUNT, OTHER_ACCOUNT])),
            status=draw(st.sampled_from(STATUS)),
            scan_date=NOW + draw(st.integers(0, 3)),
            failed_checks=draw(st.integers(0, 3)),
            target_tags=draw(
                st.sampled_from([{"e": ["x"]}, {"e": ["x", "y"], "f": ["x"]}, {"e": ["z"]}])
            ),
            account_ids=draw(
                st.sampled_from([[ACCOUNT], [OTHER_ACCOUNT], [ACCOUNT, OTHER_ACCOUNT]])
            ),
        )
        hosts = draw(st.sets(st.integers(1, 3)))
        rows.append((one, tuple(resource(host) for host in sorted(hosts))))
    return rows


def texts(*values: str) -> st.SearchStrategy[list[shapes.CisStringFilter]]:
    """Filters on a text, in every comparison."""
    entry = st.builds(
        shapes.CisStringFilter,
        comparison=st.sampled_from(shapes.CisStringComparison),
        value=st.sampled_from(values),
    )
    return st.lists(entry, min_size=1, max_size=3)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.none() | strategy


numbers = st.none() | st.integers(0, 3)
dates = st.none() | st.integers(0, 3).map(lambda day: NOW + day)
criteria = st.builds(
    shapes.ListCisScansFilterCriteria,
    scan_name_filters=maybe(texts("a", "b", "zz")),
    scan_arn_filters=maybe(texts(f"s:{identifier(1)}", f"o:{identifier(2)}", "s:0", "o")),
    scan_configuration_arn_filters=maybe(texts(f"c:{identifier(1000)}", f"p:{identifier(1001)}")),
    scheduled_by_filters=maybe(texts(ACCOUNT, "2")),
    target_account_id_filters=maybe(texts(ACCOUNT, OTHER_ACCOUNT, "1")),
    target_resource_id_filters=maybe(texts(resource(1), resource(2), "i-0")),
    target_resource_tag_filters=maybe(
        st.lists(
            st.builds(
                shapes.TagFilter,
                comparison=st.just(shapes.TagComparison.EQUALS),
                key=st.sampled_from("ef"),
                value=st.sampled_from("xy"),
            ),
            min_size=1,
            max_size=3,
        )
    ),
    scan_status_filters=maybe(
        st.lists(
            st.builds(
                shapes.CisScanStatusFilter,
                comparison=st.just(shapes.CisScanStatusComparison.EQUALS),
                value=st.sampled_from(STATUS),
            ),
            min_size=1,
            max_size=2,
        )
    ),
    scan_at_filters=maybe(
        st.lists(
            st.builds(
                shapes.CisDateFilter, earliest_scan_start_time=dates, latest_scan_start_time=dates
            ),
            min_size=1,
            max_size=2,
        )
    ),
    failed_checks_filters=maybe(
        st.lists(
            st.builds(shapes.CisNumberFilter, lower_inclusive=numbers, upper_inclusive=numbers),
            min_size=1,
            max_size=2,
        )
    ),
)


@given(
    kept(),
    st.sampled_from(LISTS),
    criteria,
    st.sampled_from([None, *shapes.ListCisScansSortBy]),
    st.sampled_from(shapes.CisSortOrder),
    st.sampled_from([(0, 1), (0, 2), (2, 3), (100, 100)]),
    st.integers(1, 4),
)
def test_all_pages_are_the_whole_list_in_order(
    engine: Engine,
    rows: list[Row],
    lists: list[Listed],
    wanted: shapes.ListCisScansFilterCriteria,
    sort_by: shapes.ListCisScansSortBy | None,
    order: shapes.CisSortOrder,
    bounds: tuple[int, int],
    limit: int,
) -> None:
    """Whichever filters, sort key and order, and wherever the bounds of a page are: what the pages
    have together is what plain Python picks and sorts."""
    with emptied(engine) as conn, pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan_pages, "FEW", bounds[0])
        patch.setattr(scan_pages, "VISITED", bounds[1])
        _keep(conn, rows)
        seen = list(
            _walked(conn, lists, criteria=wanted, sort_by=sort_by, sort_order=order, limit=limit)
        )
    picked = [one for one, hosts in rows if any(_meant(one, hosts, wanted, of) for of in lists)]
    columns = [column.name for column in scan_pages.SORT_KEYS[sort_by or "SCAN_START_DATE"]]  # type: ignore[index]
    picked.sort(
        key=lambda one: [getattr(one, name) for name in columns],
        reverse=order is shapes.CisSortOrder.DESC,
    )
    assert seen == picked


def _keep(conn: Connection, rows: Sequence[Row]) -> None:
    organisations.add(conn, Membership(ACCOUNT, ORGANISATION, ACCOUNT, NOW))
    organisations.add(conn, Membership(OTHER_ACCOUNT, ORGANISATION, ACCOUNT, NOW))
    number = 0
    for one, hosts in rows:
        assert scans.add(conn, one)
        for host in hosts:
            number += 1
            account_id = OTHER_ACCOUNT if one.account_id == ORGANISATION else ACCOUNT
            jobs.add(
                conn, [job(number, account_id=account_id, scan_id=one.scan_id, resource_id=host)]
            )
    # `jobs.add` counts; the scans are to be as they were drawn.
    conn.execute(scans_table.update().values(total_jobs=0, open_jobs=0))


def _walked(conn: Connection, lists: list[Listed], **wish: Any) -> Iterator[Scan]:
    after: Key | None = None
    for _ in range(200):
        page = scan_pages.page(conn, lists, after=after, **wish)
        yield from page.items
        if page.next is None:
            return
        after = page.next
    raise AssertionError("the list does not end")


def _meant(
    one: Scan, hosts: Sequence[str], wanted: shapes.ListCisScansFilterCriteria, of: Listed
) -> bool:
    """Whether a scan is on a list and every filter holds for it."""
    any_of = {
        "scan_name_filters": [one.scan_name],
        "scan_arn_filters": [of.scan_arn_stem + one.scan_id],
        "scan_configuration_arn_filters": [of.configuration_arn_stem + one.configuration_id],
        "scheduled_by_filters": [one.scheduled_by],
        "target_account_id_filters": one.account_ids,
        "target_resource_id_filters": hosts,
    }
    return (
        (one.account_id, one.owner_id) == (of.account_id, of.owner_id)
        and all(
            _any_agrees(values, getattr(wanted, member) or []) for member, values in any_of.items()
        )
        and _rest(one, wanted)
    )


def _any_agrees(values: Sequence[str], entries: Sequence[shapes.CisStringFilter]) -> bool:
    """One of the values is wanted, none of them unwanted."""
    unequal = shapes.CisStringComparison.NOT_EQUALS
    wanted = [entry for entry in entries if entry.comparison is not unequal]
    unwanted = [entry for entry in entries if entry.comparison is unequal]
    return (not wanted or any(filters.agrees(value, wanted) for value in values)) and all(
        filters.agrees(value, unwanted) for value in values
    )


def _rest(one: Scan, wanted: shapes.ListCisScansFilterCriteria) -> bool:
    return all(
        entries is None or any(holds(entry) for entry in entries)
        for entries, holds in (
            (
                wanted.target_resource_tag_filters,
                lambda entry: entry.value in one.target_tags.get(entry.key, ()),
            ),
            (wanted.scan_status_filters, lambda entry: entry.value == one.status),
            (
                wanted.scan_at_filters,
                lambda entry: _inside(
                    one.scan_date, entry.earliest_scan_start_time, entry.latest_scan_start_time
                ),
            ),
            (
                wanted.failed_checks_filters,
                lambda entry: _inside(
                    one.failed_checks, entry.lower_inclusive, entry.upper_inclusive
                ),
            ),
        )
    )


def _inside(value: float, lower: float | None, upper: float | None) -> bool:
    return (lower is None or lower <= value) and (upper is None or value <= upper)
