"""Scans: one run of a configuration over its targets."""

from functools import partial
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, not_, select, update

from incisor.domain import arn
from incisor.store import filters
from incisor.store.page import Key, Order, Page, columns_of, fetch, order_of
from incisor.store.statement import add_once
from incisor.store.tables import checks, jobs, members, results, telemetry
from incisor.store.tables import scans as table
from incisor.wire import shapes


class Scan(msgspec.Struct, frozen=True):
    """One scan; the counts follow its jobs in the same transactions that change those.

    `total_checks` and `failed_checks` count results over all targets that have ended. `owner_id` is
    the organisation whose scan it is (`incisor.store.reach`); else it is the account's, or empty.
    """

    account_id: str
    scan_id: str
    configuration_id: str
    occurrence: float
    scan_name: str
    security_level: shapes.CisSecurityLevel
    scheduled_by: str
    account_ids: list[str]
    target_tags: dict[str, list[str]]
    status: shapes.CisScanStatus
    reason: str
    scan_date: float
    ended_at: float | None = None
    total_jobs: int = 0
    open_jobs: int = 0
    completed_jobs: int = 0
    total_checks: int = 0
    failed_checks: int = 0
    owner_id: str = ""

    @property
    def of_organisation(self) -> bool:
        """Whether an organisation owns it: this is the sum of all accounts, or one's part."""
        return arn.is_organisation(self.owner_id)


class Stems(NamedTuple):
    """What ARNs of one owner have before the id."""

    scan: str
    configuration: str


_SCANS: Final = select(*columns_of(Scan, table))
_NEWEST_FIRST: Final = Order((table.c.scan_date, table.c.scan_id), descending=True)

SORT_KEYS: Final = {
    shapes.ListCisScansSortBy.STATUS: (table.c.status, table.c.scan_id),
    shapes.ListCisScansSortBy.SCHEDULED_BY: (table.c.scheduled_by, table.c.scan_id),
    shapes.ListCisScansSortBy.SCAN_START_DATE: (table.c.scan_date, table.c.scan_id),
    shapes.ListCisScansSortBy.FAILED_CHECKS: (table.c.failed_checks, table.c.scan_id),
}


def rules(
    account_id: str, scan_arn_stem: str, configuration_arn_stem: str
) -> dict[str, filters.Rule]:
    """The filters of ListCisScans on the scans of an owner, by the member of its criteria."""
    return {
        "scan_name_filters": filters.text(table.c.scan_name),
        "target_resource_tag_filters": filters.tag(table.c.target_tags),
        "target_resource_id_filters": filters.text(
            jobs.c.resource_id, wrap=partial(_with_job, account_id)
        ),
        "scan_status_filters": filters.one_of(table.c.status),
        "scan_at_filters": filters.date(table.c.scan_date),
        "scan_configuration_arn_filters": filters.text(
            table.c.configuration_id, configuration_arn_stem
        ),
        "scan_arn_filters": filters.text(table.c.scan_id, scan_arn_stem),
        "scheduled_by_filters": filters.text(table.c.scheduled_by),
        "failed_checks_filters": filters.number(table.c.failed_checks),
        "target_account_id_filters": filters.listed(table.c.account_ids),
    }


def add(conn: Connection, scan: Scan) -> bool:
    """Keep a new scan; False, and nothing changed, if that occurrence has one already (D9).

    The scan's counts of jobs start at zero; `jobs.add` raises them.
    """
    return add_once(conn, table, msgspec.structs.asdict(scan))


def get(conn: Connection, account_id: str, scan_id: str) -> Scan | None:
    """The account's scan of that id, if there is one."""
    row = conn.execute(_SCANS.where(*_is(account_id, scan_id))).first()
    return None if row is None else Scan(*row)


def conclude(
    conn: Connection,
    scan: Scan,
    status: shapes.CisScanStatus,
    reason: str,
    ended_at: float | None,
) -> None:
    """Write the scan's status with its reason; `ended_at` None puts it back in progress."""
    concluded = {"status": status, "reason": reason, "ended_at": ended_at}
    conn.execute(update(table).where(*_is(scan.account_id, scan.scan_id)).values(concluded))


