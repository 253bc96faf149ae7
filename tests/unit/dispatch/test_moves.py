"""incisor.dispatch.moves: a scan's status and counts change with the job that changes them."""

import logging

import pytest

from incisor.dispatch import moves
from incisor.domain.session import Event, SessionRefused, State
from incisor.store import results, scans
from incisor.store.jobs import Job
from incisor.wire.shapes import CisScanStatus, ComputePlatform, StopCisSessionStatus
from support.fleet import ACCOUNT, TIMINGS, Fleet


def _time_out(fleet: Fleet, job: Job) -> Job:
    return fleet.write(
        lambda conn: moves.time_out(
            conn,
            fleet.job(job.job_id),
            now=fleet.now,
            late_results=TIMINGS.late_results,
            catalogue=fleet.catalogue,
        )
    )


def _statuses(fleet: Fleet, job: Job) -> dict[str, str]:
    page = fleet.read(lambda conn: results.page(conn, ACCOUNT, job.scan_id, job.resource_id))
    return {result.rule_id: result.status for result in page.items}


def test_a_session_from_start_to_stop_completes_its_scan(fleet: Fleet) -> None:
    """Telemetry becomes findings and counts, the target and the scan are COMPLETED."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    job = fleet.begin(host)
    fleet.tell(job, r1_1="PASSED", r1_2="ERROR")
    fleet.tell(job, r1_2="FAILED")
    fleet.now += 5
    ended = fleet.stop(job)
    assert (ended.state, ended.target_status, ended.target_status_reason) == (
        State.STOPPED,
        "COMPLETED",
        "",
    )
    assert (ended.passed, ended.failed, ended.skipped) == (1, 1, 0)
    assert _statuses(fleet, job) == {"1.1": "PASSED", "1.2": "FAILED"}
    kept = fleet.scan(scan.scan_id)
    assert (kept.status, kept.reason, kept.ended_at) == (CisScanStatus.COMPLETED, "", fleet.now)
    assert (kept.total_checks, kept.failed_checks, kept.open_jobs) == (2, 1, 0)


def test_findings_have_the_catalogues_title_and_level(fleet: Fleet) -> None:
    """A rule that the catalogue knows is shown by its title, another by its id."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    job = fleet.begin(host)
    fleet.tell(job, r1_2="PASSED", r9_9="PASSED")
    fleet.stop(job)
    page = fleet.read(lambda conn: results.page(conn, ACCOUNT, job.scan_id, host))
    assert [(each.check_id, each.title, each.level) for each in page.items] == [
        ("1.2", "Check 1.2", "LEVEL_2"),
        ("9.9", "9.9", ""),
    ]


def test_what_the_host_says_at_stop_counts(fleet: Fleet) -> None:
    """Platform, reason and claimed progress are the host's own words."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    job = fleet.begin(host)
    said = ComputePlatform(vendor="canonical", product="ubuntu_linux", version="22.04")
    fleet.tell(job, r1_1="PASSED")
    ended = fleet.stop(job, StopCisSessionStatus.INTERRUPTED, reason="reboot", platform=said)
    assert (ended.platform, ended.reason, ended.stop_status) == (
        "UBUNTU_22_04",
        "reboot",
        "INTERRUPTED",
    )
    assert ended.progress == {"totalChecks": 2, "successfulChecks": 1, "failedChecks": 1}


def test_a_progress_that_differs_from_the_telemetry_is_taken_and_logged(
    fleet: Fleet, caplog: pytest.LogCaptureFixture
) -> None:
    """Counts come from telemetry; what the host claimed is kept beside them."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    ended = fleet.stop(fleet.begin(host))
    assert (ended.passed, ended.failed) == (0, 0)
    [line] = [each for each in caplog.records if each.message == "session.progress_differs"]
    assert "failed: 1 said, 0 received" in getattr(line, "difference", "")


def test_a_stop_that_is_repeated_changes_nothing(fleet: Fleet) -> None:
    """The same message again leaves job and scan as they are."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    job = fleet.begin(host)
    ended, kept = fleet.stop(job), fleet.scan(scan.scan_id)
    fleet.now += 60
    assert fleet.stop(job) == ended
    assert fleet.scan(scan.scan_id) == kept


def test_a_scan_goes_on_until_its_last_job_has_ended(fleet: Fleet) -> None:
    """One target that completed is enough, but only when none is open any more."""
    hosts = [fleet.enrol(name, {"env": "prod"}) for name in ("i-a", "i-b")]
    scan, _ = fleet.open()
    first, second = (fleet.begin(host) for host in hosts)
    fleet.tell(first, r1_1="FAILED")
    fleet.stop(first)
    kept = fleet.scan(scan.scan_id)
    assert (kept.status, kept.ended_at, kept.failed_checks) == (CisScanStatus.IN_PROGRESS, None, 1)
    _time_out(fleet, second)
    kept = fleet.scan(scan.scan_id)
    assert kept.status is CisScanStatus.COMPLETED
    assert kept.reason.startswith("1 of 2 targets: 1 fell silent")


def test_a_scan_in_which_no_target_completed_failed_and_says_why(
    fleet: Fleet, caplog: pytest.LogCaptureFixture
) -> None:
    """Reason and host's words are in the scan and, as a warning, in the log."""
    hosts = [fleet.enrol(name, {"env": "prod"}) for name in ("i-a", "i-b")]
    scan, _ = fleet.open()
    fleet.stop(fleet.begin(hosts[0]), StopCisSessionStatus.UNSUPPORTED_OS, reason="no benchmark")
    [_, waiting] = fleet.jobs(scan.scan_id)
    _time_out(fleet, waiting)
    kept = fleet.scan(scan.scan_id)
    assert kept.status is CisScanStatus.FAILED
    assert "2 of 2 targets" in kept.reason
    assert "UNSUPPORTED_OS" in kept.reason
    assert "'no benchmark'" in kept.reason
    assert "SSM_UNMANAGED" in kept.reason
    [line] = [each for each in caplog.records if each.message == "scan.ended"]
    assert line.levelno == logging.WARNING


