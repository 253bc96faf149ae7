"""Results: what a host said of each rule, from the telemetry as it came to the rows that are read.

While a session runs, each call is one packed row. When it ends, `fold` makes one row per rule and
brings the per-target, per-check and per-scan counts up to date in the same transaction (D6).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from incisor.store.jobs import Job
from incisor.store.page import Key, Page
from incisor.wire import shapes


class Heading(NamedTuple):
    """What the catalogue knows of a rule; for an unknown rule the id stands for the title."""

    check_id: str
    title: str
    level: str


class Counts(NamedTuple):
    """Findings of one job."""

    passed: int
    failed: int
    skipped: int


class Result(msgspec.Struct, frozen=True):
    """One rule's result on one host; `status` is the finding's, `rule_status` what the host sent.

    `title` and `level` are the catalogue's, as they were when the session ended.
    """

    rule_id: str
    check_id: str
    status: shapes.CisFindingStatus
    rule_status: shapes.CisRuleStatus
    details: bytes
    title: str
    level: str
    platform: str


def append_telemetry(
    conn: Connection,
    account_id: str,
    job_id: str,
    messages: Sequence[shapes.CisSessionMessage],
    now: float,
) -> None:
    """Keep one call's messages as one row. Call it after `jobs.touch` was True, in the same unit."""
    raise NotImplementedError


def fold(conn: Connection, job: Job, heading_of: Callable[[str], Heading]) -> Job:
    """Turn the job's telemetry into results and counts; the job with its counts as they are now.

    `heading_of` answers for a rule id. The job is as `jobs.change` returned it, with the platform
    and benchmark that count. Folding again after more telemetry takes the earlier counts back
    first. Telemetry of a job that is STOPPED or CANCELLED is then no longer kept.
    """
    raise NotImplementedError


def page(
    conn: Connection,
    account_id: str,
    scan_id: str,
    resource_id: str,
    *,
    criteria: shapes.CisScanResultDetailsFilterCriteria | None = None,
    sort_by: shapes.CisScanResultDetailsSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 1000,
    finding_arn_stem: str = "",
) -> Page[Result]:
    """GetCisScanResultDetails: by check id, as numbers, unless asked otherwise."""
    raise NotImplementedError
