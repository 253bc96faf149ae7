"""`incisor scans`: what ran, and why something did not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import click
from sqlalchemy import Connection

from incisor.cli.database import account, account_option, database_options, opened, written
from incisor.cli.output import json_option, print_facts, print_json, print_table
from incisor.cli.scan_diff import diff
from incisor.cli.scan_names import scan_of
from incisor.cli.scan_orders import cancel, rerun, watch
from incisor.cli.scan_report import report
from incisor.dispatch.telling import told
from incisor.domain.session import OPEN
from incisor.store import hosts, jobs, organisations, scan_pages
from incisor.store.hosts import Host
from incisor.store.jobs import Job
from incisor.store.page import Page
from incisor.store.scan_filters import Listed
from incisor.store.scans import Scan

LISTED: Final = 50
"""Scans on one list, newest first; more are for the API."""
SHOWN: Final = 1000
"""Targets of one scan that are shown."""


class Story(NamedTuple):
    """One scan with its jobs, and the hosts that do them."""

    scan: Scan
    jobs: list[Job]
    hosts: dict[str, Host | None]


@click.group()
def scans() -> None:
    """Scans: what ran, what it found, and why a host has no result.

    \b
    Example: incisor scans list --data-dir ./data
    """


for each in (watch, rerun, cancel, diff, report):
    scans.add_command(each)


@scans.command("list")
@database_options
@account_option
@json_option
def list_(
    data_dir: Path | None, database: str | None, account_id: str | None, as_json: bool
) -> None:
    """List the newest scans of an account.

    \b
    Example: incisor scans list --data-dir ./data
    """
    with opened(data_dir, database) as store:
        page = store.read_now(lambda conn: newest(conn, account(conn, account_id)))
    if as_json:
        print_json([as_members(each) for each in page.items])
    else:
        print_table(
            ("SCAN", "NAME", "DATE", "STATUS", "TARGETS", "FAILED CHECKS"),
            map(row, page.items),
            empty="Nothing has been scanned yet: create a scan configuration through the API.",
        )


@scans.command()
@database_options
@account_option
@click.argument("scan_id")
@json_option
def show(
    data_dir: Path | None,
    database: str | None,
    account_id: str | None,
    scan_id: str,
    as_json: bool,
) -> None:
    """Show one scan, by id or ARN, with the state of each target and the reason for it.

    \b
    Example: incisor scans show --data-dir ./data 0f6c2a6e-8f2f-4f0e-9a55-1d1f5f0f7f10
    """
    with opened(data_dir, database) as store:
        story = store.read_now(lambda conn: known(conn, account(conn, account_id), scan_id))
    if as_json:
        targets = [target_members(job, story.hosts[job.resource_id]) for job in story.jobs]
        print_json({**as_members(story.scan), "targets": targets})
        return
    print_facts(facts(story.scan))
    click.echo()
    print_table(
        ("TARGET", "NAME", "STATE", "PASSED", "FAILED", "SKIPPED", "WHY"),
        (target_row(job, story.hosts[job.resource_id]) for job in story.jobs),
        empty="The scan has no target.",
    )
    if story.scan.total_jobs > len(story.jobs):
        click.echo(f"… the first {len(story.jobs)} of {story.scan.total_jobs}; the API lists all.")


def newest(conn: Connection, account_id: str) -> Page[Scan]:
    """The account's own scans, and its parts in those of its organisation."""
    membership = organisations.of_account(conn, account_id)
    owners = [account_id, *([membership.organisation_id] if membership else [])]
    return scan_pages.page(conn, [Listed(account_id, owner) for owner in owners], limit=LISTED)


def known(conn: Connection, account_id: str, scan_id: str) -> Story:
    """The account's scan of that id or ARN, with its jobs. Raises Fault."""
    scan = scan_of(conn, account_id, scan_id)
    found = jobs.of_scan(conn, scan.account_id, scan.scan_id, limit=SHOWN).items
    owners = {
        each.resource_id: hosts.get(conn, each.account_id, each.resource_id) for each in found
    }
    return Story(scan, found, owners)


def row(scan: Scan) -> tuple[str, ...]:
    """A scan as the table shows it."""
    done = scan.total_jobs - scan.open_jobs
    return (
        scan.scan_id,
        scan.scan_name,
        written(scan.scan_date),
        scan.status,
        f"{done} of {scan.total_jobs}",
        f"{scan.failed_checks} of {scan.total_checks}",
    )


def facts(scan: Scan) -> Iterator[tuple[str, str]]:
    """Everything known of a scan, for people."""
    wanted = scan.target_tags.items()
    yield "scan", scan.scan_id
    yield "name", scan.scan_name
    yield "status", scan.status
    yield "reason", scan.reason or "nothing to report"
    yield "level", scan.security_level
    yield "hosts with tags", "; ".join(f"{key}={' or '.join(each)}" for key, each in wanted)
    yield "began", written(scan.scan_date)
    yield "ended", written(scan.ended_at) or "not yet"
    yield "failed checks", f"{scan.failed_checks} of {scan.total_checks}"


def target_row(job: Job, host: Host | None) -> tuple[str, ...]:
    """A target as the table shows it."""
    counts = (job.passed, job.failed, job.skipped)
    shown = [""] * 3 if job.state in OPEN else [str(count) for count in counts]
    return job.resource_id, host.hostname if host else "", job.state, *shown, told(job, host)


def target_members(job: Job, host: Host | None) -> dict[str, object]:
    """A target as JSON shows it."""
    return {
        "resourceId": job.resource_id,
        "hostname": host.hostname if host else None,
        "scanJobId": job.job_id,
        "state": job.state,
        "targetStatus": job.target_status or None,
        "targetStatusReason": job.target_status_reason or None,
        "why": told(job, host),
        "passed": job.passed,
        "failed": job.failed,
        "skipped": job.skipped,
    }


def as_members(scan: Scan) -> dict[str, object]:
    """A scan as JSON shows it."""
    return {
        "scanId": scan.scan_id,
        "accountId": scan.account_id,
        "configurationId": scan.configuration_id,
        "scanName": scan.scan_name,
        "securityLevel": scan.security_level,
        "status": scan.status,
        "reason": scan.reason or None,
        "targetResourceTags": scan.target_tags,
        "scanDate": written(scan.scan_date),
        "endedAt": written(scan.ended_at) or None,
        "totalTargets": scan.total_jobs,
        "openTargets": scan.open_jobs,
        "completedTargets": scan.completed_jobs,
        "totalChecks": scan.total_checks,
        "failedChecks": scan.failed_checks,
    }
