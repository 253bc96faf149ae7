"""What a report is made from. Times are epoch seconds; texts may hold any character."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from incisor.domain.finding import Counts

NONE = Counts()


@dataclass(frozen=True, slots=True)
class Scope:
    """Which scan the report is of, and how it ended.

    `accounts` are those whose targets are in the report; `reason` says why the scan is not all that
    it should be, and is empty if it is; `benchmarks` are titles with versions.
    """

    scan_arn: str
    scan_name: str
    accounts: Sequence[str]
    security_level: str
    status: str
    reason: str
    target_tags: Mapping[str, Sequence[str]]
    benchmarks: Sequence[str]
    scan_date: float
    ended_at: float | None
    made_at: float
    made_by: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Check:
    """One check on one platform: what the benchmark says of it, and how the targets did."""

    check_id: str
    platform: str
    title: str
    level: str = ""
    description: str = ""
    remediation: str = ""
    chapter: str = ""
    counts: Counts = NONE


@dataclass(frozen=True, slots=True)
class Target:
    """One host of the scan; without a `name` it is called by its resource id.

    `status` is empty while nothing is known of it; `why` says why it did not complete.
    """

    account_id: str
    resource_id: str
    name: str = ""
    platform: str = ""
    status: str = ""
    why: str = ""
    counts: Counts = NONE

    @property
    def called(self) -> str:
        """What people call it."""
        return self.name or self.resource_id


class Finding(NamedTuple):
    """One check's result on one target; `reason` is the evidence, or why it was skipped."""

    target: Target
    check: Check
    status: str
    reason: str
    finding_arn: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report before it has a form.

    `targets`, `findings` and `failures` (the findings that failed) can each be gone through more
    than once; findings come target by target in the order of `targets`, and by check id in each.
    """

    scope: Scope
    checks: Sequence[Check]
    targets: Iterable[Target]
    findings: Iterable[Finding]
    failures: Iterable[Finding]
