"""incisor.dispatch.lease: a host takes one job at a time, oldest first."""

from incisor.dispatch import lease
from incisor.domain.session import State
from support.fleet import ACCOUNT, DEBIAN_12, TIMINGS, Fleet


def _waits(fleet: Fleet, host: str) -> bool:
    return fleet.read(lambda conn: lease.waits(conn, ACCOUNT, host, fleet.now))


def test_a_host_is_given_its_job_with_the_benchmark_of_its_platform(fleet: Fleet) -> None:
    """The job is leased for a while, and names benchmark and version."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scan, _ = fleet.open()
    assert _waits(fleet, host)
    leased = fleet.lease(host)
    assert leased is not None
    assert leased.benchmark is DEBIAN_12
    assert leased.scan.scan_id == scan.scan_id
    job = fleet.job(leased.job.job_id)
    assert job == leased.job
    assert (job.state, job.acquired_until) == (State.LEASED, fleet.now + TIMINGS.lease)
    assert (job.benchmark_id, job.benchmark_version) == ("cis-debian-12", "1.1.0")
    assert job.platform == "DEBIAN_12"


def test_a_platform_without_benchmark_gets_its_job_without_one(fleet: Fleet) -> None:
    """The host is to say itself that its platform is not supported."""
    host = fleet.enrol("i-a", {"env": "prod"}, platform="PLAN_9")
    fleet.open()
    leased = fleet.lease(host)
    assert leased is not None
    assert leased.benchmark is None
    assert leased.job.benchmark_id == ""


def test_a_host_that_asks_again_is_given_the_same_job(fleet: Fleet) -> None:
    """An answer that was lost is given again, with a new lease."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open("first")
    fleet.now += 1
    fleet.open("second")
    first = fleet.lease(host)
    fleet.now += 10
    again = fleet.lease(host)
    assert first is not None
    assert again is not None
    assert again.job.job_id == first.job.job_id
    assert again.job.acquired_until == fleet.now + TIMINGS.lease


def test_a_job_in_hand_comes_before_one_that_looks_older(fleet: Fleet) -> None:
    """Clocks of two service processes differ; a host still has one job in hand, never two."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open("first")
    first = fleet.lease(host)
    fleet.now -= 10
    fleet.open("second")
    again = fleet.lease(host)
    assert first is not None
    assert again is not None
    assert again.job.job_id == first.job.job_id


def test_a_host_in_a_session_waits_for_its_end_and_takes_the_oldest_next(fleet: Fleet) -> None:
    """One session at a time; afterwards the jobs come in the order in which they were opened."""
    host = fleet.enrol("i-a", {"env": "prod"})
    scans = []
    for name in ("first", "second", "third"):
        scans.append(fleet.open(name).scan.scan_id)
        fleet.now += 1
    for scan_id in scans:
        job = fleet.begin(host)
        assert job.scan_id == scan_id
        assert not _waits(fleet, host)
        assert fleet.lease(host) is None
        fleet.stop(job)
    assert fleet.lease(host) is None


def test_a_host_is_not_given_another_hosts_job(fleet: Fleet) -> None:
    """A job is for exactly one host."""
    fleet.enrol("i-a", {"env": "prod"})
    other = fleet.enrol("i-b", {"env": "test"})
    fleet.open()
    assert not _waits(fleet, other)
    assert fleet.lease(other) is None


def test_a_job_past_its_lifetime_is_not_handed_out(fleet: Fleet) -> None:
    """Between expiry and the reaper nobody begins a job that is about to end."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    fleet.now += TIMINGS.job_lifetime
    assert not _waits(fleet, host)
    assert fleet.lease(host) is None
