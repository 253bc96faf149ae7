"""incisor.dispatch.reaper: nothing is stuck for ever, and old scans go."""

import asyncio

import pytest

from incisor.dispatch import moves, reaper
from incisor.dispatch.reaper import Reaped
from incisor.domain.session import Event, State
from incisor.store import scans
from incisor.wire.shapes import CisScanStatus
from support.fleet import ACCOUNT, DAY, TIMINGS, Fleet


def _reap(fleet: Fleet) -> Reaped:
    return asyncio.run(reaper.reap(fleet.store, fleet.now, TIMINGS, fleet.catalogue))


def test_there_is_nothing_to_reap_while_all_goes_well(fleet: Fleet) -> None:
    """Waiting, leased and running jobs within their times are left alone."""
    for host in ("i-a", "i-b", "i-c"):
        fleet.enrol(host, {"env": "prod"})
    scan, _ = fleet.open()
    fleet.begin("i-a")
    fleet.lease("i-b")
    fleet.now += TIMINGS.lease - 1
    before = fleet.jobs(scan.scan_id)
    assert _reap(fleet) == Reaped(0, 0, 0, 0)
    assert fleet.jobs(scan.scan_id) == before


def test_a_lease_that_ran_out_gives_the_job_back(fleet: Fleet) -> None:
    """A host that fetched its job and vanished may fetch it again."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    leased = fleet.lease(host)
    assert leased is not None
    fleet.now += TIMINGS.lease
    assert _reap(fleet).returned == 1
    job = fleet.job(leased.job.job_id)
    assert (job.state, job.acquired_until) == (State.PENDING, None)
    again = fleet.lease(host)
    assert again is not None
    assert again.job.job_id == job.job_id


def test_a_session_without_a_call_for_the_time_out_ends_with_what_it_sent(fleet: Fleet) -> None:
    """Silence ends the session; its telemetry so far is folded into findings."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    job = fleet.begin(host)
    fleet.tell(job, r1_1="PASSED", r1_2="FAILED")
    fleet.now += TIMINGS.session_timeout
    assert _reap(fleet).silent == 1
    ended = fleet.job(job.job_id)
    assert (ended.state, ended.target_status) == (State.TIMED_OUT, "TIMED_OUT")
    assert (ended.passed, ended.failed) == (1, 1)
    assert fleet.scan(scan.scan_id).status is CisScanStatus.FAILED
    assert _reap(fleet) == Reaped(0, 0, 0, 0)


def test_a_call_puts_off_the_end_of_a_session(fleet: Fleet) -> None:
    """Health alone keeps a session alive for as long as it takes."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    job = fleet.begin(host)
    for _ in range(3):
        fleet.now += TIMINGS.session_timeout - 1
        fleet.call(Event.HEALTH, job)
        assert _reap(fleet).silent == 0
    assert fleet.job(job.job_id).state is State.STARTED


def test_jobs_that_no_host_began_expire_and_their_scan_says_so(fleet: Fleet) -> None:
    """Waiting and leased jobs end with the job's lifetime, as SSM_UNMANAGED."""
    hosts = [fleet.enrol(name, {"env": "prod"}) for name in ("i-a", "i-b")]
    scan, _ = fleet.open()
    fleet.now += TIMINGS.job_lifetime - 1
    fleet.lease(hosts[0])
    fleet.now += 1
    assert _reap(fleet).expired == 2
    jobs = fleet.jobs(scan.scan_id)
    assert {job.target_status_reason for job in jobs} == {"SSM_UNMANAGED"}
    kept = fleet.scan(scan.scan_id)
    assert kept.status is CisScanStatus.FAILED
    assert kept.reason.startswith("2 of 2 targets: 2 never began (SSM_UNMANAGED)")


def test_more_jobs_than_one_pass_takes_are_taken_by_the_next(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass is bounded; what it left is due at the next."""
    monkeypatch.setattr(reaper, "AT_ONCE", 2)
    for number in range(5):
        fleet.enrol(f"i-{number}", {"env": "prod"})
    fleet.open()
    fleet.now += TIMINGS.job_lifetime
    assert [_reap(fleet).expired for _ in range(4)] == [2, 2, 1, 0]


def test_a_job_that_moved_meanwhile_is_left_alone(fleet: Fleet) -> None:
    """Two reapers, or a reaper and a call of the host, move a job once."""
    fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    fleet.now += TIMINGS.job_lifetime

    async def both() -> tuple[Reaped, Reaped]:
        one = reaper.reap(fleet.store, fleet.now, TIMINGS, fleet.catalogue)
        other = reaper.reap(fleet.store, fleet.now, TIMINGS, fleet.catalogue)
        return await asyncio.gather(one, other)

    assert sum(reaped.expired for reaped in asyncio.run(both())) == 1


def test_a_job_that_cannot_be_moved_does_not_keep_the_others(
    fleet: Fleet, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failure is logged with its job, and the other jobs end."""
    for host in ("i-a", "i-b"):
        fleet.enrol(host, {"env": "prod"})
    fleet.open()
    fleet.now += TIMINGS.job_lifetime
    conclude = moves.conclude

    def fails_once(*args: object) -> None:
        monkeypatch.setattr(moves, "conclude", conclude)
        raise RuntimeError("once")

    monkeypatch.setattr(moves, "conclude", fails_once)
    assert _reap(fleet).expired == 1
    assert "job.stuck" in caplog.messages
    assert _reap(fleet).expired == 1


def test_scans_past_their_retention_go_with_all_that_is_theirs(fleet: Fleet) -> None:
    """The old scan, its jobs and results are gone; a newer one stays."""
    host = fleet.enrol("i-a", {"env": "prod"})
    old, _ = fleet.open("old")
    job = fleet.begin(host)
    fleet.tell(job, r1_1="PASSED")
    fleet.stop(job)
    fleet.now += TIMINGS.results_retention + DAY
    new, _ = fleet.open("new")
    assert _reap(fleet).purged == 1
    assert [scan.scan_id for scan in fleet.scans()] == [new.scan_id]
    assert fleet.jobs(old.scan_id) == []
    assert fleet.read(lambda conn: scans.get(conn, ACCOUNT, old.scan_id)) is None
    assert _reap(fleet).purged == 0


def test_telemetry_that_nothing_can_fold_any_more_is_cleared(fleet: Fleet) -> None:
    """Once a silent session may no longer return, its raw telemetry goes; its findings stay."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    job = fleet.begin(host)
    fleet.tell(job, r1_1="PASSED")
    fleet.now += TIMINGS.session_timeout
    _reap(fleet)
    assert asyncio.run(reaper.tidy(fleet.store, fleet.now)) == 0
    fleet.now += TIMINGS.late_results
    assert asyncio.run(reaper.tidy(fleet.store, fleet.now)) == 1
    assert fleet.job(job.job_id).passed == 1
