"""incisor.store.scan_filters."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from incisor.store import organisations, scan_filters, scans
from incisor.store.organisations import Membership
from incisor.store.page import Key, Order
from incisor.store.scan_filters import Listed, Sought
from incisor.store.scan_pages import SORT_KEYS
from incisor.store.tables import scans as table
from incisor.wire import shapes
from support.criteria import equals, tag, text
from support.dialects import POSTGRESQL
from support.rows import ACCOUNT, NOW, identifier, job, open_scan, resource, scan

ORGANISATION = "o-abcdefghij"
MINE = Listed(ACCOUNT, ACCOUNT, "s:", "c:")
BY_DATE = SORT_KEYS[shapes.ListCisScansSortBy.SCAN_START_DATE]
BY_STATUS = SORT_KEYS[shapes.ListCisScansSortBy.STATUS]
BY_FAILED = SORT_KEYS[shapes.ListCisScansSortBy.FAILED_CHECKS]


def sought(conn: Connection, member: str, entries: Any, listed: Listed = MINE) -> Sought:
    """What the rule for a member of the criteria makes of its entries."""
    return scan_filters.rules(conn, listed)[member](entries)


def walked(
    conn: Connection,
    one: Sought,
    columns: Any,
    *,
    descending: bool = True,
    after: Key | None = None,
) -> list[list[str]]:
    """The ids that each of the filter's walks in that order meets."""
    walks = one.walks(Order(columns, descending), after)
    return [
        sorted(conn.execute(select(walk.through.c.scan_id).where(*walk.where)).scalars())
        for walk in walks
    ]


def statuses(*values: str) -> list[shapes.CisScanStatusFilter]:
    return [
        shapes.CisScanStatusFilter(
            comparison=shapes.CisScanStatusComparison.EQUALS, value=shapes.CisScanStatus(value)
        )
        for value in values
    ]


def test_every_filter_of_the_model_has_a_rule(conn: Connection) -> None:
    """And no rule is for a member that the model does not have."""
    members = set(shapes.ListCisScansFilterCriteria.__struct_fields__)
    assert set(scan_filters.rules(conn, MINE)) == members


@pytest.mark.parametrize(
    ("member", "entries"),
    [
        ("scan_name_filters", equals("scan 1")),
        ("scan_name_filters", text("NOT_EQUALS", "scan 2")),
        ("scan_arn_filters", equals(f"s:{identifier(1)}")),
        ("target_resource_tag_filters", tag("env", "x")),
        ("target_resource_id_filters", text("PREFIX", resource(1))),
        ("target_account_id_filters", equals(ACCOUNT)),
        ("scan_status_filters", statuses("IN_PROGRESS")),
        ("failed_checks_filters", [shapes.CisNumberFilter(lower_inclusive=0)]),
    ],
)
def test_what_an_index_finds_has_all_scans_for_which_the_filter_holds(
    conn: Connection, member: str, entries: Any
) -> None:
    """Of this account and of no other."""
    open_scan(conn, job(1))
    scans.add(conn, scan(3, target_tags={"env": ["x", "y"]}))
    scans.add(conn, scan(9, account_id="210987654321", owner_id="210987654321"))
    one = sought(conn, member, entries)
    here = table.c.account_id == ACCOUNT
    holds = set(conn.execute(select(table.c.scan_id).where(here, one.holds)).scalars())
    assert one.ids is not None
    found = {tuple(row) for query in one.ids for row in conn.execute(query)}
    assert holds
    assert {scan_id for _, scan_id in found} >= holds
    assert {account_id for account_id, _ in found} == {ACCOUNT}


@pytest.mark.parametrize(
    ("member", "entries"),
    [
        ("target_resource_id_filters", text("NOT_EQUALS", resource(1))),
        ("target_account_id_filters", text("NOT_EQUALS", ACCOUNT)),
    ],
)
def test_what_no_index_has_is_not_looked_for(conn: Connection, member: str, entries: Any) -> None:
    """Scans without a target are asked one by one."""
    assert sought(conn, member, entries).ids is None