def shift(conn: Connection, account_id: str, scan_id: str, **counts: int) -> None:
    """Add to the scan's counts, by column; what changes a job calls it in the same unit.

    Of an account's part of an organisation's scan, the sums of the organisation move too.
    """
    moved = {name: table.c[name] + by for name, by in counts.items() if by}
    if moved:
        owner = select(table.c.owner_id).where(*_is(account_id, scan_id)).scalar_subquery()
        rows = table.c.account_id.in_([account_id, owner]), table.c.scan_id == scan_id
        conn.execute(update(table).where(*rows).values(moved))


def page(
    conn: Connection,
    account_id: str,
    *,
    criteria: shapes.ListCisScansFilterCriteria | None = None,
    sort_by: shapes.ListCisScansSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 50,
    scan_arn_stem: str = "",
    configuration_arn_stem: str = "",
    others: Stems | None = None,
) -> Page[Scan]:
    """ListCisScans: newest first unless asked otherwise.

    The stems are what the ARN of every scan and configuration of the account's own has before the
    id; `others` are those of its parts in the scans of an organisation, which are left out without.
    """
    own = table.c.owner_id.in_(("", account_id))
    wanted = own & filters.where(rules(account_id, scan_arn_stem, configuration_arn_stem), criteria)
    if others is not None:
        wanted |= not_(own) & filters.where(rules(account_id, *others), criteria)
    query = _SCANS.where(table.c.account_id == account_id, wanted)
    return fetch(conn, query, Scan, order(sort_by, sort_order), after, limit)


def order(
    sort_by: shapes.ListCisScansSortBy | None, sort_order: shapes.CisSortOrder | None
) -> Order:
    """The order in which `page` lists scans."""
    return order_of(SORT_KEYS, _NEWEST_FIRST, sort_by, sort_order)


def ended_before(conn: Connection, before: float, limit: int = 10) -> list[Scan]:
    """Scans of all accounts that ended and whose date is before then, oldest first."""
    old = _SCANS.where(table.c.scan_date < before, table.c.ended_at.is_not(None))
    return [Scan(*row) for row in conn.execute(old.order_by(table.c.scan_date).limit(limit))]


def purge(conn: Connection, scan: Scan, targets: int = 50) -> bool:
    """Remove the results of some of the scan's targets, after the last of them the scan itself.

    True when nothing of it is left. A bounded share at a time, because other units wait meanwhile:
    call it again until then.
    """
    mine = jobs.c.account_id == scan.account_id, jobs.c.scan_id == scan.scan_id
    some = select(jobs.c.job_id, jobs.c.resource_id).where(*mine).limit(targets)
    found = conn.execute(some).all()
    for job_id, resource_id in found:
        _remove(conn, telemetry, account_id=scan.account_id, job_id=job_id)
        key = {"account_id": scan.account_id, "scan_id": scan.scan_id, "resource_id": resource_id}
        _remove(conn, results, **key)
        _remove(conn, jobs, **key)
    if len(found) == targets:
        return False
    for rows in (checks, table):
        _remove(conn, rows, account_id=scan.account_id, scan_id=scan.scan_id)
    return True


def _is(account_id: str, scan_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.account_id == account_id, table.c.scan_id == scan_id


def _remove(conn: Connection, rows: Table, **key: str) -> None:
    """Delete the rows of a table that have these values."""
    conn.execute(delete(rows).where(*(rows.c[name] == value for name, value in key.items())))


def _with_job(account_id: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on jobs as one on the scans of an owner: that one of theirs meets it."""
    mine: ColumnElement[bool] = jobs.c.account_id == account_id
    if arn.is_organisation(account_id):
        of_it = select(members.c.account_id).where(members.c.organisation_id == account_id)
        mine = jobs.c.account_id.in_(of_it)
    return table.c.scan_id.in_(select(jobs.c.scan_id).where(mine, condition))
