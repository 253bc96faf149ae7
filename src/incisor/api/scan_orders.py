"""What Inspector's clients cannot order: run a configuration now, cancel a scan, or one target."""

from typing import Annotated, Final

from msgspec import Meta
from sqlalchemy import Connection

from incisor.api import arns, configurations, scans
from incisor.api.bodies import Body
from incisor.api.call import Call
from incisor.dispatch import cancelling, due, moves
from incisor.dispatch.due import Opened
from incisor.domain import session
from incisor.domain.session import Event
from incisor.store import jobs
from incisor.store.jobs import Job
from incisor.store.scans import Scan
from incisor.wire.errors import ConflictException, Field, ValidationException
from incisor.wire.shapes import CisScanArn, CisScanConfigurationArn, CisScanStatus, ResourceId

SCAN: Final = "CIS_SCAN"
"""`resourceType` of a ConflictException about a scan; its `resourceId` is the scan's ARN."""

Why = Annotated[str, Meta(min_length=1, max_length=200)]


class Rerun(Body, frozen=True):
    """The configuration to run once more, beside its schedule."""

    scan_configuration_arn: CisScanConfigurationArn


class Opening(Body, frozen=True):
    """The scan that was opened."""

    scan_arn: str


class Cancel(Body, frozen=True):
    """The scan to end, and what its readers are told."""

    scan_arn: CisScanArn
    reason: Why = "cancelled on request"


class CancelTarget(Body, frozen=True):
    """The target of a scan to end, and what its readers are told."""

    scan_arn: CisScanArn
    target_resource_id: ResourceId
    reason: Why = "cancelled on request"


class Cancelled(Body, frozen=True):
    """How many targets were ended that had not ended yet."""

    cancelled_targets: int


async def rerun(call: Call, request: Rerun) -> Opening:
    """Open a scan of the configuration now; its schedule stays as it is."""
    lifetime = call.context.timings.job_lifetime

    def unit(conn: Connection) -> Opened:
        found = configurations.own(conn, call, request.scan_configuration_arn)
        opened = due.open_scan(conn, found, call.now, call.now, lifetime)
        if opened is None:
            arn = request.scan_configuration_arn
            raise ConflictException("Its scan has just been opened", arn, "CIS_SCAN_CONFIGURATION")
        return opened

    opened = await call.context.store.write(unit)
    call.context.waiting.wake(call.account_id, opened.resource_ids)
    return Opening(scan_arn=arns.of_scan(call, opened.scan))


async def cancel(call: Call, request: Cancel) -> Cancelled:
    """End every target of the scan that has not ended; what was found so far stays."""
    context = call.context
    scan = await context.store.read(lambda conn: _changeable(conn, call, request.scan_arn))
    ended = await cancelling.cancel(
        context.store,
        scan,
        clock=context.clock,
        catalogue=context.catalogue,
        why=request.reason,
    )
    return Cancelled(cancelled_targets=ended)


async def cancel_target(call: Call, request: CancelTarget) -> Cancelled:
    """End one target of the scan; the others go on."""

    def unit(conn: Connection) -> None:
        scan = _changeable(conn, call, request.scan_arn)
        job = _job(conn, scan, request.target_resource_id)
        if session.after(job.state, Event.CANCEL) is None:
            raise ConflictException(
                f"Target {job.resource_id} has ended: it is {job.state}", request.scan_arn, SCAN
            )
        catalogue = call.context.catalogue
        moves.cancel(conn, job, now=call.now, catalogue=catalogue, why=request.reason)

    await call.context.store.write(unit)
    return Cancelled(cancelled_targets=1)


def _changeable(conn: Connection, call: Call, scan_arn: str) -> Scan:
    """The scan, if the caller may end it and there is anything left to end."""
    scan = scans.own(conn, call, scan_arn)
    cancelled_in_part = scan.status is CisScanStatus.CANCELLED and scan.open_jobs
    if scan.status is not CisScanStatus.IN_PROGRESS and not cancelled_in_part:
        raise ConflictException(f"The scan has ended: it is {scan.status}", scan_arn, SCAN)
    return scan


def _job(conn: Connection, scan: Scan, resource_id: str) -> Job:
    found = jobs.of_hosts(conn, scan.account_id, scan.scan_id, [resource_id])
    if resource_id not in found:
        fault = Field(name="targetResourceId", message="is not a target of this scan")
        raise ValidationException.of([fault])
    return found[resource_id]