def test_points_are_walked_in_any_order(conn: Connection) -> None:
    """One walk for each value; what is sorted by the value itself begins at the key's."""
    for number, status in enumerate(["COMPLETED", "FAILED", "COMPLETED"]):
        scans.add(conn, scan(number, status=shapes.CisScanStatus(status)))
    first, second, third = (identifier(number) for number in range(3))
    one = sought(conn, "scan_status_filters", statuses("COMPLETED", "FAILED", "FAILED"))
    assert walked(conn, one, BY_FAILED) == [[first, third], [second]]
    assert walked(conn, one, BY_STATUS, after=["FAILED", third]) == [[second], [first, third]]
    assert walked(conn, one, BY_STATUS, after=["COMPLETED", third]) == [[first]]


def test_ranges_are_walked_if_the_list_is_sorted_by_them(conn: Connection) -> None:
    """From the later of the range's end and the key."""
    for number in range(5):
        scans.add(conn, scan(number, failed_checks=number))
    some = shapes.CisNumberFilter(lower_inclusive=1, upper_inclusive=3)
    one = sought(conn, "failed_checks_filters", [some])
    ids = [identifier(number) for number in range(5)]
    assert walked(conn, one, BY_DATE) == []
    assert walked(conn, one, BY_FAILED) == [ids[1:4]]
    [inside] = one.walks(Order(BY_FAILED, descending=True), [2, ids[2]])
    assert inside.after == [2, ids[2]]
    assert walked(conn, one, BY_FAILED, after=[2, ids[2]]) == [ids[1:]]
    [before] = one.walks(Order(BY_FAILED, descending=True), [4, ids[4]])
    assert before.after is None
    assert walked(conn, one, BY_FAILED, after=[4, ids[4]]) == [ids[1:4]]
    assert walked(conn, one, BY_FAILED, descending=False, after=[2, ids[2]]) == [ids[:4]]


def test_tags_and_accounts_are_walked_by_date(conn: Connection) -> None:
    """A scan has a row for each value of its tags; other orders have no walk."""
    scans.add(conn, scan(1, target_tags={"env": ["x", "y"]}))
    scans.add(conn, scan(2, target_tags={"env": ["y"]}))
    tags = sought(conn, "target_resource_tag_filters", tag("env", "y"))
    assert walked(conn, tags, BY_DATE) == [[identifier(1), identifier(2)]]
    assert walked(conn, tags, BY_FAILED) == []
    accounts = sought(conn, "target_account_id_filters", equals(ACCOUNT))
    assert walked(conn, accounts, BY_DATE) == [[identifier(1), identifier(2)]]
    assert (
        sought(conn, "target_account_id_filters", text("PREFIX", "1")).walks(Order(BY_DATE), None)
        == []
    )


def test_an_organisations_targets_are_those_of_its_members(conn: Connection) -> None:
    """Found under the organisation's id; a host that none of them has is in no scan."""
    whole = Listed(ORGANISATION, ORGANISATION)
    organisations.add(conn, Membership(ACCOUNT, ORGANISATION, ACCOUNT, NOW))
    scans.add(conn, scan(1, account_id=ORGANISATION, owner_id=ORGANISATION))
    open_scan(conn, job(1))
    [ids] = sought(conn, "target_resource_id_filters", equals(resource(1)), whole).ids or []
    assert conn.execute(ids).all() == [(ORGANISATION, identifier(1))]
    other = sought(conn, "target_resource_id_filters", equals(resource(2)), whole)
    assert conn.execute(select(table.c.scan_id).where(other.holds)).all() == []


def test_the_filters_can_be_asked_of_postgresql(conn: Connection) -> None:
    """Every condition and every query compiles."""
    for member, entries in (
        ("target_resource_tag_filters", tag("env", "x")),
        ("target_resource_id_filters", equals(resource(1))),
        ("target_account_id_filters", text("NOT_EQUALS", ACCOUNT)),
        ("scan_arn_filters", text("PREFIX", "s:1")),
    ):
        one = sought(conn, member, entries)
        for query in (select(table.c.scan_id).where(one.holds), *(one.ids or ())):
            assert str(query.compile(dialect=POSTGRESQL))
