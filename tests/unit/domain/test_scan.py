"""incisor.domain.scan: what becomes of targets and scans."""

import pytest

from incisor.domain import scan
from incisor.domain.scan import End
from incisor.domain.session import OPEN, State
from incisor.wire.shapes import (
    CisScanStatus,
    CisTargetStatus,
    CisTargetStatusReason,
    StopCisSessionStatus,
)

COMPLETED, TIMED_OUT, CANCELLED = (
    CisTargetStatus.COMPLETED,
    CisTargetStatus.TIMED_OUT,
    CisTargetStatus.CANCELLED,
)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_a_target_in_progress_has_no_status(state: State) -> None:
    """While its job is open a target is listed with the reason SCAN_IN_PROGRESS only."""
    seen = scan.target(state, began=state is State.STARTED)
    assert seen == (None, CisTargetStatusReason.SCAN_IN_PROGRESS)


@pytest.mark.parametrize(
    ("state", "began", "stop", "results", "expected"),
    [
        (State.STOPPED, True, "SUCCESS", 100, (COMPLETED, None)),
        (State.STOPPED, True, "SUCCESS", 0, (COMPLETED, None)),
        (State.STOPPED, True, "INTERRUPTED", 80, (COMPLETED, None)),
        (State.STOPPED, True, "FAILED", 1, (COMPLETED, None)),
        (State.STOPPED, True, "FAILED", 0, (CANCELLED, None)),
        (State.STOPPED, True, "INTERRUPTED", 0, (CANCELLED, None)),
        (State.STOPPED, True, "UNSUPPORTED_OS", 0, (CANCELLED, "UNSUPPORTED_OS")),
        (State.TIMED_OUT, True, None, 50, (TIMED_OUT, "SCAN_IN_PROGRESS")),
        (State.TIMED_OUT, False, None, 0, (TIMED_OUT, "SSM_UNMANAGED")),
        (State.CANCELLED, True, None, 5, (CANCELLED, None)),
        (State.CANCELLED, False, None, 0, (CANCELLED, None)),
    ],
)
def test_an_ended_target_is_seen_as_the_page_says(
    state: State, began: bool, stop: str | None, results: int, expected: tuple[str, str | None]
) -> None:
    """Each end of a job has its status and reason; one without any result is not COMPLETED."""
    status = None if stop is None else StopCisSessionStatus(stop)
    assert scan.target(state, began=began, stop=status, results=results) == expected


def test_every_stop_has_a_target() -> None:
    """The table answers for each Stop status, with and without results."""
    assert {stop for stop, _ in scan.STOPPED} == set(StopCisSessionStatus)
    assert len(scan.STOPPED) == 2 * len(StopCisSessionStatus)


@pytest.mark.parametrize(
    ("open_jobs", "completed", "cancelled", "expected"),
    [
        (1, 0, False, CisScanStatus.IN_PROGRESS),
        (1, 5, False, CisScanStatus.IN_PROGRESS),
        (0, 1, False, CisScanStatus.COMPLETED),
        (0, 0, False, CisScanStatus.FAILED),
        (0, 3, True, CisScanStatus.CANCELLED),
    ],
)
def test_a_scans_status_follows_from_its_jobs(
    open_jobs: int, completed: int, cancelled: bool, expected: CisScanStatus
) -> None:
    """In progress until every job has ended; completed if one target is; else failed."""
    found = scan.status(open_jobs=open_jobs, completed_jobs=completed, cancelled=cancelled)
    assert found is expected


@pytest.mark.parametrize(
    ("tags", "matching"),
    [
        ({"env": "prod", "tier": "web"}, True),
        ({"env": "test", "tier": "web", "more": "x"}, True),
        ({"env": "prod", "tier": "db"}, False),
        ({"env": "prod"}, False),
        ({}, False),
        ({"env": "Prod", "tier": "web"}, False),
    ],
)
def test_a_host_matches_with_one_value_for_every_key(tags: dict[str, str], matching: bool) -> None:
    """For every key the host has one of the listed values, in the same letters."""
    assert scan.matches(tags, {"env": ["prod", "test"], "tier": ["web"]}) is matching


def test_a_scan_without_target_says_which_tags_nobody_has() -> None:
    """The reason repeats the tags that were asked for, and says what to do."""
    reason = scan.no_host({"env": ["prod", "test"], "tier": ["web"]})
    assert reason.startswith("no enrolled host has the tags env = prod or test; tier = web: ")
    assert "enrol" in reason


def test_a_scan_that_went_well_needs_no_reason() -> None:
    """All targets completed with SUCCESS: there is nothing to explain."""
    assert scan.reason([End(3, scan.COMPLETED, StopCisSessionStatus.SUCCESS)]) == ""


def test_a_scans_reason_tells_how_its_targets_fell_short() -> None:
    """Counts, what happened, the host's own words and the next step are in one sentence."""
    ends = [
        End(7, scan.COMPLETED, StopCisSessionStatus.SUCCESS),
        End(2, scan.UNREACHED),
        End(1, scan.CANCELLED, StopCisSessionStatus.FAILED, "no space left"),
    ]
    assert scan.reason(ends) == (
        "3 of 10 targets: 2 never began (SSM_UNMANAGED): check that the agent runs and checks in; "
        "1 ended without a result (CANCELLED), stopped with FAILED, "
        "saying 'no space left'"
    )


@pytest.mark.parametrize("target", [*scan.STOPPED.values(), *scan.TIMED_OUT.values()])
def test_every_end_can_be_told(target: scan.Target) -> None:
    """No end of a job leaves a scan's reason without words."""
    assert scan.WORDS[target] in scan.reason([End(1, target, StopCisSessionStatus.FAILED)])
