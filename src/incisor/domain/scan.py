"""What becomes of a scan and of its targets, and which hosts are targets.

Protocol page, "What readers see". A scan's status follows from how its jobs ended.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from incisor.domain.session import OPEN, State
from incisor.wire.shapes import (
    CisScanStatus,
    CisTargetStatus,
    CisTargetStatusReason,
    StopCisSessionStatus,
)


class Target(NamedTuple):
    """What readers see of one target: no status while its job is open."""

    status: CisTargetStatus | None
    reason: CisTargetStatusReason | None = None


IN_PROGRESS: Final = Target(None, CisTargetStatusReason.SCAN_IN_PROGRESS)
COMPLETED: Final = Target(CisTargetStatus.COMPLETED)
CANCELLED: Final = Target(CisTargetStatus.CANCELLED)
UNSUPPORTED: Final = Target(CisTargetStatus.CANCELLED, CisTargetStatusReason.UNSUPPORTED_OS)
SILENT: Final = Target(CisTargetStatus.TIMED_OUT, CisTargetStatusReason.SCAN_IN_PROGRESS)
UNREACHED: Final = Target(CisTargetStatus.TIMED_OUT, CisTargetStatusReason.SSM_UNMANAGED)

# A stopped target, by its Stop's status and whether it has any result. A host that gave up
# without one result has not completed: a scan that scanned nothing must not look done.
STOPPED: Final[Mapping[tuple[StopCisSessionStatus, bool], Target]] = {
    (StopCisSessionStatus.SUCCESS, True): COMPLETED,
    (StopCisSessionStatus.SUCCESS, False): COMPLETED,
    (StopCisSessionStatus.FAILED, True): COMPLETED,
    (StopCisSessionStatus.FAILED, False): CANCELLED,
    (StopCisSessionStatus.INTERRUPTED, True): COMPLETED,
    (StopCisSessionStatus.INTERRUPTED, False): CANCELLED,
    (StopCisSessionStatus.UNSUPPORTED_OS, True): UNSUPPORTED,
    (StopCisSessionStatus.UNSUPPORTED_OS, False): UNSUPPORTED,
}

# A timed-out target, by whether a session had ever begun.
TIMED_OUT: Final[Mapping[bool, Target]] = {True: SILENT, False: UNREACHED}


def target(
    state: State,
    *,
    began: bool,
    stop: StopCisSessionStatus | None = None,
    results: int = 0,
) -> Target:
    """What readers see of a target whose job is in `state`.

    `began`: a token was ever bound; `stop`: the Stop's status, of a STOPPED job; `results`: how
    many rule results the job has.
    """
    if state in OPEN:
        return IN_PROGRESS
    if state is State.TIMED_OUT:
        return TIMED_OUT[began]
    return STOPPED[stop, results > 0] if stop is not None else CANCELLED


def status(*, open_jobs: int, completed_jobs: int, cancelled: bool = False) -> CisScanStatus:
    """The status of a scan, from how many jobs are open and how many targets are COMPLETED."""
    if cancelled:
        return CisScanStatus.CANCELLED
    if open_jobs:
        return CisScanStatus.IN_PROGRESS
    return CisScanStatus.COMPLETED if completed_jobs else CisScanStatus.FAILED


def matches(host_tags: Mapping[str, str], target_tags: Mapping[str, Sequence[str]]) -> bool:
    """Whether a host is a target: for every key it has one of the listed values."""
    return all(host_tags.get(key) in values for key, values in target_tags.items())


def no_host(target_tags: Mapping[str, Sequence[str]]) -> str:
    """Why a scan without a single target failed, and what to do."""
    wanted = "; ".join(f"{key} = {' or '.join(values)}" for key, values in target_tags.items())
    return f"no enrolled host has the tags {wanted}: enrol one with them, or tag a host"


class End(NamedTuple):
    """How some of a scan's jobs ended alike, and what one of their hosts said."""

    jobs: int
    target: Target
    stop: StopCisSessionStatus | None = None
    said: str = ""


# What a target's end is called in a scan's reason, with the next step.
WORDS: Final[Mapping[Target, str]] = {
    UNREACHED: "never began (SSM_UNMANAGED): check that the agent runs and checks in",
    SILENT: "fell silent (TIMED_OUT): see the agent's log; late results are still taken",
    UNSUPPORTED: "of a platform that no benchmark is for (UNSUPPORTED_OS)",
    CANCELLED: "ended without a result (CANCELLED)",
    COMPLETED: "stopped early with the results it had",
}


def reason(ends: Sequence[End]) -> str:
    """Why a scan is not all it should be, from how its jobs ended; empty if all went well."""
    short = [end for end in ends if (end.target, end.stop) != _WELL]
    total, fell = sum(end.jobs for end in ends), sum(end.jobs for end in short)
    if not short:
        return ""
    return f"{fell} of {total} targets: " + "; ".join(map(_told, short))


_WELL: Final = (COMPLETED, StopCisSessionStatus.SUCCESS)


def _told(end: End) -> str:
    stop = f", stopped with {end.stop}" if end.stop else ""
    who = "saying" if end.jobs == 1 else "one of them saying"
    said = f", {who} {end.said!r}" if end.said else ""
    return f"{end.jobs} {WORDS[end.target]}{stop}{said}"
