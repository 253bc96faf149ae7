"""Counts per check of a scan, kept as sessions end."""

import msgspec
from sqlalchemy import Connection

from incisor.store.page import Key, Page
from incisor.wire import shapes


class CheckCounts(msgspec.Struct, frozen=True):
    """How many of a scan's targets on one platform passed, failed and skipped one check."""

    account_id: str
    scan_id: str
    check_order: str
    check_id: str
    platform: str
    title: str
    level: str
    benchmark_id: str
    benchmark_version: str
    passed: int
    failed: int
    skipped: int


def page(
    conn: Connection,
    account_id: str,
    scan_id: str,
    *,
    criteria: shapes.CisScanResultsAggregatedByChecksFilterCriteria | None = None,
    sort_by: shapes.CisScanResultsAggregatedByChecksSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 100,
) -> Page[CheckCounts]:
    """ListCisScanResultsAggregatedByChecks: by check id, as numbers, unless asked otherwise."""
    raise NotImplementedError
