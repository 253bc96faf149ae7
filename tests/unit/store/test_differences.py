"""incisor.store.differences."""

from sqlalchemy import Connection

from incisor.store import differences, jobs, scans
from incisor.store.differences import Difference
from incisor.wire.shapes import CisFindingStatus, CisSessionMessage
from support.rows import ACCOUNT, identifier, job, message, resource, scan, stop

PASSED, FAILED, SKIPPED = CisFindingStatus


def scanned(conn: Connection, number: int, **said: list[CisSessionMessage]) -> str:
    """A scan in which hosts h1, h2 … sent these results; its id."""
    scans.add(conn, scan(number))
    for name, messages in said.items():
        host = int(name[1:])
        opened = job(host, job_id=identifier(number * 100 + host), scan_id=identifier(number))
        jobs.add(conn, [opened])
        if messages:
            stop(conn, opened, messages)
    return identifier(number)


def between(conn: Connection, first: str, second: str) -> list[Difference]:
    both = differences.hosts(conn, ACCOUNT, first, second)
    return [each for host in both for each in differences.of_host(conn, host)]


def test_what_changed_is_told_by_host_and_check(conn: Connection) -> None:
    """Better, worse, skipped since, gone and new; what stayed is not told."""
    before = {"1.1": "PASSED", "1.2": "FAILED", "1.3": "PASSED", "1.4": "PASSED", "1.5": "PASSED"}
    after = {"1.1": "FAILED", "1.2": "PASSED", "1.3": "ERROR", "1.5": "PASSED", "1.6": "FAILED"}
    first = scanned(conn, 1, h1=[message(rule, status) for rule, status in before.items()])
    second = scanned(conn, 2, h1=[message(rule, status) for rule, status in after.items()])
    assert between(conn, first, second) == [
        Difference(resource(1), "1.1", PASSED, FAILED),
        Difference(resource(1), "1.2", FAILED, PASSED),
        Difference(resource(1), "1.3", PASSED, SKIPPED),
        Difference(resource(1), "1.4", PASSED, None),
        Difference(resource(1), "1.6", None, FAILED),
    ]


def test_a_raw_status_that_means_the_same_is_no_change(conn: Connection) -> None:
    """ERROR and UNKNOWN are both SKIPPED to readers."""
    first = scanned(conn, 1, h1=[message("1.1", "ERROR")])
    second = scanned(conn, 2, h1=[message("1.1", "UNKNOWN")])
    assert between(conn, first, second) == []


def test_a_host_that_one_scan_missed_has_not_changed(conn: Connection) -> None:
    """Neither one that is new nor one that never reported."""
    first = scanned(conn, 1, h1=[message("1.1")], h2=[message("1.1")], h3=[])
    second = scanned(conn, 2, h1=[message("1.1")], h3=[message("1.1")], h4=[message("1.1")])
    compared = differences.hosts(conn, ACCOUNT, first, second)
    assert [host.second.resource_id for host in compared] == [resource(1)]
    assert between(conn, first, second) == []
