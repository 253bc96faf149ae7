"""GetCisScanReport: has a report made, and hands out the link to its file."""

import re
import uuid
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from incisor.api import links, scans
from incisor.api.call import Call
from incisor.dispatch import report_files
from incisor.store import reports
from incisor.store.reports import Report
from incisor.store.scans import Scan
from incisor.wire.errors import AccessDeniedException, ResourceNotFoundException
from incisor.wire.shapes import (
    CisReportFormat,
    CisReportStatus,
    CisScanStatus,
    GetCisScanReportRequest,
    GetCisScanReportResponse,
)

FAILURE_KEPT: Final = 60.0
"""Seconds for which a report that failed is answered FAILED; then it is made anew."""
NAME_CHARACTERS: Final = 60

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9]+")


async def get(call: Call, request: GetCisScanReportRequest) -> GetCisScanReportResponse:
    """The report's status, and its link once it is made; the first question has it made."""
    store = call.context.store
    scan, known = await store.read(lambda conn: _known(conn, call, request))
    if scan.status is CisScanStatus.IN_PROGRESS:
        return GetCisScanReportResponse(status=CisReportStatus.IN_PROGRESS)
    if known is None or _stale(call, known):
        await store.write(lambda conn: reports.want(conn, _new(call, request, scan)))
        call.context.reports.asked.set()
        return GetCisScanReportResponse(status=CisReportStatus.IN_PROGRESS)
    made = known.status is CisReportStatus.SUCCEEDED
    url = _url(call, scan, known) if made else None
    return GetCisScanReportResponse(url=url, status=known.status)


def _known(
    conn: Connection, call: Call, request: GetCisScanReportRequest
) -> tuple[Scan, Report | None]:
    """The scan, and its report if that was asked for. A scan of someone else is not there."""
    scan = scans.visible(conn, call, request.scan_arn)
    if scan is None:
        raise ResourceNotFoundException(
            f"There is no scan {request.scan_arn} that this account may read"
        )
    for account_id in request.target_accounts or ():
        if account_id not in scan.account_ids:
            raise AccessDeniedException(f"Account {account_id} has no part in this scan")
    return scan, reports.get(conn, _new(call, request, scan))


def _new(call: Call, request: GetCisScanReportRequest, scan: Scan) -> Report:
    """The report that is asked for, as it is before anybody makes it."""
    return Report(
        account_id=scan.account_id,
        scan_id=scan.scan_id,
        target_account="".join(request.target_accounts or ()),
        report_format=request.report_format or CisReportFormat.PDF,
        state=reports.state_of(scan),
        report_id=str(uuid.uuid4()),
        status=CisReportStatus.IN_PROGRESS,
        requested_at=call.now,
    )


def _stale(call: Call, known: Report) -> bool:
    """Whether it must be made anew: it failed a while ago, or its file is gone."""
    if known.status is CisReportStatus.FAILED:
        return (known.ended_at or 0.0) + FAILURE_KEPT <= call.now
    path = report_files.path_of(call.context.reports.directory, known)
    return known.status is CisReportStatus.SUCCEEDED and not path.exists()


def _url(call: Call, scan: Scan, report: Report) -> str:
    settings = call.context.reports
    path = links.path_of(report, _name(scan))
    link = links.signed(call.context.store.secret, path, int(call.now + settings.link_seconds))
    return f"{settings.public_url or call.endpoint}{link}"


def _name(scan: Scan) -> str:
    """What the file is called by those who fetch it: the scan's name and date, in plain letters."""
    words = _UNSAFE.sub("-", scan.scan_name).strip("-")[:NAME_CHARACTERS]
    day = f"{datetime.fromtimestamp(scan.scan_date, UTC):%Y-%m-%d}"
    return "-".join(filter(None, ("cis-scan", words, day)))
