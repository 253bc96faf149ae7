"""Whatever hosts, ticks and silence do in whatever order, what is kept of a scan adds up.

The store is real. After each step the counts that are kept (D6) are compared with what the rows
say, and each scan's status with its jobs'.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from incisor.dispatch import due, reaper
from incisor.domain.session import OPEN, Event, SessionRefused, State
from incisor.store import checks, results
from incisor.store.jobs import Job
from incisor.wire.shapes import CisFindingStatus, CisRuleStatus, CisScanStatus, StopCisSessionStatus
from support.fleet import ACCOUNT, DAILY, DAY, TIMINGS, Fleet

HOSTS = ("i-a", "i-b")
hosts = st.sampled_from(HOSTS)


class Scans(RuleBasedStateMachine):
    """Two hosts, a daily configuration and one-time ones."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.fleet = Fleet(Path(self.directory.name))
        for host in HOSTS:
            self.fleet.enrol(host, {"env": "prod"})
        self.fleet.configure(DAILY, name="daily")
        self.names = iter(range(1000))

    def teardown(self) -> None:
        """Close the store before its directory goes."""
        self.fleet.store.close()
        self.directory.cleanup()

    @rule()
    def open(self) -> None:
        """Somebody asks for a scan at once."""
        self.fleet.open(f"once {next(self.names)}")

    @rule(ticks=st.integers(1, 3))
    def tick(self, ticks: int) -> None:
        """Some ticks at the same moment, as of several processes."""

        async def run() -> None:
            at = self.fleet.now, TIMINGS.job_lifetime
            await asyncio.gather(*(due.open_due(self.fleet.store, *at) for _ in range(ticks)))
            await reaper.reap(self.fleet.store, self.fleet.now, TIMINGS, self.fleet.catalogue)

        asyncio.run(run())

    @rule(seconds=st.sampled_from([1.0, TIMINGS.lease, TIMINGS.session_timeout, DAY]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.fleet.now += seconds

    @rule(host=hosts)
    def lease(self, host: str) -> None:
        """A host checks in; what it is given is its own, and it is in no session."""
        jobs = [job for job in self._jobs() if job.resource_id == host]
        leased = self.fleet.lease(host)
        if leased is not None:
            assert leased.job.resource_id == host
            assert all(job.state is not State.STARTED for job in jobs)

    @rule(
        number=st.integers(0, 5),
        event=st.sampled_from([Event.START, Event.HEALTH]),
        token=st.sampled_from(["token", "other"]),
    )
    def call(self, number: int, event: Event, token: str) -> None:
        """A host calls, legally or not."""
        self._try(number, lambda job: self.fleet.call(event, job, token))

    @rule(
        number=st.integers(0, 5),
        statuses=st.lists(st.sampled_from(CisRuleStatus), min_size=1, max_size=3),
    )
    def tell(self, number: int, statuses: list[CisRuleStatus]) -> None:
        """A host reports some rules, again or for the first time."""
        said = {f"r1_{rule}": status.value for rule, status in enumerate(statuses)}
        self._try(number, lambda job: self.fleet.tell(job, **said))

    @rule(number=st.integers(0, 5), status=st.sampled_from(StopCisSessionStatus))
    def stop(self, number: int, status: StopCisSessionStatus) -> None:
        """A host ends its session, or tries to."""
        self._try(number, lambda job: self.fleet.stop(job, status))

    @invariant()
    def what_is_kept_of_a_scan_adds_up(self) -> None:
        """Counts of jobs and checks on the scan are those of its rows; its status follows."""
        for scan in self.fleet.scans():
            jobs = self.fleet.jobs(scan.scan_id)
            completed = [job for job in jobs if job.target_status == "COMPLETED"]
            assert scan.total_jobs == len(jobs)
            assert scan.open_jobs == sum(job.state in OPEN for job in jobs)
            assert scan.completed_jobs == len(completed)
            assert scan.total_checks == sum(job.passed + job.failed + job.skipped for job in jobs)
            assert scan.failed_checks == sum(job.failed for job in jobs)
            assert (scan.status is CisScanStatus.IN_PROGRESS) == (scan.open_jobs > 0)
            assert (scan.ended_at is None) == (scan.open_jobs > 0)
            if not scan.open_jobs:
                assert (scan.status is CisScanStatus.COMPLETED) == bool(completed)
                assert scan.reason or len(completed) == len(jobs)

    @invariant()
    def results_add_up_per_target_and_per_check(self) -> None:
        """Both aggregations have the sums of the findings."""
        for scan in self.fleet.scans():
            per_check: Counter[str] = Counter()
            for job in self.fleet.jobs(scan.scan_id):
                found = Counter(self._statuses(job))
                kept = (found[each] for each in (CisFindingStatus.PASSED, CisFindingStatus.FAILED))
                assert tuple(kept) == (job.passed, job.failed)
                assert found[CisFindingStatus.SKIPPED] == job.skipped
                per_check += found
            assert self._per_check(scan.scan_id) == per_check

    @invariant()
    def no_occurrence_has_two_scans(self) -> None:
        """A configuration and an occurrence name one scan."""
        keys = [(scan.configuration_id, scan.occurrence) for scan in self.fleet.scans()]
        assert len(keys) == len(set(keys))

    def _jobs(self) -> list[Job]:
        return [job for scan in self.fleet.scans() for job in self.fleet.jobs(scan.scan_id)]

    def _try(self, number: int, act: Callable[[Job], object]) -> None:
        jobs = self._jobs()
        if jobs:
            try:
                act(jobs[number % len(jobs)])
            except SessionRefused:
                return

    def _statuses(self, job: Job) -> list[str]:
        read = self.fleet.read
        return [
            result.status
            for result in read(
                lambda conn: results.page(conn, ACCOUNT, job.scan_id, job.resource_id)
            ).items
        ]

    def _per_check(self, scan_id: str) -> Counter[str]:
        page = self.fleet.read(lambda conn: checks.page(conn, ACCOUNT, scan_id))
        counts: Counter[str] = Counter()
        for each in page.items:
            counts.update(PASSED=each.passed, FAILED=each.failed, SKIPPED=each.skipped)
        return +counts


TestScans = Scans.TestCase
TestScans.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
