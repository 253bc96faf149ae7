"""Laws of the store: pages lose and repeat nothing, filters mean one thing, counts add up."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from incisor.domain.session import OPEN, State
from incisor.store import accounts, checks, filters, jobs, results, scan_pages, scans, target_pages
from incisor.store.accounts import Account
from incisor.store.page import Key, Page
from incisor.store.scan_filters import Listed
from incisor.store.tables import accounts as accounts_table
from incisor.wire import shapes
from support.memory import database, emptied
from support.rows import (
    ACCOUNT,
    NOW,
    OTHER_ACCOUNT,
    heading,
    identifier,
    job,
    message,
    open_scan,
    resource,
    scan,
    stored,
    tell,
)

HOSTS = range(1, 4)
SCAN = identifier(1)
MINE = [Listed(ACCOUNT, ACCOUNT)]

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
near_texts = st.text("aAb%_\\\ud7ff\ue000\U0010ffff", max_size=3)
orders = st.sampled_from(shapes.CisSortOrder)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One database for all examples, each of which leaves it empty."""
    with database() as made:
        yield made


def walked(page: Callable[[Key | None], Page[Any]], between: Callable[[], object]) -> list[Any]:
    """All items, page after page, while something happens between two pages."""
    items, after = [], None
    while True:
        found = page(after)
        items += found.items
        if found.next is None:
            return items
        after = found.next
        between()


@given(
    st.lists(st.tuples(st.sampled_from(shapes.CisScanStatus), st.integers(0, 2)), max_size=12),
    st.sampled_from([None, *shapes.ListCisScansSortBy]),
    orders,
    st.integers(1, 4),
)
def test_pages_of_scans_together_are_the_whole_list(
    engine: Engine,
    rows: list[tuple[shapes.CisScanStatus, int]],
    sort_by: shapes.ListCisScansSortBy | None,
    order: shapes.CisSortOrder,
    limit: int,
) -> None:
    """In the same order, though new scans arrive between two pages; none is lost or repeated."""
    with emptied(engine) as conn:
        for number, (status, failed) in enumerate(rows):
            scans.add(conn, scan(number, status=status, failed_checks=failed))
        wish: dict[str, Any] = {"sort_by": sort_by, "sort_order": order}
        whole = [one.scan_id for one in scan_pages.page(conn, MINE, limit=99, **wish).items]
        arriving = iter([scan(number, failed_checks=1) for number in range(100, 105)])
        seen = walked(
            lambda after: scan_pages.page(conn, MINE, after=after, limit=limit, **wish),
            lambda: [scans.add(conn, one) for one in islice(arriving, 1)],
        )
    old = [one.scan_id for one in seen if one.scan_id in whole]
    assert old == whole
    assert len({one.scan_id for one in seen}) == len(seen)


@given(
    st.lists(texts | near_texts, unique=True, max_size=8),
    st.lists(
        st.builds(
            shapes.CisStringFilter,
            comparison=st.sampled_from(shapes.CisStringComparison),
            value=texts | near_texts,
        ),
        min_size=1,
        max_size=4,
    ),
    near_texts,
)
def test_a_filter_means_the_same_in_sql_and_in_python(
    engine: Engine, words: list[str], entries: list[shapes.CisStringFilter], stem: str
) -> None:
    """For any text, any entries, and any stem that clients see before the text."""
    with emptied(engine) as conn:
        for word in words:
            accounts.add(conn, Account(word, "", NOW))
        condition = filters.text(accounts_table.c.account_id, stem)(entries)
        found = conn.execute(select(accounts_table.c.account_id).where(condition)).scalars()
        assert set(found) == {word for word in words if filters.agrees(stem + word, entries)}


telemetry = st.lists(
    st.builds(
        message,
        st.sampled_from(["1.1", "1.2", "1.10", "2.1"]),
        st.sampled_from([str(status) for status in shapes.CisRuleStatus]),
    ),
    max_size=6,
)
steps = st.lists(
    st.tuples(
        st.sampled_from(HOSTS),
        st.sampled_from([State.STARTED, State.TIMED_OUT, State.STOPPED]),
        st.sampled_from(["DEBIAN_12", "RHEL_9"]),
        telemetry,
    ),
    max_size=10,
)


@given(steps)
def test_all_counts_add_up(engine: Engine, taken: list[tuple[int, State, str, list[Any]]]) -> None:
    """However sessions report, fall silent, return and stop: the counts of the targets, of the
    checks and of the scan are those of the results, and results are the last word on each rule."""
    said: dict[int, dict[str, str]] = {host: {} for host in HOSTS}
    with emptied(engine) as conn:
        open_scan(conn, *(job(host) for host in HOSTS))
        for host, state, platform, messages in taken:
            if _step(conn, host, state, platform, messages):
                said[host] |= {one.rule_id: one.status for one in messages}
        _agree(conn, said)


def _step(conn: Connection, host: int, state: State, platform: str, messages: list[Any]) -> bool:
    """A host reports and its job moves, late returns included; False once it has stopped."""
    one = stored(conn, ACCOUNT, job(host).job_id)
    if one.state is State.STOPPED:
        return False
    one = jobs.change(conn, one, state=State.STARTED)
    tell(conn, one, messages)
    if state is not State.STARTED:
        results.fold(conn, jobs.change(conn, one, state=state, platform=platform), heading)
    return True


def _agree(conn: Connection, said: dict[int, dict[str, str]]) -> None:
    one = scans.get(conn, ACCOUNT, SCAN)
    assert one is not None
    targets = jobs.of_scan(conn, ACCOUNT, SCAN).items
    rows = {host: results.page(conn, ACCOUNT, SCAN, resource(host)).items for host in HOSTS}
    by_check = checks.page(conn, ACCOUNT, SCAN).items
    for status in shapes.CisFindingStatus:
        name = status.lower()
        count = sum(row.status is status for listed in rows.values() for row in listed)
        assert sum(getattr(target, name) for target in targets) == count
        assert sum(getattr(check, name) for check in by_check) == count
    assert one.total_checks == sum(map(len, rows.values()))
    assert one.failed_checks == sum(target.failed for target in targets)
    assert one.open_jobs == sum(target.state in OPEN for target in targets)
    assert all(check.passed + check.failed + check.skipped for check in by_check)
    for target, host in zip(targets, HOSTS, strict=True):
        if target.state not in OPEN:
            assert {row.rule_id: row.rule_status for row in rows[host]} == said[host]


def test_another_accounts_rows_are_never_listed(engine: Engine) -> None:
    """Every list of the store is asked for an account, and has no other's rows."""
    with emptied(engine) as conn:
        open_scan(conn, job(1))
        assert scan_pages.page(conn, [Listed(OTHER_ACCOUNT, OTHER_ACCOUNT)]).items == []
        assert target_pages.page(conn, OTHER_ACCOUNT, SCAN).items == []
        assert checks.page(conn, OTHER_ACCOUNT, SCAN).items == []
        assert results.page(conn, OTHER_ACCOUNT, SCAN, resource(1)).items == []
