"""A scan's results in bulk, as reports read them: target by target, and of each by check id.

One statement for each target, on the primary key, straight from the driver: a scan has millions of
results, and nothing but their rows may cost time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from incisor.store import jobs
from incisor.store.checks import CheckCounts
from incisor.store.jobs import Job
from incisor.store.page import columns_of
from incisor.store.reach import in_scan
from incisor.store.statement import Statement
from incisor.store.tables import checks, hosts
from incisor.store.tables import results as table

AT_ONCE: Final = 500
"""Jobs that are in memory at one time."""

_CHECKS: Final = select(*columns_of(CheckCounts, checks)).order_by(
    checks.c.check_order, checks.c.check_id, checks.c.platform
)
_TARGET: Final = ("account_id", "scan_id", "resource_id")
_RESULTS: Final = (
    select(table.c.rule_id, table.c.check_id, table.c.rule_status, table.c.details)
    .where(*(table.c[name] == bindparam(name) for name in _TARGET))
    .order_by(table.c.check_order, table.c.rule_id)
)
_ALL: Final = Statement(lambda _: _RESULTS, _TARGET)
_ONE_STATUS: Final = Statement(
    lambda _: _RESULTS.where(table.c.status == bindparam("status")), (*_TARGET, "status")
)


def checks_of(conn: Connection, owner_id: str, scan_id: str) -> list[CheckCounts]:
    """All checks of a scan with their counts: a few hundred for each platform and account."""
    mine = _CHECKS.where(*in_scan(conn, checks, owner_id, scan_id))
    return [CheckCounts(*row) for row in conn.execute(mine)]


def jobs_of(conn: Connection, owner_id: str, scan_id: str) -> Iterator[tuple[Job, str]]:
    """All jobs of a scan by resource id, each with its host's name, or an empty one."""
    after = None
    while True:
        page = jobs.of_scan(conn, owner_id, scan_id, after=after, limit=AT_ONCE)
        names = _names(conn, page.items)
        for job in page.items:
            yield job, names.get((job.account_id, job.resource_id), "")
        if page.next is None:
            return
        after = page.next


def results_of(conn: Connection, job: Job, status: str = "") -> Iterator[tuple[Any, ...]]:
    """A job's results: rule id, check id, rule status and details. `status` is the findings'."""
    key = (job.account_id, job.scan_id, job.resource_id)
    statement, values = (_ONE_STATUS, (*key, status)) if status else (_ALL, key)
    cursor = conn.connection.cursor()
    cursor.execute(statement.text(conn.dialect.name), values)
    return iter(cursor)  # type: ignore[call-overload,no-any-return] # DB-API, "Optional Extensions"


def _names(conn: Connection, of: Sequence[Job]) -> Mapping[tuple[str, str], str]:
    """The names of the jobs' hosts, by account and resource id."""
    found = select(hosts.c.account_id, hosts.c.resource_id, hosts.c.hostname).where(
        hosts.c.account_id.in_({job.account_id for job in of}),
        hosts.c.resource_id.in_({job.resource_id for job in of}),
    )
    return {(row.account_id, row.resource_id): row.hostname for row in conn.execute(found)}
