"""`incisor scans watch`, `rerun` and `cancel`: they work on the database, as the service does."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
from sqlalchemy import Connection

from incisor.cli.database import (
    account,
    account_option,
    database_options,
    loaded_settings,
    now,
    opened,
)
from incisor.cli.output import Fault, json_option, print_json
from incisor.cli.scan_names import configuration_of, scan_of
from incisor.dispatch import cancelling, due, holdings, moves
from incisor.domain import session
from incisor.domain.session import Event, State
from incisor.store import Store, jobs
from incisor.store.scans import Scan
from incisor.wire.shapes import CisScanStatus

LOOK_AGAIN: Final = 1.0
"""Seconds between two looks at a scan that is watched."""
NOT_COMPLETED: Final = 1
"""The exit status of `watch` for a scan that ended otherwise than COMPLETED."""
WHY: Final = "cancelled with `incisor scans cancel`"


@click.command()
@database_options
@account_option
@click.argument("scan_id")
@json_option
def watch(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    scan_id: str,
    as_json: bool,
) -> None:
    """Follow a scan, by id or ARN, until it ends; a line for each change.

    The exit status is 0 if the scan completed, 1 if it ended otherwise.

    \b
    Example: incisor scans watch --data-dir ./data 0f6c2a6e-8f2f-4f0e-9a55-1d1f5f0f7f10
    """
    with opened(data_dir, database) as store:
        for scan, states in progress(store, account_id, scan_id):
            if as_json:
                print_json(as_members(scan, states))
            else:
                click.echo(line(scan, states))
    if scan.status is not CisScanStatus.COMPLETED:
        if not as_json:
            click.echo(scan.reason, err=True)
        raise click.exceptions.Exit(NOT_COMPLETED)


@click.command()
@database_options
@account_option
@click.argument("configuration_id")
@json_option
def rerun(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    configuration_id: str,
    as_json: bool,
) -> None:
    """Run a scan configuration, by id or ARN, once more and now; its schedule stays as it is.

    \b
    Example: incisor scans rerun --data-dir ./data 7d0c2f1e-55b2-4a8e-9d0e-3f6a1c9b2e44
    """
    lifetime = loaded_settings(data_dir, database).job_lifetime

    def unit(conn: Connection) -> Scan:
        found = configuration_of(conn, account(conn, account_id), configuration_id)
        opened_scan = due.open_scan(conn, found, now(), now(), lifetime)
        if opened_scan is None:
            raise Fault("A scan of it was opened this very moment.", "See `incisor scans list`.")
        return opened_scan.scan

    with opened(data_dir, database) as store:
        scan = store.write_now(unit)
    if as_json:
        print_json({"scanId": scan.scan_id})
    else:
        click.echo(f"Opened scan {scan.scan_id}: follow it with `incisor scans watch`.")


@click.command()
@database_options
@account_option
@click.argument("scan_id")
@click.option("--target", metavar="HOST", help="End only this host's part of the scan.")
@click.option("--reason", default=WHY, help="What readers of the scan are told.")
@json_option
def cancel(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    scan_id: str,
    target: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """End a scan, by id or ARN, or one target of it; what was found so far stays.

    \b
    Example: incisor scans cancel --data-dir ./data 0f6c2a6e-8f2f-4f0e-9a55-1d1f5f0f7f10
    """
    with opened(data_dir, database) as store:
        scan = store.read_now(lambda conn: scan_of(conn, account(conn, account_id), scan_id))
        ended = (
            cancel_target(store, scan, target, reason)
            if target
            else cancel_all(store, scan, reason)
        )
    if as_json:
        print_json({"scanId": scan.scan_id, "cancelledTargets": ended})
    else:
        click.echo(f"Ended {ended} targets of scan {scan.scan_id}.")


def progress(
    store: Store, account_id: str | None, scan_id: str
) -> Iterator[tuple[Scan, dict[State, int]]]:
    """The scan whenever it has changed, until it has ended."""

    def look(conn: Connection) -> tuple[Scan, dict[State, int]]:
        scan = scan_of(conn, account(conn, account_id), scan_id)
        return scan, jobs.states(conn, scan.account_id, scan.scan_id)

    last = None
    while True:
        seen = store.read_now(look)
        if seen != last:
            yield seen
        last = seen
        if seen[0].status is not CisScanStatus.IN_PROGRESS:
            return
        time.sleep(LOOK_AGAIN)


def cancel_all(store: Store, scan: Scan, reason: str) -> int:
    """End all that is open of the scan; how many targets. Raises Fault if it has ended."""
    if scan.status is not CisScanStatus.IN_PROGRESS and not scan.open_jobs:
        raise Fault(f"The scan has ended: it is {scan.status}.", "There is nothing to cancel.")
    catalogue, ended = store.read_now(holdings.library), 0
    store.write_now(lambda conn: cancelling.mark(conn, scan, now(), reason))
    while some := store.write_now(
        lambda conn: cancelling.end_some(conn, scan, now=now(), catalogue=catalogue, why=reason)
    ):
        ended += some
    return ended


def cancel_target(store: Store, scan: Scan, resource_id: str, reason: str) -> int:
    """End one target of the scan. Raises Fault if it is none, or has ended."""
    catalogue = store.read_now(holdings.library)

    def unit(conn: Connection) -> int:
        found = jobs.of_hosts(conn, scan.account_id, scan.scan_id, [resource_id])
        if resource_id not in found:
            raise Fault(f"{resource_id} is no target of the scan.", "See `incisor scans show`.")
        job = found[resource_id]
        if session.after(job.state, Event.CANCEL) is None:
            raise Fault(f"{resource_id} has ended: it is {job.state}.", "There is nothing to do.")
        moves.cancel(conn, job, now=now(), catalogue=catalogue, why=reason)
        return 1

    return store.write_now(unit)


def line(scan: Scan, states: dict[State, int]) -> str:
    """Where a scan stands, for people."""
    ended = scan.total_jobs - scan.open_jobs
    counts = ", ".join(f"{count} {state.lower()}" for state, count in sorted(states.items()))
    return (
        f"{scan.status}: {ended} of {scan.total_jobs} targets ended ({counts or 'none'}), "
        f"{scan.failed_checks} of {scan.total_checks} checks failed"
    )


def as_members(scan: Scan, states: dict[State, int]) -> dict[str, object]:
    """Where a scan stands, as JSON shows it."""
    return {
        "scanId": scan.scan_id,
        "status": scan.status,
        "targets": dict(sorted(states.items())),
        "totalChecks": scan.total_checks,
        "failedChecks": scan.failed_checks,
        "reason": scan.reason or None,
    }
