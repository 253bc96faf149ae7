"""ListCisScanResultsAggregatedByTargetResource: a page of a scan's targets.

Each key that targets are sorted by has an index with most of what they are asked for, where those
of other scans are not met. A target's tags, and whether it has a result for a check, are looked at
for one target after the other in the order of the list, for so many and no more: then the page ends
early, and the next one goes on from there.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, and_, exists, false, or_, select

from incisor.store import filters
from incisor.store.jobs import Job
from incisor.store.page import Key, Order, Page, columns_of, fetch_few, in_order, order_of
from incisor.store.reach import Conditions, in_scan
from incisor.store.tables import checks, results
from incisor.store.tables import jobs as table
from incisor.wire import shapes

VISITED: Final = 500
"""Targets that are looked at one after the other for one page: some ten milliseconds."""
AT_ONCE: Final = 200
"""Targets that are looked at by one query."""
BY_ONE: Final = ("check_id_filters", "target_resource_tag_filters")
"""Filters on what the indexes do not have."""

Criteria = shapes.CisScanResultsAggregatedByTargetResourceFilterCriteria

_JOBS: Final = select(*columns_of(Job, table))
_BY_RESOURCE: Final = Order((table.c.resource_id, table.c.job_id))

_By = shapes.CisScanResultsAggregatedByTargetResourceSortBy
SORT_KEYS: Final = {
    _By.RESOURCE_ID: (table.c.resource_id, table.c.job_id),
    _By.FAILED_COUNTS: (table.c.failed, table.c.resource_id, table.c.job_id),
    _By.ACCOUNT_ID: (table.c.account_id, table.c.resource_id, table.c.job_id),
    _By.PLATFORM: (table.c.platform, table.c.resource_id, table.c.job_id),
    _By.TARGET_STATUS: (table.c.target_status, table.c.resource_id, table.c.job_id),
    _By.TARGET_STATUS_REASON: (table.c.target_status_reason, table.c.resource_id, table.c.job_id),
}

_COUNTS: Final[Mapping[str, ColumnElement[int]]] = {
    shapes.CisResultStatus.PASSED: table.c.passed,
    shapes.CisResultStatus.FAILED: table.c.failed,
    shapes.CisResultStatus.SKIPPED: table.c.skipped,
}


def rules(with_result: filters.Wrap) -> dict[str, filters.Rule]:
    """The filters of ListCisScanResultsAggregatedByTargetResource, by the member of its criteria.

    `with_result` makes of a condition on checks one on targets.
    """
    return {
        "account_id_filters": filters.text(table.c.account_id),
        "status_filters": lambda entries: or_(*(_COUNTS[entry.value] > 0 for entry in entries)),
        "check_id_filters": filters.text(checks.c.check_id, wrap=with_result),
        "target_resource_id_filters": filters.text(table.c.resource_id),
        "target_resource_tag_filters": filters.tag(table.c.tags),
        "platform_filters": filters.text(table.c.platform),
        "target_status_filters": filters.one_of(table.c.target_status),
        "target_status_reason_filters": filters.one_of(table.c.target_status_reason),
        "failed_checks_filters": filters.number(table.c.failed),
    }


def page(
    conn: Connection,
    account_id: str,
    scan_id: str,
    *,
    criteria: Criteria | None = None,
    sort_by: shapes.CisScanResultsAggregatedByTargetResourceSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 100,
) -> Page[Job]:
    """A page by resource id unless asked otherwise; with one of the filters BY_ONE it may be
    short."""
    order = order_of(SORT_KEYS, _BY_RESOURCE, sort_by, sort_order)
    here = in_scan(conn, table, account_id, scan_id)
    asked = criteria or Criteria()
    known = rules(_with_result(conn, account_id, scan_id, asked.status_filters))
    by_one = Criteria(**{name: getattr(asked, name) for name in BY_ONE})
    indexed = filters.where(known, replace(asked, **dict.fromkeys(BY_ONE)))
    ahead = in_order(select(*order.columns).where(*here, indexed), order, after)
    if by_one == Criteria():
        ids = [key[-1] for key in conn.execute(ahead.limit(limit + 1))]
        return _of(conn, here, ids, order, limit)
    keys = conn.execute(ahead.limit(VISITED + 1)).all()
    holds = filters.where(known, by_one)
    ids = _holding(conn, here, holds, [key[-1] for key in keys[:VISITED]], limit + 1)
    found = _of(conn, here, ids, order, limit)
    if found.next is None and len(keys) > VISITED:
        return Page(found.items, list(keys[VISITED - 1]))
    return found


def _of(
    conn: Connection, here: Conditions, ids: Sequence[str], order: Order, limit: int
) -> Page[Job]:
    """The page of these jobs, one more than it has if there is a next one."""
    found = _JOBS.where(_keyed(here, ids))
    return fetch_few(conn, found, Job, order, None, limit)


def _keyed(here: Conditions, ids: Sequence[str]) -> ColumnElement[bool]:
    """Jobs of the scan, by the primary key and nothing else: no index of the scan's is walked."""
    of_account, _ = here
    return and_(of_account, table.c.job_id.in_(ids))


def _holding(
    conn: Connection,
    here: Conditions,
    holds: ColumnElement[bool],
    ahead: Sequence[str],
    enough: int,
) -> list[str]:
    """The first of the jobs ahead for which the condition holds, by id."""
    wanted: list[str] = []
    for start in range(0, len(ahead), AT_ONCE):
        some = ahead[start : start + AT_ONCE]
        query = select(table.c.job_id).where(_keyed(here, some), holds)
        holding = frozenset(conn.execute(query).scalars())
        wanted += [job_id for job_id in some if job_id in holding]
        if len(wanted) >= enough:
            break
    return wanted[:enough]


def _with_result(
    conn: Connection,
    account_id: str,
    scan_id: str,
    status: Sequence[shapes.CisResultStatusFilter] | None,
) -> filters.Wrap:
    """What makes of a condition on checks one on targets: that a result of theirs meets it.

    With `status` that result also has one of these, so that "who failed 1.2?" is one question. The
    scan's checks are a few hundred rows; which of them are meant is read first, so that a target's
    results are looked up by their key instead of read one by one.
    """

    def wrap(condition: ColumnElement[bool]) -> ColumnElement[bool]:
        here = in_scan(conn, checks, account_id, scan_id)
        meant = conn.execute(
            select(checks.c.check_order, checks.c.check_id).where(*here, condition).distinct()
        ).all()
        places, ids = {place for place, _ in meant}, {check_id for _, check_id in meant}
        of_target = (results.c[name] == table.c[name] for name in _TARGET)
        # Ids that differ only in leading zeros have one place: it finds the rows, the id decides.
        asked = results.c.check_order.in_(sorted(places)), results.c.check_id.in_(sorted(ids))
        also = [] if status is None else [filters.one_of(results.c.status)(status)]
        return exists().where(*of_target, *asked, *also) if meant else false()

    return wrap


_TARGET: Final = ("account_id", "scan_id", "resource_id")
