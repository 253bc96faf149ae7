"""Reports that were asked for, as the database keeps them."""

import msgspec
import pytest
from sqlalchemy import Connection

from incisor.store import reports, scans
from incisor.store.reports import Report
from incisor.wire.shapes import CisReportFormat, CisReportStatus, CisScanStatus
from support import rows


def report(report_id: str = "r1", **fields: object) -> Report:
    given: dict[str, object] = {
        "account_id": rows.ACCOUNT,
        "scan_id": rows.identifier(1),
        "target_account": "",
        "report_format": CisReportFormat.PDF,
        "state": "COMPLETED 1",
        "report_id": report_id,
        "status": CisReportStatus.IN_PROGRESS,
        "requested_at": rows.NOW,
    }
    return msgspec.convert({**given, **fields}, Report)


def claim(conn: Connection, now: float = rows.NOW) -> Report:
    claimed = reports.claim(conn, now, now + 60)
    assert claimed is not None
    return claimed


def test_a_report_is_made_once(conn: Connection) -> None:
    """Whoever asks for the same while it is being made gets the same."""
    reports.want(conn, report("r1"))
    reports.want(conn, report("r2"))
    assert reports.get(conn, report("r3")) == report("r1")


@pytest.mark.parametrize(
    "fields",
    [
        {"report_format": "CSV"},
        {"target_account": rows.ACCOUNT},
        {"state": "COMPLETED 2"},
        {"scan_id": rows.identifier(2)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_another_question_is_another_report(conn: Connection, fields: dict[str, str]) -> None:
    """Format, accounts, scan and state of the results tell reports apart."""
    reports.want(conn, report("r1"))
    reports.want(conn, report("r2", **fields))
    assert set(reports.statuses(conn)) == {"r1", "r2"}


def test_one_that_has_ended_can_be_wanted_anew(conn: Connection) -> None:
    """It begins from the start, under another id."""
    reports.want(conn, report("r1"))
    reports.change(conn, claim(conn), status=CisReportStatus.FAILED, reason="disk full")
    reports.want(conn, report("r2"))
    assert reports.get(conn, report()) == report("r2")


def test_a_claimed_report_is_nobody_elses(conn: Connection) -> None:
    """Until the claim ends; then it can be claimed once more, and attempts are counted."""
    reports.want(conn, report())
    assert claim(conn).attempts == 1
    assert not reports.waits(conn, rows.NOW + 59)
    assert reports.claim(conn, rows.NOW + 59, rows.NOW + 99) is None
    assert reports.waits(conn, rows.NOW + 60)
    assert claim(conn, rows.NOW + 60).attempts == 2


def test_the_oldest_is_claimed_first(conn: Connection) -> None:
    """Reports are made in the order in which they were asked for."""
    reports.want(conn, report("late", state="b", requested_at=rows.NOW + 2))
    reports.want(conn, report("early", state="a", requested_at=rows.NOW + 1))
    assert claim(conn, rows.NOW + 3).report_id == "early"


def test_a_maker_that_lost_its_claim_changes_nothing(conn: Connection) -> None:
    """What it says comes too late: another has begun."""
    reports.want(conn, report())
    first = claim(conn)
    claim(conn, rows.NOW + 60)
    reports.change(conn, first, status=CisReportStatus.SUCCEEDED)
    found = reports.get(conn, report())
    assert found is not None
    assert found.status is CisReportStatus.IN_PROGRESS


def test_reports_go_with_their_scans(conn: Connection) -> None:
    """Those of scans that are there stay."""
    scans.add(conn, rows.scan(1))
    reports.want(conn, report("kept"))
    reports.want(conn, report("gone", scan_id=rows.identifier(2)))
    assert reports.purge(conn) == 1
    assert set(reports.statuses(conn)) == {"kept"}


@pytest.mark.parametrize(
    "fields",
    [
        {"ended_at": 2.0},
        {"total_checks": 1},
        {"failed_checks": 1},
        {"status": CisScanStatus.CANCELLED},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_late_results_are_another_state(fields: dict[str, object]) -> None:
    """Whatever changes when a host comes back late makes the report a new one."""
    ended = rows.scan(1, ended_at=1.0)
    assert reports.state_of(ended) != reports.state_of(msgspec.structs.replace(ended, **fields))
