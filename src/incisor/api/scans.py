"""Scans: list them, and find the caller's own."""

from typing import Final

from sqlalchemy import Connection

from incisor.api import arns, paging
from incisor.api.call import Call
from incisor.domain.arn import Kind
from incisor.store import scan_pages, scans
from incisor.store.scan_filters import Listed
from incisor.store.scans import Scan
from incisor.wire.errors import AccessDeniedException
from incisor.wire.shapes import (
    CisScan,
    CisTargets,
    ListCisScansDetailLevel,
    ListCisScansRequest,
    ListCisScansResponse,
)

# Service model: CisScanList holds 50, though maxResults may ask for 100.
PAGE: Final = 50


async def listed(call: Call, request: ListCisScansRequest) -> ListCisScansResponse:
    """The scans that the caller sees, a page of them.

    The administrator of an organisation sees its scans as a whole beside the account's own; at
    detail level MEMBER, and every other account at any level, only what runs in the own account.
    """
    after = paging.start(call, request, request.next_token)
    limit = min(request.max_results or PAGE, PAGE)
    wanted = lists(call, request.detail_level)
    found = await call.context.store.read(
        lambda conn: scan_pages.page(
            conn,
            wanted,
            criteria=request.filter_criteria,
            sort_by=request.sort_by,
            sort_order=request.sort_order,
            after=after,
            limit=limit,
        )
    )
    return ListCisScansResponse(
        scans=[_shape(call, each) for each in found.items],
        next_token=paging.token(call, request, found.next),
    )


def own(conn: Connection, call: Call, scan_arn: str) -> Scan:
    """The scan of that ARN, as much of it as the caller may read.

    For its administrator an organisation's scan is that of all accounts (its `account_id` is then
    the organisation), for a member its own part. The model has no ResourceNotFoundException for
    results: a scan of someone else, and one that is not there at all, are refused with the same
    AccessDeniedException.
    """
    found = visible(conn, call, scan_arn)
    if found is None:
        raise AccessDeniedException(f"There is no scan {scan_arn} that this account may read")
    return found


def visible(conn: Connection, call: Call, scan_arn: str) -> Scan | None:
    """As `own`, but None for a scan that the caller may not read."""
    named = arns.named(call, scan_arn, Kind.SCAN)
    if named is None:
        return None
    whole = call.identity.administers and named.owner_id == call.identity.organisation_id
    found = scans.get(conn, named.owner_id if whole else call.account_id, named.id)
    return found if found and arns.of_scan(call, found) == str(named) else None


def lists(call: Call, level: ListCisScansDetailLevel | None) -> list[Listed]:
    """Whose scans the caller sees: the account's own, and of its organisation's the whole or a
    part."""
    by = call.identity
    own = Listed(
        call.account_id,
        call.account_id,
        arns.stem(call, Kind.SCAN),
        arns.stem(call, Kind.CONFIGURATION),
    )
    if not by.organisation_id:
        return [own]
    whole = by.administers and level is not ListCisScansDetailLevel.MEMBER
    shared = Listed(
        by.organisation_id if whole else call.account_id,
        by.organisation_id,
        arns.organisation_stem(call, Kind.SCAN),
        arns.organisation_stem(call, Kind.CONFIGURATION),
    )
    return [own, shared]


def _shape(call: Call, scan: Scan) -> CisScan:
    return CisScan(
        scan_arn=arns.of_scan(call, scan),
        scan_configuration_arn=arns.of_scans_configuration(call, scan),
        status=scan.status,
        scan_name=scan.scan_name,
        scan_date=scan.scan_date,
        failed_checks=scan.failed_checks,
        total_checks=scan.total_checks,
        targets=CisTargets(account_ids=scan.account_ids, target_resource_tags=scan.target_tags),
        scheduled_by=scan.scheduled_by,
        security_level=scan.security_level,
    )
