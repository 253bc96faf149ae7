"""What a scan found on one target: each check's status, why, and what to do about it."""

from typing import Final

from sqlalchemy import Connection

from incisor.api import arns, paging, scans
from incisor.api.call import Call
from incisor.content.listing import Known
from incisor.dispatch.headings import benchmark_of
from incisor.domain import arn, finding
from incisor.domain.arn import Kind
from incisor.store import jobs, results
from incisor.store.jobs import Job
from incisor.store.page import Page
from incisor.store.results import Result
from incisor.wire.errors import AccessDeniedException, Field, ValidationException
from incisor.wire.shapes import (
    CisScanResultDetails,
    CisSecurityLevel,
    GetCisScanResultDetailsRequest,
    GetCisScanResultDetailsResponse,
)

# The largest maxResults (service model), taken if a request names none.
PAGE: Final = 1000


async def details(
    call: Call, request: GetCisScanResultDetailsRequest
) -> GetCisScanResultDetailsResponse:
    """One target's findings, with what the catalogue says of each check."""
    after = paging.start(call, request, request.next_token)

    def query(conn: Connection) -> tuple[Job, Page[Result]]:
        job = _job(conn, call, request)
        return job, results.page(
            conn,
            job.account_id,
            job.scan_id,
            job.resource_id,
            criteria=request.filter_criteria,
            sort_by=request.sort_by,
            sort_order=request.sort_order,
            after=after,
            limit=request.max_results or PAGE,
            finding_arn_stem=arn.finding_arn_stem(call.context.region, job.account_id),
        )

    job, page = await call.context.store.read(query)
    scan_arn = arns.canonical(call, request.scan_arn, Kind.SCAN)
    benchmark = benchmark_of(call.context.catalogue, job)
    return GetCisScanResultDetailsResponse(
        scan_result_details=[_finding(call, scan_arn, job, each, benchmark) for each in page.items],
        next_token=paging.token(call, request, page.next),
    )


def _job(conn: Connection, call: Call, request: GetCisScanResultDetailsRequest) -> Job:
    """The part of the scan that the request names; raises if it is not the caller's."""
    scan = scans.own(conn, call, request.scan_arn)
    if request.account_id not in scan.account_ids:
        raise AccessDeniedException(f"Account {request.account_id} is not the caller's")
    job = jobs.of_target(conn, request.account_id, scan.scan_id, request.target_resource_id)
    if job is None:
        fault = Field(name="targetResourceId", message="is not a target of this scan")
        raise ValidationException.of([fault])
    return job


def _finding(
    call: Call, scan_arn: str, job: Job, result: Result, benchmark: Known | None
) -> CisScanResultDetails:
    known = benchmark and benchmark.checks.get(result.check_id)
    account_id, region = job.account_id, call.context.region
    return CisScanResultDetails(
        scan_arn=scan_arn,
        account_id=account_id,
        target_resource_id=job.resource_id,
        platform=result.platform or None,
        status=result.status,
        status_reason=finding.status_reason(result.rule_status, result.details),
        check_id=result.check_id,
        title=result.title,
        check_description=(known and known.description) or None,
        remediation=(known and known.remediation) or None,
        level=CisSecurityLevel(result.level) if result.level else None,
        finding_arn=arn.finding_arn(
            region, account_id, job.scan_id, job.resource_id, result.rule_id
        ),
    )
