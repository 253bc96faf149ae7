"""A scan's results in bulk."""

import pytest
from sqlalchemy import Connection

from incisor.store import findings, hosts
from support import rows


def test_jobs_come_with_their_hosts_names(conn: Connection) -> None:
    """By resource id; a host that is no longer enrolled has no name."""
    rows.open_scan(conn, rows.job(2), rows.job(1))
    hosts.add(conn, rows.host(1))
    found = findings.jobs_of(conn, rows.ACCOUNT, rows.identifier(1))
    assert [(job.resource_id, name) for job, name in found] == [
        (rows.resource(1), "host-1"),
        (rows.resource(2), ""),
    ]


def test_more_jobs_than_a_page_are_all_there(
    conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is lost or told twice where one page of them ends."""
    monkeypatch.setattr(findings, "AT_ONCE", 2)
    rows.open_scan(conn, *(rows.job(number) for number in range(1, 6)))
    found = findings.jobs_of(conn, rows.ACCOUNT, rows.identifier(1))
    assert [job.resource_id for job, _ in found] == [rows.resource(n) for n in range(1, 6)]


def test_results_come_by_check_id(conn: Connection) -> None:
    """As numbers, 1.2 before 1.10, and only the job's own."""
    one, two = rows.job(1), rows.job(2)
    rows.open_scan(conn, one, two)
    rows.stop(conn, one, [rows.message(rule_id) for rule_id in ("1.10", "1.2", "2.1")])
    rows.stop(conn, two, [rows.message("1.1")])
    assert [row[0] for row in findings.results_of(conn, one)] == ["1.2", "1.10", "2.1"]


def test_results_of_one_status_alone(conn: Connection) -> None:
    """The failures are read without the rest, details and all."""
    job = rows.job(1)
    rows.open_scan(conn, job)
    rows.stop(conn, job, [rows.message("1.1"), rows.message("1.2", "FAILED", b"why")])
    assert list(findings.results_of(conn, job, "FAILED")) == [("1.2", "1.2", "FAILED", b"why")]


def test_checks_come_with_their_counts(conn: Connection) -> None:
    """Every check of the scan, by id, over all its targets."""
    one, two = rows.job(1), rows.job(2)
    rows.open_scan(conn, one, two)
    rows.stop(conn, one, [rows.message("1.10"), rows.message("1.2", "FAILED")])
    rows.stop(conn, two, [rows.message("1.2", "FAILED")])
    found = findings.checks_of(conn, rows.ACCOUNT, rows.identifier(1))
    assert [(each.check_id, each.passed, each.failed) for each in found] == [
        ("1.2", 0, 2),
        ("1.10", 1, 0),
    ]
