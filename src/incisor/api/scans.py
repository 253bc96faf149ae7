"""Scans: list them, and find the caller's own."""

from typing import Final

from sqlalchemy import Connection

from incisor.api import arns, paging
from incisor.api.call import Call
from incisor.domain.arn import Kind
from incisor.store import scans
from incisor.store.page import Page, merged
from incisor.store.scans import Scan, Stems
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
    own, others = _stems(call)
    whole = call.identity.administers and request.detail_level is not ListCisScansDetailLevel.MEMBER

    def page(conn: Connection, account_id: str, of: Stems, parts: Stems | None) -> Page[Scan]:
        return scans.page(
            conn,
            account_id,
            criteria=request.filter_criteria,
            sort_by=request.sort_by,
            sort_order=request.sort_order,
            after=after,
            limit=limit,
            scan_arn_stem=of.scan,
            configuration_arn_stem=of.configuration,
            others=parts,
        )

    def query(conn: Connection) -> Page[Scan]:
        if not whole or others is None:
            return page(conn, call.account_id, own, others)
        pages = [
            page(conn, call.identity.organisation_id, others, None),
            page(conn, call.account_id, own, None),
        ]
        return merged(pages, scans.order(request.sort_by, request.sort_order), limit)

    found = await call.context.store.read(query)
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


def _stems(call: Call) -> tuple[Stems, Stems | None]:
    """What ARNs of the caller's own have before the id, and those of its organisation if any."""
    own = Stems(arns.stem(call, Kind.SCAN), arns.stem(call, Kind.CONFIGURATION))
    if not call.identity.organisation_id:
        return own, None
    return own, Stems(
        arns.organisation_stem(call, Kind.SCAN), arns.organisation_stem(call, Kind.CONFIGURATION)
    )


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
