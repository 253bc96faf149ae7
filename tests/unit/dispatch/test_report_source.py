"""A scan as its report sees it."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from incisor.dispatch import report_source
from incisor.dispatch.report_source import Wanted
from incisor.domain.finding import Counts
from incisor.reports import Report
from support.fleet import ACCOUNT, Fleet

T = TypeVar("T")


@pytest.fixture
def scanned(fleet: Fleet) -> Fleet:
    """Two hosts that were scanned, and one that never began."""
    for host in ("i-a", "i-b", "i-c"):
        fleet.enrol(host, {"env": "prod"})
    fleet.open()
    for host, status in (("i-a", "FAILED"), ("i-b", "PASSED")):
        job = fleet.begin(host)
        fleet.tell(job, r1_1=status, r1_2="ERROR", r9_9="PASSED")
        fleet.stop(job)
    return fleet


def of(fleet: Fleet, look: Callable[[Report], T]) -> T:
    """What is seen in the report of the fleet's scan."""
    [scan] = fleet.scans()

    def query(conn: Connection) -> T:
        wanted = Wanted(scan, [ACCOUNT], "us-east-1", fleet.now)
        return look(report_source.report(conn, wanted, fleet.catalogue))

    return fleet.read(query)


def test_checks_have_the_catalogues_words_and_counts(scanned: Fleet) -> None:
    """What a benchmark knows is told; a rule that none knows keeps its id, without a chapter."""
    first, second, unknown = of(scanned, lambda report: list(report.checks))
    assert (first.check_id, first.title, first.level) == ("1.1", "Check 1.1", "LEVEL_1")
    assert (first.description, first.remediation, first.chapter) == ("D", "M", "1 One")
    assert first.counts == Counts(passed=1, failed=1, skipped=0)
    assert second.counts == Counts(passed=0, failed=0, skipped=2)
    assert (unknown.title, unknown.chapter, unknown.remediation) == ("9.9", "", "")


def test_every_target_is_there(scanned: Fleet) -> None:
    """A host that has no result yet is in the report too."""
    found = of(scanned, lambda report: list(report.targets))
    assert [(each.resource_id, each.name, each.status) for each in found] == [
        ("i-a", "i-a", "COMPLETED"),
        ("i-b", "i-b", "COMPLETED"),
        ("i-c", "i-c", ""),
    ]
    assert found[0].counts == Counts(1, 1, 1)


def test_findings_come_by_target_and_check(scanned: Fleet) -> None:
    """In the order of targets, each with status and reason as readers see them."""
    found = of(scanned, lambda report: list(report.findings))
    assert [(each.target.resource_id, each.check.check_id, each.status) for each in found] == [
        ("i-a", "1.1", "FAILED"),
        ("i-a", "1.2", "SKIPPED"),
        ("i-a", "9.9", "PASSED"),
        ("i-b", "1.1", "PASSED"),
        ("i-b", "1.2", "SKIPPED"),
        ("i-b", "9.9", "PASSED"),
    ]
    assert found[1].reason == "ERROR"


def test_failures_are_those_that_failed(scanned: Fleet) -> None:
    """And they can be gone through more than once."""
    both = of(scanned, lambda report: [list(report.failures), list(report.failures)])
    assert [[each.check.check_id for each in found] for found in both] == [["1.1"], ["1.1"]]


def test_the_scope_sums_up(scanned: Fleet) -> None:
    """Totals of all checks, the benchmark by name, the account."""
    scope = of(scanned, lambda report: report.scope)
    assert scope.counts == Counts(passed=3, failed=1, skipped=2)
    assert scope.benchmarks == ["Debian 12, version 1.1.0"]
    assert scope.accounts == [ACCOUNT]


def test_another_accounts_targets_are_left_out(scanned: Fleet) -> None:
    """A report of one account shows no other's targets and counts."""
    [scan] = scanned.scans()

    def query(conn: Connection) -> tuple[int, int, Counts]:
        wanted = Wanted(scan, ["210987654321"], "us-east-1", scanned.now)
        report = report_source.report(conn, wanted, scanned.catalogue)
        return len(list(report.targets)), len(list(report.findings)), report.scope.counts

    assert scanned.read(query) == (0, 0, Counts())


def test_a_scan_without_results_has_an_empty_report(fleet: Fleet) -> None:
    """No host, no check, and zeros."""
    fleet.open()
    assert of(fleet, lambda report: report.scope.counts) == Counts()
    assert of(fleet, lambda report: list(report.targets)) == []
