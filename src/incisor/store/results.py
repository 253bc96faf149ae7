"""Results: what a host said of each rule, from the telemetry as it came to the rows that are read.

While a session runs, each call is one packed row (`incisor.store.telemetry`). When it ends, `fold`
makes one row per rule and brings the per-target, per-check and per-scan counts up to date in the
same transaction (D6).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, select

from incisor.domain import arn, finding
from incisor.domain.session import State
from incisor.store import checks, filters, jobs, telemetry
from incisor.store.checks import Heading as Heading
from incisor.store.jobs import Job
from incisor.store.page import Key, Order, Page, columns_of, fetch, order_of
from incisor.store.statement import Statement
from incisor.store.tables import checks as checks_table
from incisor.store.tables import jobs as jobs_table
from incisor.store.tables import results as table
from incisor.store.telemetry import append_telemetry as append_telemetry
from incisor.wire import shapes


class Result(msgspec.Struct, frozen=True):
    """One rule's result on one host; `status` is the finding's, `rule_status` what the host sent.

    `title` and `level` are the catalogue's, as they were when the session ended.
    """

    rule_id: str
    check_id: str
    check_order: str
    status: shapes.CisFindingStatus
    rule_status: shapes.CisRuleStatus
    details: bytes
    title: str
    level: str
    platform: str


class _Target(NamedTuple):
    """Whose results are meant."""

    account_id: str
    scan_id: str
    resource_id: str

    def conditions(self) -> list[ColumnElement[bool]]:
        return [table.c[name] == value for name, value in self._asdict().items()]


_RESULT_COLUMNS: Final = (
    "account_id",
    "scan_id",
    "resource_id",
    "check_order",
    "rule_id",
    "check_id",
    "status",
    "rule_status",
    "details",
)
_INSERT: Final = Statement(lambda insert: insert(table), _RESULT_COLUMNS)

_BY_CHECK: Final = Order((table.c.check_order, table.c.rule_id))
SORT_KEYS: Final = {
    shapes.CisScanResultDetailsSortBy.CHECK_ID: _BY_CHECK.columns,
    shapes.CisScanResultDetailsSortBy.STATUS: (table.c.status, *_BY_CHECK.columns),
}

# A result with the words for its check, which are kept once per scan and platform.
_RESULTS: Final = (
    select(*columns_of(Result, table, checks_table))
    .join(
        jobs_table,
        (jobs_table.c.account_id == table.c.account_id)
        & (jobs_table.c.scan_id == table.c.scan_id)
        & (jobs_table.c.resource_id == table.c.resource_id),
    )
    .join(
        checks_table,
        (checks_table.c.account_id == table.c.account_id)
        & (checks_table.c.scan_id == table.c.scan_id)
        & (checks_table.c.check_order == table.c.check_order)
        & (checks_table.c.check_id == table.c.check_id)
        & (checks_table.c.platform == jobs_table.c.folded_platform),
    )
)

# The filters of GetCisScanResultDetails, by the member of its criteria, but for finding ARNs: those
# are not stored.
RULES: Final[Mapping[str, filters.Rule]] = {
    "finding_status_filters": filters.one_of(table.c.status),
    "check_id_filters": filters.text(table.c.check_id),
    "title_filters": filters.text(checks_table.c.title),
    "security_level_filters": filters.one_of(checks_table.c.level),
}


def fold(conn: Connection, job: Job, heading_of: Callable[[str], Heading]) -> Job:
    """Turn the job's telemetry into results and counts; the job with its counts as they are now.

    `heading_of` answers for a rule id. The job is as `jobs.change` returned it, with the platform
    and benchmark that count. Folding again after more telemetry takes the earlier counts back
    first. Telemetry of a job that is STOPPED or CANCELLED is then no longer kept, so such a job is
    folded once.
    """
    said = telemetry.last_of_each_rule(conn, job.account_id, job.job_id)
    headings = {rule_id: heading_of(rule_id) for rule_id in said}
    if job.folded_platform is not None:
        _take_back(conn, job, job.folded_platform)
    _INSERT.run_many(conn, [_row(job, headings[rule_id], said[rule_id]) for rule_id in said])
    checks.count(conn, job, [(headings[rule_id], said[rule_id].status) for rule_id in said])
    if job.state in (State.STOPPED, State.CANCELLED):
        telemetry.forget(conn, job.account_id, job.job_id)
    counts = finding.count(message.status for message in said.values())
    return jobs.change(conn, job, folded_platform=job.platform, **counts._asdict())


def page(
    conn: Connection,
    account_id: str,
    scan_id: str,
    resource_id: str,
    *,
    criteria: shapes.CisScanResultDetailsFilterCriteria | None = None,
    sort_by: shapes.CisScanResultDetailsSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 1000,
    finding_arn_stem: str = "",
) -> Page[Result]:
    """GetCisScanResultDetails: by check id, as numbers, unless asked otherwise.

    `finding_arn_stem` is what every finding's ARN of the account has before the id.
    """
    target = _Target(account_id, scan_id, resource_id)
    rules = {**RULES, "finding_arn_filters": _finding_arns(conn, target, finding_arn_stem)}
    order = order_of(SORT_KEYS, _BY_CHECK, sort_by, sort_order)
    query = _RESULTS.where(*target.conditions(), filters.where(rules, criteria))
    return fetch(conn, query, Result, order, after, limit)


def _row(job: Job, heading: Heading, message: shapes.CisSessionMessage) -> tuple[object, ...]:
    """A result in the order of _RESULT_COLUMNS."""
    return (
        job.account_id,
        job.scan_id,
        job.resource_id,
        checks.place_of(heading.check_id),
        message.rule_id,
        heading.check_id,
        finding.FINDING_STATUS[message.status],
        message.status,
        message.cis_rule_details,
    )


def _take_back(conn: Connection, job: Job, platform: str) -> None:
    """Remove the job's results, and what the scan's checks count of them."""
    mine = _Target(job.account_id, job.scan_id, job.resource_id).conditions()
    counted = select(table.c.check_id, table.c.rule_status).where(*mine)
    said = [(check_id, status) for check_id, status in conn.execute(counted)]
    checks.take_back(conn, job, platform, said)
    conn.execute(delete(table).where(*mine))


def _finding_arns(conn: Connection, target: _Target, stem: str) -> filters.Rule:
    """Filter on ARNs that are made from the rule's id, not stored: a target has some hundreds."""

    def rule(entries: Sequence[Any]) -> ColumnElement[bool]:
        rule_ids = conn.execute(select(table.c.rule_id).where(*target.conditions())).scalars()
        named = {
            rule_id: stem + arn.finding_id(target.scan_id, target.resource_id, rule_id)
            for rule_id in rule_ids
        }
        meant = [rule_id for rule_id in named if filters.agrees(named[rule_id], entries)]
        return table.c.rule_id.in_(meant)

    return rule
