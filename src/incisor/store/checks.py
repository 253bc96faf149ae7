"""Counts per check of a scan, kept as sessions end."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

import msgspec
from sqlalchemy import ClauseElement, Connection, bindparam, delete, select, update

from incisor.domain import finding
from incisor.store import filters
from incisor.store.jobs import Job
from incisor.store.page import Key, Order, Page, columns_of, fetch, order_of
from incisor.store.reach import in_scan
from incisor.store.statement import Insert, Statement
from incisor.store.tables import checks as table
from incisor.wire import shapes


class Heading(NamedTuple):
    """What the catalogue knows of a rule; for an unknown rule the id stands for the title."""

    check_id: str
    title: str
    level: str


K = TypeVar("K", Heading, str)


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


_KEY: Final = ("account_id", "scan_id", "check_order", "check_id", "platform")
_WORDS: Final = ("title", "level", "benchmark_id", "benchmark_version")
_COUNTS: Final = finding.Counts._fields
_PLACE: Final = {
    status: _COUNTS.index(seen.lower()) for status, seen in finding.FINDING_STATUS.items()
}

# A fleet of hosts reports the same few hundred ids again and again.
place_of = lru_cache(maxsize=10_000)(finding.check_order)


def _counting(insert: Insert) -> ClauseElement:
    """Add counts to the rows of checks, or make those rows; the words are the latest."""
    new = insert(table).values({name: bindparam(name) for name in (*_KEY, *_WORDS, *_COUNTS)})
    words = {name: new.excluded[name] for name in _WORDS}
    sums = {name: table.c[name] + new.excluded[name] for name in _COUNTS}
    counting: ClauseElement = new.on_conflict_do_update(index_elements=_KEY, set_={**words, **sums})
    return counting


_ADD: Final = Statement(_counting, (*_KEY, *_WORDS, *_COUNTS))
_SUBTRACT: Final = Statement(
    lambda _: (
        update(table)
        .values({name: table.c[name] - bindparam(f"_{name}") for name in _COUNTS})
        .where(*(table.c[name] == bindparam(f"_{name}") for name in _KEY))
    ),
    tuple(f"_{name}" for name in (*_COUNTS, *_KEY)),
)

_CHECKS: Final = select(*columns_of(CheckCounts, table))
# The checks of one account's part of a scan, or, for an organisation, those of each account.
_ID: Final = (table.c.check_order, table.c.check_id, table.c.platform, table.c.account_id)
_BY_ID: Final = Order(_ID)

_By = shapes.CisScanResultsAggregatedByChecksSortBy
SORT_KEYS: Final = {
    _By.CHECK_ID: _ID,
    _By.TITLE: (table.c.title, *_ID),
    _By.PLATFORM: (table.c.platform, table.c.check_order, table.c.check_id, table.c.account_id),
    _By.FAILED_COUNTS: (table.c.failed, *_ID),
    _By.SECURITY_LEVEL: (table.c.level, *_ID),
}

# The filters of ListCisScanResultsAggregatedByChecks, by the member of its criteria.
RULES: Final[dict[str, filters.Rule]] = {
    "account_id_filters": filters.text(table.c.account_id),
    "check_id_filters": filters.text(table.c.check_id),
    "title_filters": filters.text(table.c.title),
    "platform_filters": filters.text(table.c.platform),
    "failed_resources_filters": filters.number(table.c.failed),
    "security_level_filters": filters.one_of(table.c.level),
}


def count(conn: Connection, job: Job, said: Iterable[tuple[Heading, shapes.CisRuleStatus]]) -> None:
    """Add a job's results to the counts of its scan's checks on its platform."""
    benchmark = (job.benchmark_id, job.benchmark_version)
    rows = (
        (_key(job, heading.check_id, job.platform), (heading.title, heading.level), counts)
        for heading, counts in _tally(said)
    )
    _ADD.run_many(conn, [(*key, *words, *benchmark, *counts) for key, words, counts in rows])


def take_back(
    conn: Connection, job: Job, platform: str, said: Iterable[tuple[str, shapes.CisRuleStatus]]
) -> None:
    """Subtract a job's results, by check id, that were counted on the platform."""
    _SUBTRACT.run_many(
        conn, [(*counts, *_key(job, check_id, platform)) for check_id, counts in _tally(said)]
    )
    none = (table.c[name] == 0 for name in _COUNTS)
    here = (table.c.account_id == job.account_id, table.c.scan_id == job.scan_id)
    conn.execute(delete(table).where(*here, *none))


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
    order = order_of(SORT_KEYS, _BY_ID, sort_by, sort_order)
    here = in_scan(conn, table, account_id, scan_id)
    query = _CHECKS.where(*here, filters.where(RULES, criteria))
    return fetch(conn, query, CheckCounts, order, after, limit)


def _key(job: Job, check_id: str, platform: str) -> tuple[str, ...]:
    """The values of _KEY."""
    return job.account_id, job.scan_id, place_of(check_id), check_id, platform


def _tally(said: Iterable[tuple[K, shapes.CisRuleStatus]]) -> list[tuple[K, list[int]]]:
    """The values of _COUNTS by what they count.

    All sessions count in one order, so that two that end at once never wait for each other's rows.
    """
    counts: dict[K, list[int]] = {}
    for of, status in said:
        counts.setdefault(of, [0, 0, 0])[_PLACE[status]] += 1
    return sorted(counts.items())