def test_a_silent_target_keeps_what_it_sent(fleet: Fleet) -> None:
    """Its findings are counted and readable, its status is TIMED_OUT / SCAN_IN_PROGRESS."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    job = fleet.begin(host)
    fleet.tell(job, r1_1="PASSED")
    ended = _time_out(fleet, job)
    assert (ended.target_status, ended.target_status_reason) == ("TIMED_OUT", "SCAN_IN_PROGRESS")
    assert ended.late_until == fleet.now + TIMINGS.late_results
    assert _statuses(fleet, job) == {"1.1": "PASSED"}
    assert fleet.scan(scan.scan_id).total_checks == 1


def test_a_target_that_never_began_is_unmanaged(fleet: Fleet) -> None:
    """TIMED_OUT / SSM_UNMANAGED, and its scan is FAILED."""
    fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    [job] = fleet.jobs(scan.scan_id)
    ended = _time_out(fleet, job)
    assert (ended.target_status, ended.target_status_reason) == ("TIMED_OUT", "SSM_UNMANAGED")
    assert fleet.scan(scan.scan_id).status is CisScanStatus.FAILED


@pytest.mark.parametrize("event", [Event.START, Event.HEALTH])
def test_a_late_return_puts_its_scan_back_in_progress(fleet: Fleet, event: Event) -> None:
    """The scan that had ended is open again, with nothing of the target lost."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    job = fleet.begin(host)
    fleet.tell(job, r1_1="PASSED")
    _time_out(fleet, job)
    fleet.now += 60
    back = fleet.call(event, job)
    assert (back.state, back.target_status, back.ended_at) == (State.STARTED, "", None)
    assert back.target_status_reason == "SCAN_IN_PROGRESS"
    assert back.started_at == job.started_at
    kept = fleet.scan(scan.scan_id)
    assert (kept.status, kept.reason, kept.ended_at) == (CisScanStatus.IN_PROGRESS, "", None)


def test_a_late_stop_corrects_status_and_counts(fleet: Fleet) -> None:
    """What was FAILED is COMPLETED, with what came before and after the silence counted once."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    job = fleet.begin(host)
    fleet.tell(job, r1_1="PASSED")
    _time_out(fleet, job)
    assert fleet.scan(scan.scan_id).status is CisScanStatus.FAILED
    fleet.tell(job, r1_2="FAILED")
    fleet.stop(job)
    kept = fleet.scan(scan.scan_id)
    assert (kept.status, kept.reason) == (CisScanStatus.COMPLETED, "")
    assert (kept.total_checks, kept.failed_checks, kept.completed_jobs) == (2, 1, 1)


def test_a_late_stop_without_another_call_before_it_is_taken(fleet: Fleet) -> None:
    """Straight from TIMED_OUT to STOPPED the scan is concluded anew."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    job = fleet.begin(host)
    fleet.tell(job, r1_1="FAILED")
    _time_out(fleet, job)
    fleet.stop(job)
    kept = fleet.scan(scan.scan_id)
    assert (kept.status, kept.failed_checks, kept.open_jobs) == (CisScanStatus.COMPLETED, 1, 0)


def test_a_job_that_expired_may_still_be_begun(fleet: Fleet) -> None:
    """A host that comes a little too late for its job is welcome, as the page says."""
    fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    [job] = fleet.jobs(scan.scan_id)
    _time_out(fleet, job)
    assert fleet.call(Event.START, job).state is State.STARTED
    assert fleet.scan(scan.scan_id).status is CisScanStatus.IN_PROGRESS


def test_a_host_in_a_session_cannot_start_another_scans_job(fleet: Fleet) -> None:
    """The rules are asked with the host's other sessions in view."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open("first")
    fleet.now += 1
    second, _ = fleet.open("second")
    fleet.begin(host)
    [waiting] = fleet.jobs(second.scan_id)
    with pytest.raises(SessionRefused, match="already part of another scan"):
        fleet.call(Event.START, waiting, "other-token")


def test_a_job_that_is_not_there_is_refused(fleet: Fleet) -> None:
    """Unknown jobs and jobs of other hosts get the same refusal."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.enrol("i-b", {"env": "test"})
    fleet.open()
    job = fleet.begin(host)
    unknown = Job(ACCOUNT, "none", "s", host, {}, State.PENDING, None, 0, 0)
    foreign = Job(ACCOUNT, job.job_id, "s", "i-b", {}, State.PENDING, None, 0, 0)
    for each in (unknown, foreign):
        with pytest.raises(SessionRefused, match="This host has no scan job"):
            fleet.call(Event.HEALTH, each)


def test_a_cancelled_scan_stays_cancelled(fleet: Fleet) -> None:
    """What its jobs do afterwards no longer decides its status."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    job = fleet.begin(host)
    fleet.write(
        lambda conn: scans.conclude(conn, scan, CisScanStatus.CANCELLED, "by hand", fleet.now)
    )
    fleet.stop(job)
    assert fleet.scan(scan.scan_id).status is CisScanStatus.CANCELLED
