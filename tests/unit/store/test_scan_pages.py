"""incisor.store.scan_pages."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection

from incisor.store import jobs, scan_pages, scans
from incisor.store.scan_filters import Listed
from incisor.wire import shapes
from support.criteria import equals, tag, text
from support.memory import database, emptied
from support.rows import ACCOUNT, NOW, OTHER_ACCOUNT, identifier, job, open_scan, resource, scan
from support.statements import watched

STATUS = shapes.CisScanStatus
SORT = shapes.ListCisScansSortBy
Criteria = shapes.ListCisScansFilterCriteria
MINE = [Listed(ACCOUNT, ACCOUNT)]


def names(conn: Connection, listed: list[Listed] = MINE, **wish: Any) -> list[str]:
    """The names on the first page."""
    return [one.scan_name for one in scan_pages.page(conn, listed, **wish).items]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, [3, 2, 1]),
        ({"sort_order": shapes.CisSortOrder.ASC}, [1, 2, 3]),
        ({"sort_by": SORT.SCAN_START_DATE}, [1, 2, 3]),
        ({"sort_by": SORT.STATUS}, [2, 1, 3]),
        ({"sort_by": SORT.SCHEDULED_BY}, [3, 1, 2]),
        ({"sort_by": SORT.FAILED_CHECKS, "sort_order": shapes.CisSortOrder.DESC}, [1, 3, 2]),
    ],
)
def test_orders(conn: Connection, wish: dict[str, Any], expected: list[int]) -> None:
    """Newest first unless asked otherwise, and by each key of the model."""
    scans.add(conn, scan(1, scheduled_by="b", failed_checks=9, status=STATUS.FAILED))
    scans.add(conn, scan(2, scheduled_by="c", failed_checks=1, status=STATUS.COMPLETED))
    scans.add(conn, scan(3, scheduled_by="a", failed_checks=5))
    assert names(conn, **wish) == [f"scan {number}" for number in expected]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Criteria(scan_name_filters=equals("scan 2")), ["scan 2"]),
        (Criteria(scan_arn_filters=equals(f"s:{identifier(2)}")), ["scan 2"]),
        (Criteria(scan_configuration_arn_filters=equals(f"c:{identifier(1001)}")), ["scan 1"]),
        (Criteria(scheduled_by_filters=equals(ACCOUNT)), ["scan 2", "scan 1"]),
        (Criteria(target_account_id_filters=equals(OTHER_ACCOUNT)), []),
        (Criteria(target_resource_id_filters=equals(resource(1))), ["scan 1"]),
        (
            Criteria(scan_at_filters=[shapes.CisDateFilter(latest_scan_start_time=NOW + 1)]),
            ["scan 1"],
        ),
        (Criteria(failed_checks_filters=[shapes.CisNumberFilter(lower_inclusive=1)]), ["scan 2"]),
        (
            Criteria(
                scan_status_filters=[
                    shapes.CisScanStatusFilter(
                        comparison=shapes.CisScanStatusComparison.EQUALS, value=STATUS.FAILED
                    )
                ]
            ),
            ["scan 2"],
        ),
        (
            Criteria(target_resource_tag_filters=tag("env", "x")),
            ["scan 2"],
        ),
    ],
)
def test_filters(conn: Connection, criteria: Criteria, expected: list[str]) -> None:
    """Each member of the criteria narrows the list to the scans that it names."""
    open_scan(conn, job(1))
    scans.add(conn, scan(2, failed_checks=1, status=STATUS.FAILED, target_tags={"env": ["w", "x"]}))
    listed = [Listed(ACCOUNT, ACCOUNT, "s:", "c:")]
    assert names(conn, listed, criteria=criteria) == expected


def test_scans_without_a_target_can_be_asked_for(conn: Connection) -> None:
    """NOT_EQUALS on targets: none of the scan's targets is that host."""
    open_scan(conn, job(1), job(2))
    scans.add(conn, scan(2))
    unequal = Criteria(target_resource_id_filters=text("NOT_EQUALS", resource(1)))
    assert names(conn, criteria=unequal) == ["scan 2"]


