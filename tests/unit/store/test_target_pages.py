"""incisor.store.target_pages."""

from typing import Any

import pytest
from sqlalchemy import Connection

from incisor.store import target_pages
from incisor.store.page import Key
from incisor.wire import shapes
from support.criteria import equals, tag, text
from support.rows import (
    ACCOUNT,
    OTHER_ACCOUNT,
    identifier,
    job,
    message,
    open_scan,
    resource,
    stop,
)
from support.statements import watched

SORT = shapes.CisScanResultsAggregatedByTargetResourceSortBy
Criteria = shapes.CisScanResultsAggregatedByTargetResourceFilterCriteria


def listed(conn: Connection, **wish: Any) -> list[int]:
    """The hosts on the first page of scan 1's targets, by number."""
    page = target_pages.page(conn, ACCOUNT, identifier(1), **wish)
    return [int(one.resource_id.removeprefix("i-"), 16) for one in page.items]


def status(value: str) -> list[shapes.CisResultStatusFilter]:
    """A list of result status filters with one entry."""
    return [
        shapes.CisResultStatusFilter(
            comparison=shapes.CisResultStatusComparison.EQUALS, value=shapes.CisResultStatus(value)
        )
    ]


@pytest.mark.parametrize(
    ("sort_by", "expected"),
    [
        (None, [1, 2, 3]),
        (SORT.RESOURCE_ID, [1, 2, 3]),
        (SORT.ACCOUNT_ID, [1, 2, 3]),
        (SORT.FAILED_COUNTS, [2, 1, 3]),
        (SORT.PLATFORM, [3, 1, 2]),
        (SORT.TARGET_STATUS, [2, 3, 1]),
        (SORT.TARGET_STATUS_REASON, [1, 3, 2]),
    ],
)
def test_orders(conn: Connection, sort_by: SORT | None, expected: list[int]) -> None:
    """By resource id unless asked otherwise, and by each key of the model."""
    open_scan(
        conn,
        job(1, failed=5, platform="B", target_status="TIMED_OUT"),
        job(2, failed=1, platform="C", target_status_reason="SCAN_IN_PROGRESS"),
        job(3, failed=9, platform="A", target_status="COMPLETED"),
    )
    assert listed(conn, sort_by=sort_by) == expected
    assert listed(conn, sort_by=sort_by, sort_order=shapes.CisSortOrder.DESC) == expected[::-1]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Criteria(account_id_filters=equals(ACCOUNT)), [1, 2]),
        (Criteria(account_id_filters=equals(OTHER_ACCOUNT)), []),
        (Criteria(target_resource_id_filters=equals(resource(2))), [2]),
        (Criteria(platform_filters=equals("RHEL_9")), [2]),
        (Criteria(failed_checks_filters=[shapes.CisNumberFilter(lower_inclusive=1)]), [1]),
        (Criteria(status_filters=status("FAILED")), [1]),
        (Criteria(status_filters=status("PASSED")), [1, 2]),
        (Criteria(check_id_filters=equals("1.1")), [1, 2]),
        (Criteria(check_id_filters=equals("1.9")), []),
        (Criteria(check_id_filters=equals("1.1"), status_filters=status("FAILED")), [1]),
        (Criteria(check_id_filters=equals("1.2"), status_filters=status("FAILED")), []),
    ],
)
def test_filters(conn: Connection, criteria: Criteria, expected: list[int]) -> None:
    """Check and status together ask for one result that is both."""
    open_scan(conn, job(1), job(2))
    stop(conn, job(1), [message("1.1", "FAILED"), message("1.2")])
    stop(conn, job(2), [message("1.1"), message("1.2")], platform="RHEL_9")
    assert listed(conn, criteria=criteria) == expected


