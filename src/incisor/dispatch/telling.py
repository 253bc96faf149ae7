"""Why a target of a scan is in the state that it is in, in words, with the next step."""

from collections.abc import Callable, Mapping
from typing import Final

from incisor.domain.instants import written
from incisor.domain.session import State
from incisor.store.hosts import Host
from incisor.store.jobs import Job
from incisor.store.scans import Scan
from incisor.wire.shapes import StopCisSessionStatus


def told(job: Job, host: Host | None) -> str:
    """One sentence on the target's state."""
    return STORIES[job.state](job, host)


def left_out(host: Host, scan: Scan) -> str:
    """Why a host of the account is no target of the scan."""
    if host.enrolled_at > scan.scan_date:
        return f"enrolled {written(host.enrolled_at)}, after the scan was opened"
    missing = [
        f"{key} = {host.tags[key]!r}" if key in host.tags else f"no tag {key}"
        for key, values in scan.target_tags.items()
        if host.tags.get(key) not in values
    ]
    return f"is no target: it has {', '.join(missing)}" if missing else "was tagged since"


def _seen(host: Host | None) -> str:
    if host is None:
        return "the host is no longer enrolled"
    if host.last_seen_at is None:
        return "its agent never checked in: start `incisor agent` on it"
    return f"its agent was last seen {written(host.last_seen_at)}"


def _pending(job: Job, host: Host | None) -> str:
    return f"waits for the host until {written(job.expires_at)}; {_seen(host)}"


def _leased(job: Job, _: Host | None) -> str:
    return f"handed to the host, which has until {written(job.acquired_until)} to begin"


def _started(job: Job, _: Host | None) -> str:
    return f"being scanned since {written(job.started_at)}, last heard {written(job.last_seen_at)}"


def _timed_out(job: Job, host: Host | None) -> str:
    if job.session_token:
        return f"fell silent after {written(job.last_seen_at)}; see its agent's log"
    return f"did not begin before {written(job.expires_at)}; {_seen(host)}"


def _stopped(job: Job, _: Host | None) -> str:
    said = f": {job.reason}" if job.reason else ""
    if job.stop_status == StopCisSessionStatus.SUCCESS:
        return f"completed{said}"
    return f"the host stopped with {job.stop_status}{said or ' and gave no reason'}"


def _cancelled(job: Job, _: Host | None) -> str:
    return job.reason or "cancelled"


STORIES: Final[Mapping[State, Callable[[Job, Host | None], str]]] = {
    State.PENDING: _pending,
    State.LEASED: _leased,
    State.STARTED: _started,
    State.STOPPED: _stopped,
    State.TIMED_OUT: _timed_out,
    State.CANCELLED: _cancelled,
}
