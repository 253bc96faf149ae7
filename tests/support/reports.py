"""Reports of made-up fleets, with the words of the bundled benchmark."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from incisor.benchmark import Benchmark
from incisor.content import Catalogue
from incisor.domain import arn
from incisor.domain.finding import Counts
from incisor.reports import Check, Finding, Report, Scope, Target

ACCOUNT = "123456789012"
REGION = "us-east-1"
SCAN = "0f6c2a6e-8f2f-4f0e-9a55-1d1f5f0f7f10"
PLATFORM = "DEBIAN_12"
EVIDENCE = (
    "expected at least one kernelmodule (name = cramfs), each with available = false, found 1 of 1,"
    " name=cramfs available=true loaded=false"
)
# One check in three fails, one in eight is skipped.
FAILED_OF, SKIPPED_OF = 3, 8


@cache
def benchmark() -> Benchmark:
    """The bundled benchmark."""
    return Catalogue.bundled().list()[0]


def scope(**fields: Any) -> Scope:
    given = {
        "scan_arn": arn.scan_arn(REGION, ACCOUNT, SCAN),
        "scan_name": "Nightly hardening scan",
        "accounts": [ACCOUNT],
        "security_level": "LEVEL_2",
        "status": "COMPLETED",
        "reason": "",
        "target_tags": {"env": ["production", "staging"]},
        "benchmarks": [f"{benchmark().title}, version {benchmark().version}"],
        "scan_date": 1_767_268_800.0,
        "ended_at": 1_767_269_400.0,
        "made_at": 1_767_270_000.0,
        "made_by": "incisor 0.1",
        "counts": Counts(),
    }
    return Scope(**{**given, **fields})


def fleet(
    names: Sequence[str], reason: str = EVIDENCE, checks_asked: int | None = None, **fields: Any
) -> Report:
    """A finished scan of hosts with these names, all alike; `reason` is each failure's evidence."""
    asked = islice(benchmark().checks, checks_asked)
    statuses = {each: _status(place) for place, each in enumerate(asked)}
    checks = [_check(each, status, len(names)) for each, status in statuses.items()]
    one = [sum(status == each for status in statuses.values()) for each in _STATUSES]
    targets = [
        Target(ACCOUNT, f"i-{number:017x}", name, PLATFORM, "COMPLETED", "", Counts(*one))
        for number, name in enumerate(names)
    ]
    counts = Counts(*(each * len(names) for each in one))
    findings = _Findings(targets, checks, list(statuses.values()), reason)
    failures = _Findings(targets, checks, list(statuses.values()), reason, only="FAILED")
    return Report(scope(counts=counts, **fields), checks, targets, findings, failures)


_STATUSES = ("PASSED", "FAILED", "SKIPPED")


class _Findings:
    """Findings that are made as they are gone through."""

    def __init__(
        self,
        targets: Sequence[Target],
        checks: Sequence[Check],
        statuses: Sequence[str],
        reason: str,
        only: str = "",
    ) -> None:
        self._targets, self._reason = targets, reason
        pairs = zip(checks, statuses, strict=True)
        self._checks = [(check, status) for check, status in pairs if only in ("", status)]

    def __iter__(self) -> Iterator[Finding]:
        for target in self._targets:
            arn_of = arn.finding_arns(REGION, ACCOUNT, SCAN, target.resource_id)
            for check, status in self._checks:
                reason = "" if status == "PASSED" else self._reason
                yield Finding(target, check, status, reason, arn_of(check.check_id))


def _status(place: int) -> str:
    if place % FAILED_OF == 0:
        return "FAILED"
    return "SKIPPED" if place % SKIPPED_OF == 0 else "PASSED"


def _check(check_id: str, status: str, hosts: int) -> Check:
    known = benchmark().checks[check_id]
    number = check_id.partition(".")[0]
    return Check(
        check_id=check_id,
        platform=PLATFORM,
        title=known.title,
        level=f"LEVEL_{known.level}",
        description=known.description,
        remediation=known.remediation,
        chapter=f"{number} {benchmark().chapters[number]}",
        counts=Counts(*(hosts * (status == each) for each in _STATUSES)),
    )