def test_targets_are_filtered_by_status_reason_and_tag(conn: Connection) -> None:
    """The tags are those that the host had when the scan opened."""
    running = {"target_status_reason": "SCAN_IN_PROGRESS"}
    open_scan(conn, job(1, tags={"env": "a"}, **running), job(2, target_status="COMPLETED"))
    comparison = shapes.CisTargetStatusComparison.EQUALS
    by_status = shapes.CisTargetStatusFilter(
        comparison=comparison, value=shapes.CisTargetStatus.COMPLETED
    )
    by_reason = shapes.CisTargetStatusReasonFilter(
        comparison=comparison, value=shapes.CisTargetStatusReason.SCAN_IN_PROGRESS
    )
    assert listed(conn, criteria=Criteria(target_status_filters=[by_status])) == [2]
    assert listed(conn, criteria=Criteria(target_status_reason_filters=[by_reason])) == [1]
    assert listed(conn, criteria=Criteria(target_resource_tag_filters=tag("env", "a"))) == [1]


HOSTS, RARE = 30, (7, 8, 29)


@pytest.fixture
def fleet(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """A scan of thirty hosts, three of which have a check that the others do not have; a page
    looks into the results of six."""
    monkeypatch.setattr(target_pages, "VISITED", 6)
    monkeypatch.setattr(target_pages, "AT_ONCE", 2)
    hosts = [job(number, failed=number % 5) for number in range(1, HOSTS + 1)]
    open_scan(conn, *hosts)
    for number, host in enumerate(hosts, start=1):
        rare = [message("1.9")] if number in RARE else []
        stop(conn, host, [message("1.1", "FAILED" if number % 5 else "PASSED"), *rare])
    return conn


@pytest.mark.parametrize("sort_by", [None, *SORT])
@pytest.mark.parametrize("order", shapes.CisSortOrder)
@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (equals("1.1"), {*range(1, HOSTS + 1)}),
        (equals("1.9"), {*RARE}),
        (text("NOT_EQUALS", "1.9"), {*range(1, HOSTS + 1)} - {*RARE}),
        (text("PREFIX", "1."), {*range(1, HOSTS + 1)}),
    ],
)
def test_short_pages_are_together_the_whole_list_in_order(
    fleet: Connection,
    entries: list[shapes.CisStringFilter],
    expected: set[int],
    sort_by: SORT | None,
    order: shapes.CisSortOrder,
) -> None:
    """However few of the hosts a filter on checks leaves: none is lost, none comes twice."""
    asked: dict[str, Any] = {"sort_by": sort_by, "sort_order": order}
    whole = [number for number in listed(fleet, **asked) if number in expected]
    after: Key | None = None
    found: list[int] = []
    for _ in range(HOSTS):
        page = target_pages.page(
            fleet,
            ACCOUNT,
            identifier(1),
            criteria=Criteria(check_id_filters=entries),
            after=after,
            limit=4,
            **asked,
        )
        assert len(page.items) <= 4
        found += [int(one.resource_id.removeprefix("i-"), 16) for one in page.items]
        after = page.next
        if after is None:
            break
    assert after is None
    assert found == whole


@pytest.mark.parametrize("sort_by", [None, *SORT])
def test_a_check_that_few_hosts_have_costs_no_more_than_one_that_all_have(
    fleet: Connection, sort_by: SORT | None
) -> None:
    """A page looks into the results of so many targets and no more, whatever it finds there."""
    work = {}
    for check in ("1.1", "1.9"):
        with watched(fleet) as done:
            listed(
                fleet, criteria=Criteria(check_id_filters=equals(check)), sort_by=sort_by, limit=6
            )
        work[check] = done.steps
    assert work["1.9"] < 1.5 * work["1.1"]


@pytest.mark.parametrize("sort_by", SORT)
@pytest.mark.parametrize("order", shapes.CisSortOrder)
def test_targets_of_other_scans_are_not_met(
    fleet: Connection, sort_by: SORT, order: shapes.CisSortOrder
) -> None:
    """However many scans an account has: an index has those of one scan, in the list's order."""
    with watched(fleet) as done:
        listed(fleet, sort_by=sort_by, sort_order=order)
    assert done.plans[0].startswith("SEARCH jobs USING COVERING INDEX jobs_listed_by_")
    assert "TEMP B-TREE" not in done.plans[0]
