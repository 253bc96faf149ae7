"""What Inspector's clients cannot see: how far a scan is, and why a host has no result."""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta
from sqlalchemy import Connection

from incisor.api import paging, scans
from incisor.api.bodies import Body
from incisor.api.call import Call
from incisor.dispatch.telling import left_out, told
from incisor.domain.session import State
from incisor.store import hosts, jobs, telemetry
from incisor.store.hosts import Host
from incisor.store.jobs import Job
from incisor.store.scans import Scan
from incisor.wire.errors import AccessDeniedException
from incisor.wire.shapes import AccountId, CisScanArn, CisScanStatus

RUNNING_SHOWN: Final = 50
"""Running targets that an answer tells of one by one."""
PAGE: Final = 100


class ScanQuestion(Body, frozen=True):
    """The scan that is asked about."""

    scan_arn: CisScanArn


class RunningTarget(Body, frozen=True):
    """A target whose session is open."""

    account_id: str
    target_resource_id: str
    started_at: float | None
    last_seen_at: float | None
    results_received: int


class Progress(Body, frozen=True):
    """How far a scan is: its targets by state, the checks of those that ended, those that run."""

    scan_arn: str
    status: CisScanStatus
    targets: dict[State, int]
    total_targets: int
    ended_targets: int
    total_checks: int
    failed_checks: int
    running: list[RunningTarget]


class Diagnose(Body, frozen=True):
    """The scan, and the account whose hosts are meant: the caller's, if none is named."""

    scan_arn: CisScanArn
    account_id: AccountId | None = None
    max_results: Annotated[int, Meta(ge=1, le=1000)] | None = None
    next_token: Annotated[str, Meta(max_length=1000)] | None = None


class DiagnosedHost(Body, frozen=True):
    """One host of the account: the state of its job, none if it is no target, and why."""

    target_resource_id: str
    hostname: str
    state: State | None
    why: str


class Diagnosis(Body, frozen=True, omit_defaults=True):
    """Why the scan is as it is, and the same for each host, target or not."""

    scan_arn: str
    status: CisScanStatus
    reason: str
    hosts: list[DiagnosedHost]
    next_token: str | None = None


async def progress(call: Call, request: ScanQuestion) -> Progress:
    """How far the scan is now."""

    def query(conn: Connection) -> Progress:
        scan = scans.own(conn, call, request.scan_arn)
        running = jobs.started(conn, scan.account_id, scan.scan_id, RUNNING_SHOWN)
        return Progress(
            scan_arn=request.scan_arn,
            status=scan.status,
            targets=jobs.states(conn, scan.account_id, scan.scan_id),
            total_targets=scan.total_jobs,
            ended_targets=scan.total_jobs - scan.open_jobs,
            total_checks=scan.total_checks,
            failed_checks=scan.failed_checks,
            running=[_running(conn, job) for job in running],
        )

    return await call.context.store.read(query)


async def diagnose(call: Call, request: Diagnose) -> Diagnosis:
    """Why each of an account's hosts has the result that it has, or none; a page of them."""
    after = paging.start(call, request, request.next_token)

    def query(conn: Connection) -> Diagnosis:
        scan = scans.own(conn, call, request.scan_arn)
        account_id = _account(call, scan, request.account_id)
        page = hosts.page(conn, account_id, after=after, limit=request.max_results or PAGE)
        return Diagnosis(
            scan_arn=request.scan_arn,
            status=scan.status,
            reason=scan.reason,
            hosts=_diagnosed(conn, scan, account_id, page.items),
            next_token=paging.token(call, request, page.next),
        )

    return await call.context.store.read(query)


def _running(conn: Connection, job: Job) -> RunningTarget:
    return RunningTarget(
        account_id=job.account_id,
        target_resource_id=job.resource_id,
        started_at=job.started_at,
        last_seen_at=job.last_seen_at,
        results_received=telemetry.received(conn, job.account_id, job.job_id),
    )


def _account(call: Call, scan: Scan, named: str | None) -> str:
    """The account whose hosts are meant: one that the scan is for."""
    account_id = named or call.account_id
    if account_id not in scan.account_ids:
        raise AccessDeniedException(f"Account {account_id} has no part in this scan")
    return account_id


def _diagnosed(
    conn: Connection, scan: Scan, account_id: str, known: Sequence[Host]
) -> list[DiagnosedHost]:
    found = jobs.of_hosts(conn, account_id, scan.scan_id, [host.resource_id for host in known])
    return [_one(host, found.get(host.resource_id), scan) for host in known]


def _one(host: Host, job: Job | None, scan: Scan) -> DiagnosedHost:
    return DiagnosedHost(
        target_resource_id=host.resource_id,
        hostname=host.hostname,
        state=None if job is None else job.state,
        why=left_out(host, scan) if job is None else told(job, host),
    )
