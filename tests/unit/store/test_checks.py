"""incisor.store.checks."""

from typing import Any

import pytest
from sqlalchemy import Connection

from incisor.store import checks
from incisor.wire import shapes
from support.criteria import equals
from support.rows import ACCOUNT, OTHER_ACCOUNT, identifier, job, message, open_scan, stop

SORT = shapes.CisScanResultsAggregatedByChecksSortBy
Criteria = shapes.CisScanResultsAggregatedByChecksFilterCriteria
Counts = tuple[str, str, int, int, int]


def rows(conn: Connection, **wish: Any) -> list[Counts]:
    """Scan 1's checks: id, platform, passed, failed, skipped."""
    page = checks.page(conn, ACCOUNT, identifier(1), **wish)
    return [(one.check_id, one.platform, one.passed, one.failed, one.skipped) for one in page.items]


def ids(conn: Connection, **wish: Any) -> list[str]:
    """The ids of scan 1's checks on the first page."""
    return [row[0] for row in rows(conn, **wish)]


def test_results_are_counted_by_check(conn: Connection) -> None:
    """Over all targets that have ended, whatever the raw status was."""
    open_scan(conn, job(1), job(2), job(3))
    stop(conn, job(1), [message("1.1"), message("1.2", "ERROR")])
    stop(conn, job(2), [message("1.1", "FAILED"), message("1.2", "NOT_APPLICABLE")])
    stop(conn, job(3), [message("1.1", "FAILED")])
    assert rows(conn) == [("1.1", "DEBIAN_12", 1, 2, 0), ("1.2", "DEBIAN_12", 0, 0, 2)]


def test_platforms_are_counted_apart(conn: Connection) -> None:
    """A check of one platform says nothing of another's."""
    open_scan(conn, job(1), job(2))
    stop(conn, job(1), [message("1.1")], platform="RHEL_9")
    stop(conn, job(2), [message("1.1", "FAILED")])
    assert rows(conn) == [("1.1", "DEBIAN_12", 0, 1, 0), ("1.1", "RHEL_9", 1, 0, 0)]


def test_words_are_the_catalogues(conn: Connection) -> None:
    """Title and level, and the benchmark that they are from."""
    open_scan(conn, job(1))
    stop(conn, job(1), [message("2.1")], benchmark_id="b", benchmark_version="1.1.0")
    (row,) = checks.page(conn, ACCOUNT, identifier(1)).items
    assert (row.title, row.level) == ("Title of 2.1", "LEVEL_2")
    assert (row.benchmark_id, row.benchmark_version) == ("b", "1.1.0")


def test_checks_belong_to_their_scan_and_account(conn: Connection) -> None:
    """No other scan's, no other account's."""
    open_scan(conn, job(1))
    stop(conn, job(1), [message("1.1")])
    assert checks.page(conn, OTHER_ACCOUNT, identifier(1)).items == []
    assert checks.page(conn, ACCOUNT, identifier(2)).items == []


@pytest.mark.parametrize(
    ("sort_by", "expected"),
    [
        (None, ["1.2", "1.10", "2.1"]),
        (SORT.CHECK_ID, ["1.2", "1.10", "2.1"]),
        (SORT.TITLE, ["1.10", "1.2", "2.1"]),
        (SORT.PLATFORM, ["1.2", "1.10", "2.1"]),
        (SORT.FAILED_COUNTS, ["1.10", "2.1", "1.2"]),
        (SORT.SECURITY_LEVEL, ["1.2", "1.10", "2.1"]),
    ],
)
def test_orders(conn: Connection, sort_by: SORT | None, expected: list[str]) -> None:
    """By id as numbers unless asked otherwise, and by each key of the model."""
    open_scan(conn, job(1))
    stop(conn, job(1), [message("1.10"), message("2.1"), message("1.2", "FAILED")])
    assert ids(conn, sort_by=sort_by) == expected
    assert ids(conn, sort_by=sort_by, sort_order=shapes.CisSortOrder.DESC) == expected[::-1]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Criteria(account_id_filters=equals(OTHER_ACCOUNT)), []),
        (Criteria(check_id_filters=equals("1.2")), ["1.2"]),
        (Criteria(title_filters=equals("Title of 2.1")), ["2.1"]),
        (Criteria(platform_filters=equals("RHEL_9")), []),
        (
            Criteria(failed_resources_filters=[shapes.CisNumberFilter(lower_inclusive=1)]),
            ["1.2"],
        ),
        (
            Criteria(
                security_level_filters=[
                    shapes.CisSecurityLevelFilter(
                        comparison=shapes.CisSecurityLevelComparison.EQUALS,
                        value=shapes.CisSecurityLevel.LEVEL_2,
                    )
                ]
            ),
            ["2.1"],
        ),
    ],
)
def test_filters(conn: Connection, criteria: Criteria, expected: list[str]) -> None:
    """Each member of the criteria narrows the list to the checks that it names."""
    open_scan(conn, job(1))
    stop(conn, job(1), [message("2.1"), message("1.2", "FAILED")])
    assert ids(conn, criteria=criteria) == expected
