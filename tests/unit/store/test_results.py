"""incisor.store.results."""

from typing import Any

import pytest
from sqlalchemy import Connection

from incisor.domain import arn
from incisor.domain.session import State
from incisor.store import checks, jobs, results, scans, telemetry
from incisor.store.results import Heading, Result
from incisor.wire import shapes
from support.criteria import text
from support.rows import (
    ACCOUNT,
    OTHER_ACCOUNT,
    heading,
    identifier,
    job,
    message,
    open_scan,
    resource,
    stop,
    stored,
    tell,
)

SORT = shapes.CisScanResultDetailsSortBy
Criteria = shapes.CisScanResultDetailsFilterCriteria
SCAN = identifier(1)


def listed(conn: Connection, number: int = 1, **wish: Any) -> list[Result]:
    """The results of a host in scan 1, first page."""
    return results.page(conn, ACCOUNT, SCAN, resource(number), **wish).items


def rules(conn: Connection, **wish: Any) -> list[str]:
    """The rule ids of host 1's results, first page."""
    return [one.rule_id for one in listed(conn, **wish)]


def finding_arn(rule_id: str) -> str:
    """The ARN of a rule's finding on host 1, behind the stem `f:`."""
    return "f:" + arn.finding_id(SCAN, resource(1), rule_id)


def counts(conn: Connection) -> list[tuple[str, str, int, int, int]]:
    """Scan 1's checks: id, platform, passed, failed, skipped."""
    return [
        (one.check_id, one.platform, one.passed, one.failed, one.skipped)
        for one in checks.page(conn, ACCOUNT, SCAN).items
    ]


def test_a_rule_becomes_a_result(conn: Connection) -> None:
    """With both statuses, the host's details, and the catalogue's words."""
    open_scan(conn, job(1))
    stop(conn, job(1), [message("2.1", "NOT_EVALUATED", b'{"reason":"manual"}')])
    assert listed(conn) == [
        Result(
            rule_id="2.1",
            check_id="2.1",
            check_order=checks.place_of("2.1"),
            status=shapes.CisFindingStatus.SKIPPED,
            rule_status=shapes.CisRuleStatus.NOT_EVALUATED,
            details=b'{"reason":"manual"}',
            title="Title of 2.1",
            level="LEVEL_2",
            platform="DEBIAN_12",
        )
    ]


def test_a_job_gets_its_counts(conn: Connection) -> None:
    """In the job that is returned and in the database, and the scan's with them."""
    open_scan(conn, job(1))
    said = [message("1.1"), message("1.2", "FAILED"), message("1.3", "ERROR"), message("1.4")]
    folded = stop(conn, job(1), said)
    assert (folded.passed, folded.failed, folded.skipped) == (2, 1, 1)
    assert stored(conn, ACCOUNT, folded.job_id) == folded
    scan = scans.get(conn, ACCOUNT, SCAN)
    assert scan is not None
    assert (scan.total_checks, scan.failed_checks) == (4, 1)


def test_telemetry_is_forgotten_once_the_session_has_stopped(conn: Connection) -> None:
    """The results say all that will ever be read."""
    open_scan(conn, job(1))
    stopped = stop(conn, job(1), [message("1.1")])
    assert telemetry.last_of_each_rule(conn, ACCOUNT, stopped.job_id) == {}


def test_a_late_return_corrects_what_was_counted(conn: Connection) -> None:
    """Results and all counts are as if nothing had been missed."""
    open_scan(conn, job(1), job(2))
    stop(conn, job(2), [message("1.1"), message("1.2")])
    tell(conn, job(1), [message("1.1", "FAILED"), message("1.2", "FAILED")])
    silent = results.fold(conn, jobs.change(conn, job(1), state=State.TIMED_OUT), heading)
    assert counts(conn) == [("1.1", "DEBIAN_12", 1, 1, 0), ("1.2", "DEBIAN_12", 1, 1, 0)]
    back = jobs.change(conn, silent, state=State.STARTED)
    folded = stop(conn, back, [message("1.1"), message("1.3", "ERROR")])
    assert (folded.passed, folded.failed, folded.skipped) == (1, 1, 1)
    assert counts(conn) == [
        ("1.1", "DEBIAN_12", 2, 0, 0),
        ("1.2", "DEBIAN_12", 1, 1, 0),
        ("1.3", "DEBIAN_12", 0, 0, 1),
    ]
    scan = scans.get(conn, ACCOUNT, SCAN)
    assert scan is not None
    assert (scan.total_checks, scan.failed_checks) == (5, 1)


