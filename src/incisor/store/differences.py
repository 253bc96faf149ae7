"""What changed between two scans of the same hosts: findings of one rule on one host, side by side.

Host after host, so that two scans of thousands of hosts need the memory of one.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from incisor.domain.finding import FINDING_STATUS
from incisor.store import findings
from incisor.store.jobs import Job
from incisor.wire.shapes import CisFindingStatus, CisRuleStatus


class Difference(NamedTuple):
    """A check on a host whose finding changed; None where a scan has no finding of it."""

    resource_id: str
    check_id: str
    before: CisFindingStatus | None
    after: CisFindingStatus | None


class Compared(NamedTuple):
    """The jobs of one host in both scans."""

    first: Job
    second: Job


def hosts(conn: Connection, owner_id: str, first: str, second: str) -> list[Compared]:
    """The hosts that reported in both scans: one that a scan missed has not changed."""
    before = {job.resource_id: job for job in _reported(conn, owner_id, first)}
    after = _reported(conn, owner_id, second)
    return [Compared(before[job.resource_id], job) for job in after if job.resource_id in before]


def of_host(conn: Connection, host: Compared) -> Iterator[Difference]:
    """What differs on one host, by check: first what was found before, then what is new."""
    before, after = (_findings(conn, job) for job in host)
    for rule_id in before | after:
        was, now = before.get(rule_id), after.get(rule_id)
        if (was and was[1]) != (now and now[1]):
            check_id = (now or was or ("", None))[0]
            yield Difference(host.second.resource_id, check_id, was and was[1], now and now[1])


def _reported(conn: Connection, owner_id: str, scan_id: str) -> Iterator[Job]:
    every = (job for job, _ in findings.jobs_of(conn, owner_id, scan_id))
    return (job for job in every if job.folded_platform is not None)


def _findings(conn: Connection, job: Job) -> dict[str, tuple[str, CisFindingStatus]]:
    """Check id and status by rule id, in the order of the checks."""
    return {
        rule_id: (check_id, FINDING_STATUS[CisRuleStatus(status)])
        for rule_id, check_id, status, _ in findings.results_of(conn, job)
    }
