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
from typing import Any, Final

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
REVISION = "0006"

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
    # Deleted ones stay, apart from the rest: no list and no count meets them.
    Index(None, "account_id", "deleted_at"),
    Index(None, "next_due_at"),
)

# Whose scans a list is of, the keys that it can be sorted by, and the filters that keep its order:
# one index for each pair, so that a page costs its size, whatever is asked and however many scans
# are kept.
SCAN_OWNER: Final = ("account_id", "owner_id")
SCAN_SORTS: Final = ("status", "scheduled_by", "scan_date", "failed_checks")
SCAN_POINTS: Final = ("scan_name", "configuration_id", "status", "scheduled_by")
SCAN_ORDERS: Final = (
    *((sort,) for sort in SCAN_SORTS),
    *((point, sort) for point in SCAN_POINTS for sort in SCAN_SORTS if point != sort),
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
    Index("scans_listed_by_scan_id", *SCAN_OWNER, "scan_id"),
    *(Index(f"scans_listed_by_{'_'.join(by)}", *SCAN_OWNER, *by, "scan_id") for by in SCAN_ORDERS),
    Index(None, "scan_date"),
)

# What a scan's targets are to be, once more: one row for each value of a tag, and for each account,
# so that scans are found by them, newest first.
scan_tags = _table(
    "scan_tags",
    (*SCAN_OWNER, "tag_key", "tag_value", "scan_date", "scan_id"),
    _text("account_id"),
    _text("owner_id"),
    _text("tag_key"),
    _text("tag_value"),
    _time("scan_date"),
    _text("scan_id"),
)

scan_accounts = _table(
    "scan_accounts",
    (*SCAN_OWNER, "target_account", "scan_date", "scan_id"),
    _text("account_id"),
    _text("owner_id"),
    _text("target_account"),
    _time("scan_date"),
    _text("scan_id"),
)

# What a scan's targets are sorted by: an index for each, with all that they are asked for but their
# tags and checks, so that the targets of other scans are not met, nor the rows of those left out.
TARGET_ORDERS: Final = (
    "resource_id",
    "failed",
    "platform",
    "target_status",
    "target_status_reason",
)
_TARGET: Final = ("resource_id", "job_id", *TARGET_ORDERS[1:], "passed", "skipped")


def _first(column: str) -> list[str]:
    return [column, *(other for other in _TARGET if other != column)]


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
    # A host's open jobs, and the scans that it was a target of.
    Index(None, "account_id", "resource_id", "state", "scan_id"),
    Index(None, "state", "expires_at"),
    *(Index(f"jobs_listed_by_{by}", "account_id", "scan_id", *_first(by)) for by in TARGET_ORDERS),
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

# Of every account alike, so the account is empty. Rows of megabytes: what is asked for often stands
# before them, and reading it does not touch the rest.
contents = _table(
    "contents",
    ("account_id", "sha256"),
    _text("account_id"),
    _text("sha256"),
    _text("benchmark_id"),
    _text("version"),
    _time("imported_at"),
    _time_if_any("removed_at"),
    _number("size"),
    Column("listing", LargeBinary, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    clustered=False,
)
