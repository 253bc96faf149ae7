"""Sessions, results and spools for tests of the agent."""

from collections.abc import Callable, Iterator, Sequence, Set

from incisor.agent import spool
from incisor.agent.assignment import Assignment
from incisor.agent.credentials import Credentials
from incisor.agent.spool import Benchmark, Job, Spool
from incisor.agent.transport import Patience, Transport
from incisor.wire.shapes import (
    CisRuleStatus,
    CisSecurityLevel,
    CisSessionMessage,
    ComputePlatform,
    StopCisSessionMessage,
)

JOB = Job(
    scan_job_id="6f0c3d1e-0000-4000-8000-0123456789ab",
    scan_arn="arn:aws:inspector2:us-east-1:123456789012:owner/123456789012/cis-scan/"
    "11111111-2222-4333-8444-555555555555",
    security_level=CisSecurityLevel.LEVEL_1,
    benchmark=Benchmark("cis-debian-12", "1.1.0", "0" * 64),
)
PLATFORM = ComputePlatform(vendor="Debian", product="debian", version="12")
HURRIED = Patience(total=0, connect=1, answer=1)
PATIENT = Patience(total=10, connect=1, answer=1)


def credentials(endpoint: str = "http://127.0.0.1:1") -> Credentials:
    """A host's credentials at this endpoint."""
    return Credentials(
        access_key_id="AKIAEXAMPLE0000000000",
        secret_access_key="s" * 40,
        account_id="123456789012",
        resource_id="i-0123456789abcdef0",
        endpoint=endpoint,
    )


def transport(endpoint: str, patience: Patience = PATIENT) -> Transport:
    """A transport that does not really wait between its attempts."""
    return Transport(endpoint, credentials(endpoint), patience=patience, sleep=lambda _: None)


def result(number: int, status: CisRuleStatus = CisRuleStatus.PASSED) -> CisSessionMessage:
    """The result of check 1.NUMBER."""
    return CisSessionMessage(rule_id=f"1.{number}", status=status, cis_rule_details=b"{}")


def new_spool(state_dir: object, *results: CisSessionMessage) -> Spool:
    """A spool of a session that has just begun, with these results."""
    opened = spool.begin(str(state_dir), JOB)
    for each in results:
        opened.append(each)
    return opened


def assignment(
    results: Sequence[CisSessionMessage], before: Callable[[int], object] = lambda _: None
) -> Assignment:
    """An evaluation that gives these results; `before` is called with each one's position."""

    def evaluated(known: Set[str]) -> Iterator[CisSessionMessage]:
        for position, each in enumerate(results):
            before(position)
            if each.rule_id not in known:
                yield each

    return Assignment("A test", "1.1.0", "Level 1 - Server", len(results), evaluated)


class Watched:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.advances: list[str] = []
        self.stops: list[StopCisSessionMessage] = []
        self.beginnings: list[tuple[int, int]] = []

    def began(self, title: str, total: int, done: int) -> None:
        """Note total and done."""
        self.beginnings.append((total, done))

    def advanced(self, message: CisSessionMessage) -> None:
        """Note the rule."""
        self.advances.append(message.rule_id)

    def left(self) -> None:
        """Nothing to let go of."""

    def ended(self, stop: StopCisSessionMessage) -> None:
        """Note the Stop."""
        self.stops.append(stop)
