"""From configurations that are due to scans with one job per target.

Exactly once, however many ticks run at the same time: the configuration's due time is claimed by
a conditional update, and the scan is keyed by configuration and occurrence. Occurrences missed
while no service ran are made up for by one scan, not by one each.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfoNotFoundError

import msgspec
from sqlalchemy import Connection

from incisor.domain import arn
from incisor.domain.scan import matches, no_host
from incisor.domain.schedule import occurrence_after
from incisor.domain.session import State
from incisor.store import Store, configurations, hosts, jobs, organisations, scans
from incisor.store.configurations import Configuration
from incisor.store.hosts import Host
from incisor.store.jobs import Job
from incisor.store.scans import Scan
from incisor.wire.shapes import CisScanStatus, CisTargetStatusReason, Schedule

log = logging.getLogger(__name__)

ALL_ACCOUNTS: Final = "ALL_ACCOUNTS"
"""In a configuration of an organisation: whichever accounts it has when a scan opens."""

AT_ONCE: Final = 100
"""Configurations looked at per tick; the rest are due at the next one, a second later."""

RETRY: Final = 3600.0
"""Seconds until a schedule is tried again whose time zone this machine does not have."""


class Opened(NamedTuple):
    """A new scan, and the hosts to wake for it once it is committed."""

    scan: Scan
    resource_ids: tuple[str, ...]


async def open_due(store: Store, now: float, job_lifetime: float) -> list[Opened]:
    """Open a scan for each configuration whose time has come; what was opened is on disk."""
    due = await store.read(lambda conn: configurations.due(conn, now, AT_ONCE))
    opened = []
    for configuration in due:
        try:
            opened.append(await store.write(_claim(configuration, now, job_lifetime)))
        except Exception:  # one configuration must not keep the others waiting
            log.exception("schedule.failed", extra=_named(configuration))
    return [each for each in opened if each is not None]


def open_scan(
    conn: Connection,
    configuration: Configuration,
    occurrence: float,
    now: float,
    job_lifetime: float,
) -> Opened | None:
    """Open the scan of one occurrence with a job for each host that matches; None if it exists.

    Part of the caller's unit, such as the one that creates a one-time configuration. Without a
    host that matches, the scan is FAILED at once and says so.
    """
    if arn.is_organisation(configuration.account_id):
        return _open_parts(conn, configuration, occurrence, now, job_lifetime)
    scan = _scan(configuration, occurrence, now)
    if not scans.add(conn, scan):
        return None
    targets = _open_jobs(conn, scan, _targets(conn, scan), now, job_lifetime)
    if not targets:
        _fail(conn, scan, no_host(scan.target_tags), now)
    log.info(
        "scan.opened",
        extra={"jobs": len(targets), "scan_id": scan.scan_id, **_named(configuration)},
    )
    return Opened(scan, targets)


def next_due(schedule: Schedule, now: float) -> float | None:
    """When a schedule is next due after `now`, in epoch seconds; None if never again."""
    occurrence = occurrence_after(schedule, datetime.fromtimestamp(now, UTC))
    return None if occurrence is None else occurrence.timestamp()


def _claim(
    configuration: Configuration, now: float, job_lifetime: float
) -> Callable[[Connection], Opened | None]:
    """The unit that takes a due occurrence: whoever claims it opens its scan."""
    following = _following(configuration, now)

    def unit(conn: Connection) -> Opened | None:
        occurrence = configuration.next_due_at
        if occurrence is None or not configurations.claim(conn, configuration, following):
            return None
        return open_scan(conn, configuration, occurrence, now, job_lifetime)

    return unit


def _following(configuration: Configuration, now: float) -> float | None:
    try:
        return next_due(configuration.schedule, now)
    except ZoneInfoNotFoundError:
        log.exception("schedule.unknown_zone", extra=_named(configuration))
        return now + RETRY


def _scan(configuration: Configuration, occurrence: float, now: float) -> Scan:
    return Scan(
        account_id=configuration.account_id,
        owner_id=configuration.account_id,
        scan_id=str(uuid.uuid4()),
        configuration_id=configuration.configuration_id,
        occurrence=occurrence,
        scan_name=configuration.scan_name,
        security_level=configuration.security_level,
        scheduled_by=configuration.account_id,
        account_ids=configuration.account_ids,
        target_tags=configuration.target_tags,
        status=CisScanStatus.IN_PROGRESS,
        reason="",
        scan_date=now,
    )


def _job(scan: Scan, host: Host, now: float, job_lifetime: float) -> Job:
    return Job(
        account_id=scan.account_id,
        job_id=str(uuid.uuid4()),
        scan_id=scan.scan_id,
        resource_id=host.resource_id,
        tags=host.tags,
        state=State.PENDING,
        session_token=None,
        created_at=now,
        expires_at=now + job_lifetime,
        platform=host.platform,
        target_status_reason=CisTargetStatusReason.SCAN_IN_PROGRESS,
    )


def _open_parts(
    conn: Connection,
    configuration: Configuration,
    occurrence: float,
    now: float,
    job_lifetime: float,
) -> Opened | None:
    """The scan of an organisation: one row for it, and one for each account that has targets.

    Hosts whose check-in waits find their jobs when they next look.
    """
    members = organisations.members(conn, configuration.account_id)
    listed = configuration.account_ids
    meant = [each for each in members if ALL_ACCOUNTS in listed or each.account_id in listed]
    scan = msgspec.structs.replace(
        _scan(configuration, occurrence, now),
        scheduled_by=members[0].administrator_id if members else "",
        account_ids=[each.account_id for each in meant],
    )
    if not scans.add(conn, scan):
        return None
    parts = [
        msgspec.structs.replace(scan, account_id=account_id, account_ids=[account_id])
        for account_id in scan.account_ids
    ]
    if not sum(_open_part(conn, part, now, job_lifetime) for part in parts):
        _fail(conn, scan, no_host(scan.target_tags), now)
    log.info("scan.opened", extra={"scan_id": scan.scan_id, **_named(configuration)})
    return Opened(scan, ())


def _open_part(conn: Connection, part: Scan, now: float, job_lifetime: float) -> int:
    """How many targets an account has in its organisation's scan; without any it has no part."""
    targets = _targets(conn, part)
    if not targets:
        return 0
    scans.add(conn, part)
    return len(_open_jobs(conn, part, targets, now, job_lifetime))


def _open_jobs(
    conn: Connection, scan: Scan, targets: Sequence[Host], now: float, job_lifetime: float
) -> tuple[str, ...]:
    """A job for each of these hosts; their ids."""
    jobs.add(conn, [_job(scan, host, now, job_lifetime) for host in targets])
    return tuple(host.resource_id for host in targets)


def _targets(conn: Connection, scan: Scan) -> list[Host]:
    known = hosts.of_account(conn, scan.account_id)
    return [host for host in known if matches(host.tags, scan.target_tags)]


def _fail(conn: Connection, scan: Scan, reason: str, now: float) -> None:
    scans.conclude(conn, scan, CisScanStatus.FAILED, reason, now)
    log.warning("scan.ended", extra={"scan_id": scan.scan_id, "status": "FAILED", "reason": reason})


def _named(configuration: Configuration) -> dict[str, str]:
    return {
        "account_id": configuration.account_id,
        "configuration_id": configuration.configuration_id,
    }
