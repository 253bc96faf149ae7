"""incisor.store.scans."""

from sqlalchemy import Connection, func, select

from incisor.store import jobs, scans
from incisor.store.tables import metadata
from incisor.wire import shapes
from support.rows import (
    ACCOUNT,
    NOW,
    OTHER_ACCOUNT,
    identifier,
    job,
    message,
    open_scan,
    scan,
    stop,
    tell,
)

STATUS = shapes.CisScanStatus
SORT = shapes.ListCisScansSortBy
Criteria = shapes.ListCisScansFilterCriteria


def test_a_scan_is_read_as_it_was_kept(conn: Connection) -> None:
    """In its own account, and with its status as the enum's member."""
    assert scans.add(conn, scan(1))
    found = scans.get(conn, ACCOUNT, identifier(1))
    assert found == scan(1)
    assert found.status is STATUS.IN_PROGRESS
    assert scans.get(conn, OTHER_ACCOUNT, identifier(1)) is None


def test_an_occurrence_opens_one_scan(conn: Connection) -> None:
    """However many times the tick runs (D9)."""
    scans.add(conn, scan(1))
    assert not scans.add(conn, scan(2, configuration_id=scan(1).configuration_id))
    assert scans.get(conn, ACCOUNT, identifier(2)) is None


def test_the_status_is_written_with_its_reason(conn: Connection) -> None:
    """And can go back to in progress."""
    scans.add(conn, scan(1))
    scans.conclude(conn, scan(1), STATUS.FAILED, "no host", NOW)
    ended = scan(1, status=STATUS.FAILED, reason="no host", ended_at=NOW)
    assert scans.get(conn, ACCOUNT, identifier(1)) == ended
    scans.conclude(conn, ended, STATUS.IN_PROGRESS, "", None)
    assert scans.get(conn, ACCOUNT, identifier(1)) == scan(1)


def test_counts_are_added_to(conn: Connection) -> None:
    """By the difference, so that writers at the same time do not undo each other."""
    scans.add(conn, scan(1))
    scans.shift(conn, ACCOUNT, identifier(1), open_jobs=3, failed_checks=0)
    scans.shift(conn, ACCOUNT, identifier(1), open_jobs=-1, failed_checks=7)
    assert scans.get(conn, ACCOUNT, identifier(1)) == scan(1, open_jobs=2, failed_checks=7)


def test_old_scans_are_found_when_they_have_ended(conn: Connection) -> None:
    """A scan that is still open is not removed, however old."""
    for number in (3, 1, 2):
        scans.add(conn, scan(number))
    for number in (2, 1):
        scans.conclude(conn, scan(number), STATUS.COMPLETED, "", NOW)
    assert [one.scan_name for one in scans.ended_before(conn, NOW + 9)] == ["scan 1", "scan 2"]
    assert scans.ended_before(conn, NOW + 1) == []


def test_a_purge_leaves_nothing_of_the_scan(conn: Connection) -> None:
    """Jobs, results, counts and telemetry go with it, a bounded share at a time; others stay."""
    opened = open_scan(conn, *(job(number) for number in range(1, 6)))
    for number in range(1, 5):
        stop(conn, job(number), [message("1.1"), message("1.2")])
    tell(conn, job(5), [message("1.1")])
    scans.add(conn, scan(2))
    jobs.add(conn, [job(9, scan_id=identifier(2))])
    assert [scans.purge(conn, opened, targets=2) for _ in range(3)] == [False, False, True]
    left = {
        name: conn.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
    }
    assert {name: count for name, count in left.items() if count} == {
        "scans": 1,
        "scan_tags": 1,
        "scan_accounts": 1,
        "jobs": 1,
    }
