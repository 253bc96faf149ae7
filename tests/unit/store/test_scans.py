"""incisor.store.scans."""

from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from incisor.store import jobs, scans
from incisor.store.tables import metadata
from incisor.wire import shapes
from support.criteria import equals, tag, text
from support.rows import (
    ACCOUNT,
    NOW,
    OTHER_ACCOUNT,
    identifier,
    job,
    message,
    open_scan,
    resource,
    scan,
    stop,
    tell,
)

STATUS = shapes.CisScanStatus
SORT = shapes.ListCisScansSortBy
Criteria = shapes.ListCisScansFilterCriteria


def names(conn: Connection, **wish: Any) -> list[str]:
    """The names on the first page."""
    return [one.scan_name for one in scans.page(conn, ACCOUNT, **wish).items]


def test_a_scan_is_read_as_it_was_kept(conn: Connection) -> None:
    """In its own account, and with its status as the enum's member."""
    assert scans.add(conn, scan(1))
    found = scans.get(conn, ACCOUNT, identifier(1))
    assert found == scan(1)
    assert found.status is STATUS.IN_PROGRESS
    assert scans.get(conn, OTHER_ACCOUNT, identifier(1)) is None


def test_an_occurrence_opens_one_scan(conn: Connection) -> None:
    """However many times the tick runs (D9)."""
    scans.add(conn, scan(1))
    assert not scans.add(conn, scan(2, configuration_id=scan(1).configuration_id))
    assert names(conn) == ["scan 1"]


def test_the_status_is_written_with_its_reason(conn: Connection) -> None:
    """And can go back to in progress."""
    scans.add(conn, scan(1))
    scans.conclude(conn, scan(1), STATUS.FAILED, "no host", NOW)
    ended = scan(1, status=STATUS.FAILED, reason="no host", ended_at=NOW)
    assert scans.get(conn, ACCOUNT, identifier(1)) == ended
    scans.conclude(conn, ended, STATUS.IN_PROGRESS, "", None)
    assert scans.get(conn, ACCOUNT, identifier(1)) == scan(1)


def test_counts_are_added_to(conn: Connection) -> None:
    """By the difference, so that writers at the same time do not undo each other."""
    scans.add(conn, scan(1))
    scans.shift(conn, ACCOUNT, identifier(1), open_jobs=3, failed_checks=0)
    scans.shift(conn, ACCOUNT, identifier(1), open_jobs=-1, failed_checks=7)
    assert scans.get(conn, ACCOUNT, identifier(1)) == scan(1, open_jobs=2, failed_checks=7)


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
    stems = {"scan_arn_stem": "s:", "configuration_arn_stem": "c:"}
    assert names(conn, criteria=criteria, **stems) == expected


def test_scans_without_a_target_can_be_asked_for(conn: Connection) -> None:
    """NOT_EQUALS on targets: none of the scan's targets is that host."""
    open_scan(conn, job(1), job(2))
    scans.add(conn, scan(2))
    unequal = Criteria(target_resource_id_filters=text("NOT_EQUALS", resource(1)))
    assert names(conn, criteria=unequal) == ["scan 2"]


def test_old_scans_are_found_when_they_have_ended(conn: Connection) -> None:
    """A scan that is still open is not removed, however old."""
    for number in (3, 1, 2):
        scans.add(conn, scan(number))
    for number in (2, 1):
        scans.conclude(conn, scan(number), STATUS.COMPLETED, "", NOW)
    assert [one.scan_name for one in scans.ended_before(conn, NOW + 9)] == ["scan 1", "scan 2"]
    assert scans.ended_before(conn, NOW + 1) == []


def test_a_purge_leaves_nothing_of_the_scan(conn: Connection) -> None:
    """Jobs, results, counts and telemetry go with it, a bounded share at a time; others stay."""
    opened = open_scan(conn, *(job(number) for number in range(1, 6)))
    for number in range(1, 5):
        stop(conn, job(number), [message("1.1"), message("1.2")])
    tell(conn, job(5), [message("1.1")])
    scans.add(conn, scan(2))
    jobs.add(conn, [job(9, scan_id=identifier(2))])
    assert [scans.purge(conn, opened, targets=2) for _ in range(3)] == [False, False, True]
    left = {
        name: conn.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
    }
    assert {name: count for name, count in left.items() if count} == {"scans": 1, "jobs": 1}
