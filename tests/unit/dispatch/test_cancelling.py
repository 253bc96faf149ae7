"""Ending scans on somebody's wish."""

import asyncio

from incisor.dispatch import cancelling
from incisor.domain.session import State
from incisor.wire.shapes import CisScanStatus
from support.fleet import ACCOUNT, Fleet


def cancel(fleet: Fleet, scan_id: str) -> int:
    return asyncio.run(
        cancelling.cancel(
            fleet.store,
            fleet.scan(scan_id),
            clock=lambda: fleet.now,
            catalogue=fleet.catalogue,
            why="maintenance",
        )
    )


def test_more_jobs_than_one_unit_ends_are_all_ended(fleet: Fleet) -> None:
    """However many hosts a scan has; the reason is the scan's and each target's."""
    hosts = cancelling.AT_ONCE + 1
    for number in range(hosts):
        fleet.enrol(f"i-{number:03}", {"env": "prod"})
    scan_id = fleet.open().scan.scan_id
    assert cancel(fleet, scan_id) == hosts
    scan = fleet.scan(scan_id)
    assert (scan.status, scan.reason, scan.open_jobs) == (
        CisScanStatus.CANCELLED,
        "maintenance",
        0,
    )
    assert {job.reason for job in fleet.jobs(scan_id)} == {"maintenance"}


def test_targets_that_ended_before_stay_as_they_ended(fleet: Fleet) -> None:
    """Only what is open is ended; what a running one had sent is kept."""
    for name in ("i-a", "i-b", "i-c"):
        fleet.enrol(name, {"env": "prod"})
    scan_id = fleet.open().scan.scan_id
    done, running = fleet.begin("i-a"), fleet.begin("i-b")
    fleet.tell(done, r1_1="PASSED")
    fleet.stop(done)
    fleet.tell(running, r1_1="FAILED")
    assert cancel(fleet, scan_id) == 2
    states = {job.resource_id: (job.state, job.failed) for job in fleet.jobs(scan_id)}
    assert states == {
        "i-a": (State.STOPPED, 0),
        "i-b": (State.CANCELLED, 1),
        "i-c": (State.CANCELLED, 0),
    }
    assert fleet.scan(scan_id).status is CisScanStatus.CANCELLED


def test_cancelling_twice_ends_nothing_more(fleet: Fleet) -> None:
    """The reason that was given first stands."""
    fleet.enrol("i-a", {"env": "prod"})
    scan_id = fleet.open().scan.scan_id
    assert [cancel(fleet, scan_id) for _ in range(2)] == [1, 0]
    assert fleet.lease("i-a") is None
    assert fleet.scan(scan_id).account_id == ACCOUNT
