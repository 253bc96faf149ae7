"""Databases with large scans, and the reports of them, made as the service makes them.

python benchmarks/reports.py floor DATABASE FILE    what CSV costs without any report
"""

import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from incisor.benchmark import Benchmark
from incisor.content import Catalogue
from incisor.domain.finding import FINDING_STATUS, check_order
from incisor.domain.session import State
from incisor.store import Store, hosts, jobs, scans, sqlite_url
from incisor.store.hosts import Host
from incisor.store.jobs import Job
from incisor.store.scans import Scan
from incisor.store.tables import checks, results
from incisor.wire.shapes import CisRuleStatus, CisScanStatus, CisSecurityLevel

ACCOUNT: Final = "123456789012"
SECRET: Final = b"s" * 32
CHECKS: Final = 250
AT_ONCE: Final = 100
"""Hosts that are written in one transaction."""
NOW: Final = 1_767_268_800.0
# Three in ten fail, one in ten is not evaluated.
STATUSES: Final = (
    [CisRuleStatus.FAILED] * 3 + [CisRuleStatus.NOT_EVALUATED] + [CisRuleStatus.PASSED] * 6
)


def scanned(directory: Path, host_count: int) -> Scan:
    """A database with one finished scan of so many hosts, each with CHECKS results."""
    [benchmark] = Catalogue.bundled().list()
    scan = _scan(host_count)
    with Store.open(sqlite_url(directory / "incisor.db"), secret=SECRET) as store:
        store.write_now(lambda conn: scans.add(conn, scan))
        numbers = iter(range(host_count))
        while some := list(islice(numbers, AT_ONCE)):
            store.write_now(lambda conn, some=some: _hosts(conn, scan, benchmark, some))  # type: ignore[misc]
        store.write_now(lambda conn: _checks(conn, scan, benchmark, host_count))
    return scan


def _scan(host_count: int) -> Scan:
    return Scan(
        account_id=ACCOUNT,
        owner_id=ACCOUNT,
        scan_id=str(uuid.uuid4()),
        configuration_id=str(uuid.uuid4()),
        occurrence=NOW,
        scan_name=f"{host_count} hosts",
        security_level=CisSecurityLevel.LEVEL_2,
        scheduled_by=ACCOUNT,
        account_ids=[ACCOUNT],
        target_tags={"env": ["production"]},
        status=CisScanStatus.COMPLETED,
        reason="",
        scan_date=NOW,
        ended_at=NOW + 600,
    )


def _hosts(conn: Connection, scan: Scan, benchmark: Benchmark, numbers: list[int]) -> None:
    stopped = [job_of(scan, number) for number in numbers]
    for number, job in zip(numbers, stopped, strict=True):
        name = f"web-{number:05d}.example.org"
        hosts.add(conn, Host(ACCOUNT, job.resource_id, name, "DEBIAN_12", "1", {}, NOW))
    jobs.add(conn, stopped)
    columns = [column.name for column in results.columns]
    sql = f"INSERT INTO results ({','.join(columns)}) VALUES ({','.join('?' * len(columns))})"
    rows = [row for job in stopped for row in _results(job, benchmark)]
    conn.connection.cursor().executemany(sql, rows)


def job_of(scan: Scan, number: int) -> Job:
    """The finished job of a host, by its number, in a scan."""
    counts = [
        sum(FINDING_STATUS[_status(number, place)] == each for place in range(CHECKS))
        for each in ("PASSED", "FAILED", "SKIPPED")
    ]
    return Job(
        account_id=ACCOUNT,
        job_id=str(uuid.uuid4()),
        scan_id=scan.scan_id,
        resource_id=f"i-{number:017x}",
        tags={"env": "production"},
        state=State.STOPPED,
        session_token=str(uuid.uuid4()),
        created_at=NOW,
        expires_at=NOW + 86400,
        platform="DEBIAN_12",
        folded_platform="DEBIAN_12",
        target_status="COMPLETED",
        passed=counts[0],
        failed=counts[1],
        skipped=counts[2],
    )


def _status(number: int, place: int) -> CisRuleStatus:
    return STATUSES[(number + place) % len(STATUSES)]


def _results(job: Job, benchmark: Benchmark) -> Iterator[tuple[Any, ...]]:
    number = int(job.resource_id.removeprefix("i-"), 16)
    for place, check_id in enumerate(islice(benchmark.checks, CHECKS)):
        raw = _status(number, place)
        expected = f"at least one file (path = /etc/{check_id})"
        details: dict[str, Any] = {"expected": expected, "found": "1 of 1"}
        if raw is not CisRuleStatus.PASSED:
            details["samples"] = [f"path=/etc/{check_id} mode=0644 owner=root host={number}"]
        yield (
            ACCOUNT,
            job.scan_id,
            job.resource_id,
            check_order(check_id),
            check_id,
            check_id,
            FINDING_STATUS[raw],
            raw,
            msgspec.json.encode(details),
        )


def _checks(conn: Connection, scan: Scan, benchmark: Benchmark, host_count: int) -> None:
    rows = []
    for place, (check_id, check) in enumerate(islice(benchmark.checks.items(), CHECKS)):
        statuses = [FINDING_STATUS[_status(number, place)] for number in range(host_count)]
        row = {
            "account_id": ACCOUNT,
            "scan_id": scan.scan_id,
            "check_order": check_order(check_id),
            "check_id": check_id,
            "platform": "DEBIAN_12",
            "title": check.title,
            "level": f"LEVEL_{check.level}",
            "benchmark_id": benchmark.id,
            "benchmark_version": benchmark.version,
        }
        counted = {each.lower(): statuses.count(each) for each in set(FINDING_STATUS.values())}
        rows.append(row | counted)
    conn.execute(checks.insert(), rows)