FEW, MANY = 60, 600
"""Scans that are kept, with bounds of a page that make a few of both."""
WIDE: dict[str, Criteria] = {
    "nothing": Criteria(),
    "name": Criteria(scan_name_filters=equals("nightly")),
    "begin of name": Criteria(scan_name_filters=text("PREFIX", "n")),
    "another name": Criteria(scan_name_filters=text("NOT_EQUALS", "nightly")),
    "scan": Criteria(scan_arn_filters=equals(f"s:{identifier(1)}")),
    "configuration": Criteria(scan_configuration_arn_filters=equals(f"c:{identifier(1001)}")),
    "scheduler": Criteria(scheduled_by_filters=equals(ACCOUNT)),
    "tag": Criteria(target_resource_tag_filters=tag("env", "prod")),
    "rare tag": Criteria(target_resource_tag_filters=tag("env", "rare")),
    "host": Criteria(target_resource_id_filters=equals(resource(1))),
    "rare host": Criteria(target_resource_id_filters=equals(resource(2))),
    "hosts": Criteria(target_resource_id_filters=text("PREFIX", "i-")),
    "other hosts": Criteria(target_resource_id_filters=text("NOT_EQUALS", resource(1))),
    "account": Criteria(target_account_id_filters=equals(ACCOUNT)),
    "other accounts": Criteria(target_account_id_filters=text("NOT_EQUALS", ACCOUNT)),
    "status": Criteria(
        scan_status_filters=[
            shapes.CisScanStatusFilter(
                comparison=shapes.CisScanStatusComparison.EQUALS, value=STATUS.IN_PROGRESS
            )
        ]
    ),
    "failed": Criteria(failed_checks_filters=[shapes.CisNumberFilter(lower_inclusive=5)]),
    "newest": Criteria(
        scan_at_filters=[shapes.CisDateFilter(earliest_scan_start_time=NOW + MANY - 10)]
    ),
    "oldest": Criteria(scan_at_filters=[shapes.CisDateFilter(latest_scan_start_time=NOW + 10)]),
    "name and tag that exclude each other": Criteria(
        scan_name_filters=equals("nightly"), target_resource_tag_filters=tag("env", "rare")
    ),
}


@pytest.fixture(scope="module")
def kept() -> Iterator[list[tuple[int, Connection]]]:
    """Two databases, of which the second has ten times the scans of the first."""
    with ExitStack() as stack:
        yield [(number, stack.enter_context(_kept(number))) for number in (FEW, MANY)]


@contextmanager
def _kept(number: int) -> Iterator[Connection]:
    with database() as engine, emptied(engine) as conn:
        for each in range(number):
            rare = each % (number // 5) == 3
            one = scan(
                each,
                scan_name="rarely" if rare else "nightly",
                configuration_id=identifier(1001),
                occurrence=NOW + each,
                scan_date=NOW + MANY - each,
                failed_checks=each % 10,
                target_tags={"env": ["rare"]} if rare else {"env": ["prod", "test"]},
            )
            scans.add(conn, one)
            hosts = (1, 2) if rare else (1,)
            jobs.add(
                conn,
                [
                    job(1000 * each + host, scan_id=one.scan_id, resource_id=resource(host))
                    for host in hosts
                ],
            )
        yield conn


@pytest.mark.parametrize("sort_by", [None, *SORT])
@pytest.mark.parametrize("order", shapes.CisSortOrder)
@pytest.mark.parametrize("name", WIDE)
def test_a_page_costs_no_more_when_more_scans_are_kept(
    kept: list[tuple[int, Connection]],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    sort_by: shapes.ListCisScansSortBy | None,
    order: shapes.CisSortOrder,
) -> None:
    """For every filter, sort key and order, first page and later page: each statement is answered
    from an index, and ten times the scans do not make the database do twice the work."""
    monkeypatch.setattr(scan_pages, "FEW", 10)
    monkeypatch.setattr(scan_pages, "VISITED", 30)
    done = []
    for number, conn in kept:
        wish: dict[str, Any] = {
            "criteria": WIDE[name],
            "sort_by": sort_by,
            "sort_order": order,
            "limit": 5,
        }
        listed, after = [Listed(ACCOUNT, ACCOUNT, "s:", "c:")], None
        with watched(conn) as work:
            for _ in range(number // FEW * 3):
                before = work.steps
                after = scan_pages.page(conn, listed, after=after, **wish).next
                done.append((number, work.steps - before))
                if after is None:
                    break
        assert [plan for plan in work.plans if re.search(r"SCAN (scan|jobs)", plan)] == []
    few, many = (max(steps for of, steps in done if of == number) for number in (FEW, MANY))
    assert many < 2 * few + 100
