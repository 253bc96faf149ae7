"""The tables, as SQLAlchemy Core describes them; migrations make them, and a test compares the two.

Rules that hold for all of them:

- Every primary key leads with the account, so that a distributed PostgreSQL can shard by it (D4).
- Times are epoch seconds (float, UTC), as on the wire.
- Text compares by code point on both databases, so that sort order, pages and PREFIX filters agree.
- What a page can be sorted by is never NULL: an empty text means "not yet known", because a row
  comparison with NULL would silently lose rows between two pages.
- No foreign keys. A child row is written only in a unit that has just read its parent, and the
  purge removes whole scans; checking a key for each of millions of rows would buy nothing.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from incisor.domain.session import State
from incisor.store.columns import TEXT, Json, Word
from incisor.store.roles import Role
from incisor.wire import shapes

# The newest migration's number; a test keeps it equal to the head of migrations/versions.
REVISION = "0003"

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_by_%(column_0_N_name)s",
        "uq": "%(table_name)s_unique_%(column_0_N_name)s",
        "pk": "%(table_name)s_key",
    }
)


def _text(name: str) -> Column[str]:
    """A text that is always there, empty while it is not known."""
    return Column(name, TEXT, nullable=False)


def _word(name: str, words: type[StrEnum]) -> Column[Any]:
    return Column(name, Word(words), nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _time(name: str) -> Column[float]:
    return Column(name, Float, nullable=False)


def _time_if_any(name: str) -> Column[float | None]:
    return Column(name, Float)


def _json(name: str, shape: Any) -> Column[Any]:
    return Column(name, Json(shape), nullable=False)


def _table(name: str, key: Sequence[str], *parts: Any, clustered: bool = True) -> Table:
    """A table with its primary key; `clustered` keeps SQLite's rows in key order, in one B-tree."""
    return Table(
        name, metadata, *parts, PrimaryKeyConstraint(*key), sqlite_with_rowid=not clustered
    )


accounts = _table(
    "accounts",
    ("account_id",),
    _text("account_id"),
    _text("name"),
    _time("created_at"),
)

access_keys = _table(
    "access_keys",
    ("account_id", "access_key_id"),
    _text("account_id"),
    _text("access_key_id"),
    _word("role", Role),
    _text("resource_id"),
    _time("created_at"),
    _time_if_any("revoked_at"),
    Column("policies", Json(list[str]), nullable=False, server_default="[]"),
    # A request names only the key: this finds its account.
    UniqueConstraint("access_key_id"),
)

policies = _table(
    "policies",
    ("account_id", "name"),
    _text("account_id"),
    _text("name"),
    _text("document"),
    _time("changed_at"),
)

# An account is in one organisation at most; its administrator is a member too.
members = _table(
    "members",
    ("account_id",),
    _text("account_id"),
    _text("organisation_id"),
    _text("administrator_id"),
    _time("joined_at"),
    Index(None, "organisation_id", "account_id"),
)

enrolment_tokens = _table(
    "enrolment_tokens",
    ("account_id", "token_hash"),
    _text("account_id"),
    _text("token_hash"),
    _json("tags", dict[str, str]),
    _number("uses"),
    _number("uses_left"),
    _time("created_at"),
    _time("expires_at"),
    UniqueConstraint("token_hash"),
)

hosts = _table(
    "hosts",
    ("account_id", "resource_id"),
    _text("account_id"),
    _text("resource_id"),
    _text("hostname"),
    _text("platform"),
    _text("agent_version"),
    _json("tags", dict[str, str]),
    _time("enrolled_at"),
    _time_if_any("last_seen_at"),
)

scan_configurations = _table(
    "scan_configurations",
    ("account_id", "configuration_id"),
    _text("account_id"),
    _text("configuration_id"),
    _text("scan_name"),
    _word("security_level", shapes.CisSecurityLevel),
    _json("schedule", shapes.Schedule),
    _json("account_ids", list[str]),
    _json("target_tags", dict[str, list[str]]),
    _json("tags", dict[str, str]),
    _time("created_at"),
    _time_if_any("next_due_at"),
    _time_if_any("deleted_at"),
    Index(None, "account_id", "scan_name", "configuration_id"),
    Index(None, "next_due_at"),
)

