"""What a scan found, counted: by check, and by target. The counts are kept as sessions end (D6)."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

from incisor.api import paging, scans
from incisor.api.call import Call
from incisor.store import checks, target_pages
from incisor.store.checks import CheckCounts
from incisor.store.jobs import Job
from incisor.store.page import Page
from incisor.store.scans import Scan
from incisor.wire.shapes import (
    CisCheckAggregation,
    CisSecurityLevel,
    CisTargetResourceAggregation,
    CisTargetStatus,
    CisTargetStatusReason,
    ListCisScanResultsAggregatedByChecksRequest,
    ListCisScanResultsAggregatedByChecksResponse,
    ListCisScanResultsAggregatedByTargetResourceRequest,
    ListCisScanResultsAggregatedByTargetResourceResponse,
    StatusCounts,
)

# The largest maxResults (service model, CisScanResultsMaxResults), taken if a request names none.
PAGE: Final = 100
# Service model, TargetResourceTags: an answer shows so many of a host's tags.
TAGS_SHOWN: Final = 5


async def by_check(
    call: Call, request: ListCisScanResultsAggregatedByChecksRequest
) -> ListCisScanResultsAggregatedByChecksResponse:
    """How many of a scan's targets passed, failed and skipped each check."""
    after = paging.start(call, request, request.next_token)

    def query(conn: Connection) -> Page[CheckCounts]:
        scan = scans.own(conn, call, request.scan_arn)
        return checks.page(
            conn,
            scan.account_id,
            scan.scan_id,
            criteria=request.filter_criteria,
            sort_by=request.sort_by,
            sort_order=request.sort_order,
            after=after,
            limit=request.max_results or PAGE,
        )

    page = await call.context.store.read(query)
    return ListCisScanResultsAggregatedByChecksResponse(
        check_aggregations=[_check(call, request.scan_arn, each) for each in page.items],
        next_token=paging.token(call, request, page.next),
    )


async def by_target(
    call: Call, request: ListCisScanResultsAggregatedByTargetResourceRequest
) -> ListCisScanResultsAggregatedByTargetResourceResponse:
    """How many checks each of a scan's targets passed, failed and skipped."""
    after = paging.start(call, request, request.next_token)

    def query(conn: Connection) -> tuple[Scan, Page[Job]]:
        scan = scans.own(conn, call, request.scan_arn)
        return scan, target_pages.page(
            conn,
            scan.account_id,
            scan.scan_id,
            criteria=request.filter_criteria,
            sort_by=request.sort_by,
            sort_order=request.sort_order,
            after=after,
            limit=request.max_results or PAGE,
        )

    scan, page = await call.context.store.read(query)
    targets = [_target(request.scan_arn, each, scan.target_tags) for each in page.items]
    return ListCisScanResultsAggregatedByTargetResourceResponse(
        target_resource_aggregations=targets,
        next_token=paging.token(call, request, page.next),
    )


def _check(call: Call, scan_arn: str, counts: CheckCounts) -> CisCheckAggregation:
    benchmark = call.context.catalogue.get(counts.benchmark_id, counts.benchmark_version)
    known = benchmark and benchmark.checks.get(counts.check_id)
    return CisCheckAggregation(
        scan_arn=scan_arn,
        check_id=counts.check_id,
        title=counts.title,
        check_description=(known and known.description) or None,
        level=CisSecurityLevel(counts.level) if counts.level else None,
        account_id=counts.account_id,
        status_counts=_counts(counts),
        platform=counts.platform or None,
    )


def _target(scan_arn: str, job: Job, wanted: Mapping[str, object]) -> CisTargetResourceAggregation:
    status, reason = job.target_status, job.target_status_reason
    return CisTargetResourceAggregation(
        scan_arn=scan_arn,
        target_resource_id=job.resource_id,
        account_id=job.account_id,
        target_resource_tags=_tags(job.tags, wanted),
        status_counts=_counts(job),
        platform=job.platform or None,
        target_status=CisTargetStatus(status) if status else None,
        target_status_reason=CisTargetStatusReason(reason) if reason else None,
    )


def _counts(counted: CheckCounts | Job) -> StatusCounts:
    return StatusCounts(passed=counted.passed, failed=counted.failed, skipped=counted.skipped)


def _tags(tags: Mapping[str, str], wanted: Mapping[str, object]) -> dict[str, list[str]]:
    """A host's tags as the model shows them; those that made it a target come first."""
    keys = sorted(tags, key=lambda key: (key not in wanted, key))
    return {key: [tags[key]] for key in keys[:TAGS_SHOWN]}