def test_a_platform_that_is_known_only_at_stop_moves_the_counts(conn: Connection) -> None:
    """Nothing stays behind under the platform that was assumed."""
    open_scan(conn, job(1))
    tell(conn, job(1), [message("1.1")])
    silent = results.fold(conn, jobs.change(conn, job(1), state=State.TIMED_OUT), heading)
    back = jobs.change(conn, silent, state=State.STARTED)
    stop(conn, back, [message("1.2")], platform="RHEL_9")
    assert counts(conn) == [("1.1", "RHEL_9", 1, 0, 0), ("1.2", "RHEL_9", 1, 0, 0)]
    assert [one.platform for one in listed(conn)] == ["RHEL_9", "RHEL_9"]


def test_a_session_without_results_counts_nothing(conn: Connection) -> None:
    """It is folded all the same."""
    open_scan(conn, job(1))
    folded = results.fold(conn, jobs.change(conn, job(1), state=State.STOPPED), heading)
    assert (folded.passed, folded.failed, folded.skipped) == (0, 0, 0)
    assert listed(conn) == []


def test_rules_of_one_check_are_counted_under_it(conn: Connection) -> None:
    """Two rules may belong to one check; both are listed."""
    open_scan(conn, job(1))
    tell(conn, job(1), [message("a"), message("b", "FAILED")])
    stopped = jobs.change(conn, job(1), state=State.STOPPED)
    results.fold(conn, stopped, lambda _: Heading("1.1", "T", "LEVEL_1"))
    assert [(one.rule_id, one.check_id) for one in listed(conn)] == [("a", "1.1"), ("b", "1.1")]
    assert counts(conn) == [("1.1", "DEBIAN_12", 1, 1, 0)]


def test_results_belong_to_their_target(conn: Connection) -> None:
    """No other host's, no other scan's, no other account's."""
    open_scan(conn, job(1), job(2))
    stop(conn, job(1), [message("1.1")])
    assert listed(conn, 2) == []
    assert results.page(conn, OTHER_ACCOUNT, SCAN, resource(1)).items == []
    assert results.page(conn, ACCOUNT, identifier(2), resource(1)).items == []


@pytest.mark.parametrize(
    ("sort_by", "expected"),
    [
        (None, ["1.2", "1.9", "1.10"]),
        (SORT.CHECK_ID, ["1.2", "1.9", "1.10"]),
        (SORT.STATUS, ["1.10", "1.2", "1.9"]),
    ],
)
def test_orders(conn: Connection, sort_by: SORT | None, expected: list[str]) -> None:
    """By check id as numbers unless asked otherwise; pages follow each other."""
    open_scan(conn, job(1))
    stop(conn, job(1), [message("1.10", "FAILED"), message("1.9", "ERROR"), message("1.2")])
    assert rules(conn, sort_by=sort_by) == expected
    assert rules(conn, sort_by=sort_by, sort_order=shapes.CisSortOrder.DESC) == expected[::-1]
    first = results.page(conn, ACCOUNT, SCAN, resource(1), sort_by=sort_by, limit=2)
    assert rules(conn, sort_by=sort_by, after=first.next) == expected[2:]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Criteria(check_id_filters=text("PREFIX", "1.")), ["1.1", "1.2"]),
        (Criteria(title_filters=text("NOT_EQUALS", "Title of 1.1")), ["1.2", "2.1"]),
        (Criteria(finding_arn_filters=text("EQUALS", finding_arn("1.2"))), ["1.2"]),
        (Criteria(finding_arn_filters=text("NOT_EQUALS", finding_arn("1.2"))), ["1.1", "2.1"]),
        (Criteria(finding_arn_filters=text("PREFIX", "f:")), ["1.1", "1.2", "2.1"]),
        (Criteria(finding_arn_filters=text("EQUALS", "another")), []),
        (
            Criteria(
                finding_status_filters=[
                    shapes.CisFindingStatusFilter(
                        comparison=shapes.CisFindingStatusComparison.EQUALS,
                        value=shapes.CisFindingStatus.FAILED,
                    )
                ]
            ),
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
    """Each member of the criteria narrows the list, ARNs that are not stored included."""
    open_scan(conn, job(1))
    stop(conn, job(1), [message("1.1"), message("1.2", "FAILED"), message("2.1")])
    assert rules(conn, criteria=criteria, finding_arn_stem="f:") == expected