scans = _table(
    "scans",
    ("account_id", "scan_id"),
    _text("account_id"),
    _text("scan_id"),
    _text("configuration_id"),
    _time("occurrence"),
    _text("scan_name"),
    _word("security_level", shapes.CisSecurityLevel),
    _text("scheduled_by"),
    _json("account_ids", list[str]),
    _json("target_tags", dict[str, list[str]]),
    _word("status", shapes.CisScanStatus),
    _text("reason"),
    _time("scan_date"),
    _time_if_any("ended_at"),
    _number("total_jobs"),
    _number("open_jobs"),
    _number("completed_jobs"),
    _number("total_checks"),
    _number("failed_checks"),
    Column("owner_id", TEXT, nullable=False, server_default=text("''")),
    # However many times the tick runs, one occurrence opens one scan (D9).
    UniqueConstraint("account_id", "configuration_id", "occurrence"),
    # One index for each of ListCisScans' sort keys: a page costs its size, not the scans kept.
    Index(None, "account_id", "scan_date", "scan_id"),
    Index(None, "account_id", "status", "scan_id"),
    Index(None, "account_id", "scheduled_by", "scan_id"),
    Index(None, "account_id", "failed_checks", "scan_id"),
    # One for each filter that names a few of them; what it leaves is in the order of the list.
    Index(None, "account_id", "scan_name", "scan_date", "scan_id"),
    Index(None, "account_id", "configuration_id", "scan_date", "scan_id"),
    Index(None, "account_id", "status", "scan_date", "scan_id"),
    Index(None, "account_id", "scheduled_by", "scan_date", "scan_id"),
    Index(None, "scan_date"),
)

jobs = _table(
    "jobs",
    ("account_id", "job_id"),
    _text("account_id"),
    _text("job_id"),
    _text("scan_id"),
    _text("resource_id"),
    _json("tags", dict[str, str]),
    _word("state", State),
    Column("session_token", TEXT),
    _time("created_at"),
    _time("expires_at"),
    _time_if_any("acquired_until"),
    _time_if_any("started_at"),
    _time_if_any("last_seen_at"),
    _time_if_any("ended_at"),
    _time_if_any("late_until"),
    _text("platform"),
    _text("benchmark_id"),
    _text("benchmark_version"),
    _text("profile"),
    _text("stop_status"),
    Column("stop_digest", TEXT),
    _json("progress", dict[str, int]),
    _text("reason"),
    _text("target_status"),
    _text("target_status_reason"),
    Column("folded_platform", TEXT),
    _number("passed"),
    _number("failed"),
    _number("skipped"),
    UniqueConstraint("account_id", "scan_id", "resource_id"),
    Index(None, "account_id", "resource_id", "state"),
    Index(None, "state", "expires_at"),
)

# Rows of some ten kilobytes: a clustered table would keep them in the B-tree's inner pages.
telemetry = _table(
    "telemetry",
    ("account_id", "job_id", "batch"),
    _text("account_id"),
    _text("job_id"),
    _number("batch"),
    _time("received_at"),
    Column("messages", LargeBinary, nullable=False),
    clustered=False,
)

results = _table(
    "results",
    ("account_id", "scan_id", "resource_id", "check_order", "rule_id"),
    _text("account_id"),
    _text("scan_id"),
    _text("resource_id"),
    _text("check_order"),
    _text("rule_id"),
    _text("check_id"),
    _word("status", shapes.CisFindingStatus),
    _word("rule_status", shapes.CisRuleStatus),
    Column("details", LargeBinary, nullable=False),
)

checks = _table(
    "checks",
    ("account_id", "scan_id", "check_order", "check_id", "platform"),
    _text("account_id"),
    _text("scan_id"),
    _text("check_order"),
    _text("check_id"),
    _text("platform"),
    _text("title"),
    _text("level"),
    _text("benchmark_id"),
    _text("benchmark_version"),
    _number("passed"),
    _number("failed"),
    _number("skipped"),
)

reports = _table(
    "reports",
    ("account_id", "scan_id", "target_account", "report_format", "state"),
    _text("account_id"),
    _text("scan_id"),
    _text("target_account"),
    _word("report_format", shapes.CisReportFormat),
    _text("state"),
    _text("report_id"),
    _word("status", shapes.CisReportStatus),
    _time("requested_at"),
    _time_if_any("claimed_until"),
    _number("attempts"),
    _time_if_any("ended_at"),
    _text("reason"),
    UniqueConstraint("account_id", "report_id"),
    Index(None, "status", "requested_at"),
)
