"""incisor.dispatch.due: a due configuration becomes one scan with one job per matching host."""

import asyncio
import logging

import pytest
from sqlalchemy import Connection

from incisor.dispatch import due
from incisor.domain.session import State
from incisor.store import configurations
from incisor.wire.shapes import (
    CisScanStatus,
    DailySchedule,
    OneTimeSchedule,
    Schedule,
    Time,
)
from support.fleet import ACCOUNT, DAILY, DAY, NOON, TIMINGS, Fleet


def _open_due(fleet: Fleet) -> list[due.Opened]:
    return asyncio.run(due.open_due(fleet.store, fleet.now, TIMINGS.job_lifetime))


def _next_due(fleet: Fleet, name: str = "c") -> float | None:
    found = fleet.read(lambda conn: configurations.get(conn, ACCOUNT, name))
    assert found is not None
    return found.next_due_at


def test_a_scan_has_one_job_for_each_host_with_the_tags(fleet: Fleet) -> None:
    """Hosts with the tags wait for their job; the others are not part of the scan."""
    for host, env in (("i-a", "prod"), ("i-b", "test"), ("i-c", "prod")):
        fleet.enrol(host, {"env": env})
    scan, resource_ids = fleet.open()
    assert resource_ids == ("i-a", "i-c")
    jobs = fleet.jobs(scan.scan_id)
    assert [(job.resource_id, job.state) for job in jobs] == [
        ("i-a", State.PENDING),
        ("i-c", State.PENDING),
    ]
    kept = fleet.scan(scan.scan_id)
    assert (kept.status, kept.total_jobs, kept.open_jobs) == (CisScanStatus.IN_PROGRESS, 2, 2)
    assert (kept.scan_name, kept.scheduled_by, kept.scan_date) == ("scan c", ACCOUNT, NOON)
    assert {job.expires_at for job in jobs} == {NOON + TIMINGS.job_lifetime}
    assert {job.target_status_reason for job in jobs} == {"SCAN_IN_PROGRESS"}


def test_without_a_matching_host_the_scan_failed_at_once_and_says_why(
    fleet: Fleet, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody waits for a scan that can never run: reason in the scan and in the log."""
    fleet.enrol("i-a", {"env": "test"})
    scan, resource_ids = fleet.open()
    assert resource_ids == ()
    kept = fleet.scan(scan.scan_id)
    assert (kept.status, kept.ended_at) == (CisScanStatus.FAILED, NOON)
    assert kept.reason.startswith("no enrolled host has the tags env = prod")
    [line] = [record for record in caplog.records if record.message == "scan.ended"]
    assert line.levelno == logging.WARNING
    assert getattr(line, "reason", None) == kept.reason


def test_nothing_opens_before_its_time(fleet: Fleet) -> None:
    """A configuration that is due tomorrow opens nothing today."""
    fleet.configure(DAILY)
    fleet.now = NOON + DAY - 1
    assert _open_due(fleet) == []
    assert fleet.scans() == []


def test_a_due_configuration_opens_one_scan_and_waits_for_its_next_occurrence(fleet: Fleet) -> None:
    """The scan belongs to the occurrence; the next one is a day later."""
    fleet.enrol("i-a", {"env": "prod"})
    fleet.configure(DAILY)
    fleet.now = NOON + DAY + 3
    [opened] = _open_due(fleet)
    assert opened.scan.occurrence == NOON + DAY
    assert opened.scan.scan_date == NOON + DAY + 3
    assert _open_due(fleet) == []
    assert _next_due(fleet) == NOON + 2 * DAY


def test_occurrences_that_were_missed_are_made_up_for_once(fleet: Fleet) -> None:
    """After ten days without a service there is one scan, and the next is due on time."""
    fleet.enrol("i-a", {"env": "prod"})
    fleet.configure(DAILY)
    fleet.now = NOON + 10 * DAY + 60
    assert len(_open_due(fleet)) == 1
    assert _open_due(fleet) == []
    assert len(fleet.scans()) == 1
    assert _next_due(fleet) == NOON + 11 * DAY


def test_many_ticks_at_once_open_one_scan(fleet: Fleet) -> None:
    """Ticks that all saw the configuration due, as several processes would, open one scan."""
    fleet.enrol("i-a", {"env": "prod"})
    fleet.configure(DAILY)
    fleet.now = NOON + DAY

    async def ticks() -> list[list[due.Opened]]:
        tick = due.open_due(fleet.store, fleet.now, TIMINGS.job_lifetime)
        again = (due.open_due(fleet.store, fleet.now, TIMINGS.job_lifetime) for _ in range(7))
        return await asyncio.gather(tick, *again)

    opened = asyncio.run(ticks())
    assert sum(map(len, opened)) == 1
    [scan] = fleet.scans()
    assert scan.total_jobs == 1


def test_an_occurrence_that_has_a_scan_is_not_opened_again(fleet: Fleet) -> None:
    """Even past the claim the key of configuration and occurrence allows one scan."""
    fleet.enrol("i-a", {"env": "prod"})
    configuration = fleet.configure(DAILY)
    first = fleet.write(lambda conn: fleet.open_in(conn, configuration, NOON + DAY))
    assert first is not None
    assert fleet.write(lambda conn: fleet.open_in(conn, configuration, NOON + DAY)) is None
    assert fleet.scan(first.scan.scan_id).total_jobs == 1


def test_a_schedule_whose_zone_this_machine_lacks_is_tried_again_and_holds_up_nobody(
    fleet: Fleet,
) -> None:
    """The scan that is due still opens, and so do the others; the next try is in an hour."""
    fleet.enrol("i-a", {"env": "prod"})
    fleet.configure(DAILY, name="good")
    fleet.configure(DAILY, name="gone")
    start = Time(time_of_day="12:00", timezone="Atlantis/Capital")
    lost = Schedule(daily=DailySchedule(start_time=start))

    def lose(conn: Connection) -> None:
        found = configurations.get(conn, ACCOUNT, "gone")
        assert found is not None
        configurations.change(conn, found, schedule=lost)

    fleet.write(lose)
    fleet.now = NOON + DAY
    assert {opened.scan.configuration_id for opened in _open_due(fleet)} == {"good", "gone"}
    assert _next_due(fleet, "gone") == fleet.now + due.RETRY


def test_one_configuration_that_fails_does_not_keep_the_others_waiting(
    fleet: Fleet, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failure is logged with its configuration; it is due again at the next tick."""
    fleet.enrol("i-a", {"env": "prod"})
    fleet.configure(DAILY, name="bad")
    fleet.configure(DAILY, name="good")
    fleet.now = NOON + DAY
    open_scan = due.open_scan

    def fails_once(*_: object) -> None:
        monkeypatch.setattr(due, "open_scan", open_scan)
        raise RuntimeError("once")

    monkeypatch.setattr(due, "open_scan", fails_once)
    assert len(_open_due(fleet)) == 1
    assert "schedule.failed" in caplog.messages
    assert len(_open_due(fleet)) == 1
    assert len(fleet.scans()) == 2


def test_a_one_time_schedule_is_never_due() -> None:
    """Its scan opens with its creation; the tick has nothing to do with it."""
    assert due.next_due(Schedule(one_time=OneTimeSchedule()), NOON) is None
    assert due.next_due(DAILY, NOON) == NOON + DAY
