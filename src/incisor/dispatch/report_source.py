"""A scan as a report sees it: the store's rows, with what the catalogue says of each check."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection

from incisor import __version__
from incisor.content import Library
from incisor.content.listing import Known
from incisor.domain import arn, finding
from incisor.domain.arn import Kind
from incisor.domain.finding import Counts
from incisor.reports.records import Check, Finding, Report, Scope, Target
from incisor.store import findings
from incisor.store.checks import CheckCounts
from incisor.store.jobs import Job
from incisor.store.scans import Scan
from incisor.wire.shapes import CisFindingStatus, CisRuleStatus

T = TypeVar("T")

REMEMBERED = 10_000
"""Pieces of evidence that are kept in words: the hosts of a fleet say much the same."""

PASSED = str(CisRuleStatus.PASSED)
"""What passed has no reason: most results need no look at their details."""

# The platform under which results were counted, and the id.
Checks = Mapping[tuple[str, str], Check]


class Wanted(NamedTuple):
    """Which scan the report is of; `accounts` are those whose targets it shows."""

    scan: Scan
    accounts: Sequence[str]
    region: str
    made_at: float


@dataclass(frozen=True, slots=True)
class Again(Generic[T]):
    """Rows that can be gone through more than once: each time they are read anew."""

    read: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        return self.read()


def report(conn: Connection, wanted: Wanted, catalogue: Library) -> Report:
    """The report, to be written before the connection's transaction ends."""
    account_id, scan_id = wanted.scan.account_id, wanted.scan.scan_id
    counted = [
        each
        for each in findings.checks_of(conn, account_id, scan_id)
        if each.account_id in wanted.accounts
    ]
    checks = _checks(counted, catalogue)
    failed = str(CisFindingStatus.FAILED)
    return Report(
        scope=_scope(wanted, list(checks.values()), _benchmarks(counted, catalogue)),
        checks=list(checks.values()),
        targets=Again(lambda: (_target(*each) for each in _jobs(conn, wanted))),
        findings=Again(lambda: _findings(conn, wanted, checks, "")),
        failures=Again(lambda: _findings(conn, wanted, checks, failed)),
    )


def _jobs(conn: Connection, wanted: Wanted) -> Iterator[tuple[Job, str]]:
    every = findings.jobs_of(conn, wanted.scan.account_id, wanted.scan.scan_id)
    return (each for each in every if each[0].account_id in wanted.accounts)


def _findings(conn: Connection, wanted: Wanted, checks: Checks, status: str) -> Iterator[Finding]:
    reason_of: Callable[[str, bytes], str] = lru_cache(REMEMBERED)(_reason)
    seen = {str(raw): str(status) for raw, status in finding.FINDING_STATUS.items()}
    for job, name in _jobs(conn, wanted):
        target = _target(job, name)
        arn_of = arn.finding_arns(wanted.region, job.account_id, job.scan_id, job.resource_id)
        platform = job.folded_platform or ""
        for rule_id, check_id, raw, details in findings.results_of(conn, job, status):
            check = checks[platform, check_id]
            reason = "" if raw == PASSED else reason_of(raw, details)
            yield Finding(target, check, seen[raw], reason, arn_of(rule_id))


def _reason(raw: str, details: bytes) -> str:
    return finding.status_reason(CisRuleStatus(raw), details) or ""


def _target(job: Job, name: str) -> Target:
    return Target(
        account_id=job.account_id,
        resource_id=job.resource_id,
        name=name,
        platform=job.platform,
        status=job.target_status,
        why=" – ".join(filter(None, (job.target_status_reason, job.reason))),
        counts=Counts(job.passed, job.failed, job.skipped),
    )


def _checks(counted: Iterable[CheckCounts], catalogue: Library) -> dict[tuple[str, str], Check]:
    """The checks in their order, each with what all accounts together counted."""
    found: dict[tuple[str, str], Check] = {}
    for each in counted:
        key, check = (each.platform, each.check_id), _check(each, catalogue)
        before = found[key].counts if key in found else Counts()
        sums = Counts(*map(sum, zip(before, check.counts, strict=True)))
        found[key] = replace(check, counts=sums)
    return found


def _check(counted: CheckCounts, catalogue: Library) -> Check:
    benchmark = _benchmark(counted, catalogue)
    known = benchmark and benchmark.checks.get(counted.check_id)
    return Check(
        check_id=counted.check_id,
        platform=counted.platform,
        title=counted.title,
        level=counted.level,
        description=known.description if known else "",
        remediation=known.remediation if known else "",
        chapter=_chapter(benchmark, counted.check_id) if benchmark and known else "",
        counts=Counts(counted.passed, counted.failed, counted.skipped),
    )


def _benchmark(counted: CheckCounts, catalogue: Library) -> Known | None:
    """The benchmark that the hosts named, else the one for their platform."""
    named = catalogue.get(counted.benchmark_id, counted.benchmark_version)
    return named or catalogue.for_platform(counted.platform)


def _benchmarks(counted: Iterable[CheckCounts], catalogue: Library) -> list[str]:
    found = (_benchmark(each, catalogue) for each in counted)
    return list(dict.fromkeys(f"{each.title}, version {each.version}" for each in found if each))


def _chapter(benchmark: Known, check_id: str) -> str:
    """The number and title of a check's chapter; none for a check whose id is no number."""
    number = check_id.partition(".")[0]
    if not number.isdecimal():
        return ""
    return f"{number} {benchmark.chapters.get(number, '')}".strip()


def _scope(wanted: Wanted, checks: Sequence[Check], benchmarks: Sequence[str]) -> Scope:
    scan = wanted.scan
    totals: Any = zip(*(check.counts for check in checks), strict=True)
    return Scope(
        scan_arn=arn.owned_arn(
            wanted.region, scan.scheduled_by, scan.owner_id, Kind.SCAN, scan.scan_id
        ),
        scan_name=scan.scan_name,
        accounts=wanted.accounts,
        security_level=scan.security_level,
        status=scan.status,
        reason=scan.reason,
        target_tags=scan.target_tags,
        benchmarks=benchmarks,
        scan_date=scan.scan_date,
        ended_at=scan.ended_at,
        made_at=wanted.made_at,
        made_by=f"incisor {__version__}",
        counts=Counts(*map(sum, totals)),
    )
