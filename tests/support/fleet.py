"""One account with hosts and configurations on a real store, and the clock in the test's hand."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from incisor.benchmark import Benchmark, Recommendation
from incisor.content import Catalogue, Library
from incisor.dispatch import due, lease, moves
from incisor.dispatch.due import Opened
from incisor.dispatch.lease import Lease
from incisor.dispatch.timings import Timings
from incisor.domain.session import Call, Decision, Event, stop_digest
from incisor.store import (
    Store,
    accounts,
    configurations,
    hosts,
    jobs,
    results,
    scan_pages,
    scans,
    sqlite_url,
)
from incisor.store.accounts import Account
from incisor.store.configurations import Configuration
from incisor.store.hosts import Host
from incisor.store.jobs import Job
from incisor.store.scan_filters import Listed
from incisor.store.scans import Scan
from incisor.wire.shapes import (
    CisRuleStatus,
    CisSecurityLevel,
    CisSessionMessage,
    ComputePlatform,
    DailySchedule,
    OneTimeSchedule,
    Schedule,
    StopCisMessageProgress,
    StopCisSessionMessage,
    StopCisSessionStatus,
    Time,
)

T = TypeVar("T")

ACCOUNT = "123456789012"
DAY = 86400.0
NOON = 1_767_268_800.0
"""2026-01-01 12:00 UTC."""

TIMINGS = Timings(
    session_timeout=900, job_lifetime=DAY, late_results=DAY, lease=300, results_retention=90 * DAY
)
ONE_TIME = Schedule(one_time=OneTimeSchedule())
DAILY = Schedule(daily=DailySchedule(start_time=Time(time_of_day="12:00", timezone="UTC")))
PROGRESS = StopCisMessageProgress(total_checks=2, successful_checks=1, failed_checks=1)

DEBIAN_12 = Benchmark(
    id="cis-debian-12",
    version="1.1.0",
    title="Debian 12",
    platform="DEBIAN_12",
    profiles={"LEVEL_1": "Level 1", "LEVEL_2": "Level 2"},
    chapters={"1": "One"},
    checks={
        number: Recommendation(number, level, f"Check {number}", "D", "R", "M", manual="by hand")
        for number, level in (("1.1", 1), ("1.2", 2))
    },
    sha256="0" * 64,
)


class Fleet:
    """The account, seen by tests; `now` is epoch seconds and moves only when a test moves it."""

    def __init__(self, directory: Path) -> None:
        self.now = NOON
        self.catalogue = Library(Catalogue([DEBIAN_12]))
        self.store = Store.open(sqlite_url(directory / "incisor.db"), secret=b"s" * 32)
        self.write(lambda conn: accounts.add(conn, Account(ACCOUNT, "a", self.now)))

    def write(self, unit: Callable[[Connection], T]) -> T:
        """Run a unit and commit it."""
        return self.store.write_now(unit)

    def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query."""
        return self.store.read_now(query)

    def enrol(self, resource_id: str, tags: Mapping[str, str], platform: str = "DEBIAN_12") -> str:
        """A host of the account."""
        host = Host(ACCOUNT, resource_id, resource_id, platform, "1", dict(tags), self.now)
        self.write(lambda conn: hosts.add(conn, host))
        return resource_id

    def configure(
        self, schedule: Schedule = ONE_TIME, env: str = "prod", name: str = "c"
    ) -> Configuration:
        """A configuration for the hosts with this value of the tag `env`."""
        configuration = Configuration(
            account_id=ACCOUNT,
            configuration_id=name,
            scan_name=f"scan {name}",
            security_level=CisSecurityLevel.LEVEL_1,
            schedule=schedule,
            account_ids=[ACCOUNT],
            target_tags={"env": [env]},
            tags={},
            created_at=self.now,
            next_due_at=due.next_due(schedule, self.now),
        )
        self.write(lambda conn: configurations.add(conn, configuration))
        return configuration

    def open(self, name: str = "c", env: str = "prod") -> Opened:
        """A one-time configuration with its scan."""
        configuration = self.configure(name=name, env=env)
        opened = self.write(lambda conn: self.open_in(conn, configuration, self.now))
        assert opened is not None
        return opened

    def open_in(
        self, conn: Connection, configuration: Configuration, occurrence: float
    ) -> Opened | None:
        """The scan of one occurrence, as part of a unit."""
        return due.open_scan(conn, configuration, occurrence, self.now, TIMINGS.job_lifetime)

    def lease(self, host: str) -> Lease | None:
        """What the host is given when it checks in."""
        return self.write(
            lambda conn: lease.take(
                conn,
                ACCOUNT,
                host,
                now=self.now,
                lease=TIMINGS.lease,
                catalogue=self.catalogue,
            )
        )

    def begin(self, host: str, token: str = "token") -> Job:
        """The host leases its next job and starts it."""
        leased = self.lease(host)
        assert leased is not None
        return self.call(Event.START, leased.job, token)

    def call(self, event: Event, job: Job, token: str = "token") -> Job:
        """Start or health, as the API carries it out."""

        def unit(conn: Connection) -> Job:
            found, _ = self._take(conn, event, job, token)
            return moves.start(conn, found, token, self.now)

        return self.write(unit)

    def tell(self, job: Job, **statuses: str) -> None:
        """Telemetry: `r1_1="PASSED"` says it of rule 1.1."""
        messages = [
            CisSessionMessage(
                rule_id=name.removeprefix("r").replace("_", "."),
                status=CisRuleStatus(status),
                cis_rule_details=b"",
            )
            for name, status in statuses.items()
        ]

        def unit(conn: Connection) -> None:
            found, _ = self._take(conn, Event.TELEMETRY, job, "token")
            moves.start(conn, found, "token", self.now)
            results.append_telemetry(conn, ACCOUNT, job.job_id, messages, self.now)

        self.write(unit)

    def stop(
        self,
        job: Job,
        status: StopCisSessionStatus = StopCisSessionStatus.SUCCESS,
        *,
        reason: str | None = None,
        platform: ComputePlatform | None = None,
    ) -> Job:
        """StopCisSession, as the API carries it out."""
        message = StopCisSessionMessage(
            status=status, progress=PROGRESS, reason=reason, compute_platform=platform
        )

        def unit(conn: Connection) -> Job:
            digest = stop_digest(message)
            found, decision = self._take(conn, Event.STOP, job, "token", digest)
            if decision.repeated:
                return found
            return moves.stop(conn, found, message, now=self.now, catalogue=self.catalogue)

        return self.write(unit)

    def scan(self, scan_id: str) -> Scan:
        """The scan as it is now."""
        scan = self.read(lambda conn: scans.get(conn, ACCOUNT, scan_id))
        assert scan is not None
        return scan

    def job(self, job_id: str) -> Job:
        """The job as it is now."""
        job = self.read(lambda conn: jobs.get(conn, ACCOUNT, job_id))
        assert job is not None
        return job

    def jobs(self, scan_id: str) -> list[Job]:
        """The scan's jobs, by host."""
        return self.read(lambda conn: jobs.of_scan(conn, ACCOUNT, scan_id)).items

    def scans(self) -> list[Scan]:
        """All scans, newest first."""
        return self.read(lambda conn: scan_pages.page(conn, [Listed(ACCOUNT, ACCOUNT)])).items

    def _take(
        self, conn: Connection, event: Event, job: Job, token: str, digest: str | None = None
    ) -> tuple[Job, Decision]:
        call = Call(event, job.job_id, job.resource_id, token, digest)
        return moves.take(conn, ACCOUNT, call, now=self.now)
