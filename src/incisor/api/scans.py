"""Scans: list them, and find the caller's own."""

from typing import Final

from sqlalchemy import Connection

from incisor.api import arns, paging
from incisor.api.call import Call
from incisor.domain.arn import Kind
from incisor.store import scans
from incisor.store.scans import Scan
from incisor.wire.errors import AccessDeniedException
from incisor.wire.shapes import CisScan, CisTargets, ListCisScansRequest, ListCisScansResponse

# Service model: CisScanList holds 50, though maxResults may ask for 100.
PAGE: Final = 50


async def listed(call: Call, request: ListCisScansRequest) -> ListCisScansResponse:
    """The account's scans, a page of them.

    Both detail levels list the same while there are no organisations.
    """
    after = paging.start(call, request, request.next_token)
    page = await call.context.store.read(
        lambda conn: scans.page(
            conn,
            call.account_id,
            criteria=request.filter_criteria,
            sort_by=request.sort_by,
            sort_order=request.sort_order,
            after=after,
            limit=min(request.max_results or PAGE, PAGE),
            scan_arn_stem=arns.stem(call, Kind.SCAN),
            configuration_arn_stem=arns.stem(call, Kind.CONFIGURATION),
        )
    )
    return ListCisScansResponse(
        scans=[_shape(call, each) for each in page.items],
        next_token=paging.token(call, request, page.next),
    )


def own(conn: Connection, call: Call, scan_arn: str) -> Scan:
    """The caller's scan of that ARN.

    The model has no ResourceNotFoundException for results: a scan of someone else, and one that is
    not there at all, are refused with the same AccessDeniedException.
    """
    scan_id = arns.own_id(call, scan_arn, Kind.SCAN)
    found = scans.get(conn, call.account_id, scan_id) if scan_id else None
    if found is None:
        raise AccessDeniedException(f"There is no scan {scan_arn} that this account may read")
    return found


def _shape(call: Call, scan: Scan) -> CisScan:
    return CisScan(
        scan_arn=arns.scan_arn(call, scan.scan_id),
        scan_configuration_arn=arns.configuration_arn(call, scan.configuration_id),
        status=scan.status,
        scan_name=scan.scan_name,
        scan_date=scan.scan_date,
        failed_checks=scan.failed_checks,
        total_checks=scan.total_checks,
        targets=CisTargets(account_ids=scan.account_ids, target_resource_tags=scan.target_tags),
        scheduled_by=scan.scheduled_by,
        security_level=scan.security_level,
    )
