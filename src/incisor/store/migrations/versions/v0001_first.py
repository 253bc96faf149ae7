"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "accounts",
        _text("account_id"),
        _text("name"),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="accounts_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "access_keys",
        _text("account_id"),
        _text("access_key_id"),
        sa.Column("role", TEXT, nullable=False),
        _text("resource_id"),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("revoked_at", sa.Float, nullable=True),
        sa.PrimaryKeyConstraint("account_id", "access_key_id", name="access_keys_key"),
        sa.UniqueConstraint("access_key_id", name="access_keys_unique_access_key_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "enrolment_tokens",
        _text("account_id"),
        _text("token_hash"),
        sa.Column("tags", sa.Text, nullable=False),
        _number("uses"),
        _number("uses_left"),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "token_hash", name="enrolment_tokens_key"),
        sa.UniqueConstraint("token_hash", name="enrolment_tokens_unique_token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hosts",
        _text("account_id"),
        _text("resource_id"),
        _text("hostname"),
        _text("platform"),
        _text("agent_version"),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("enrolled_at", sa.Float, nullable=False),
        sa.Column("last_seen_at", sa.Float, nullable=True),
        sa.PrimaryKeyConstraint("account_id", "resource_id", name="hosts_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scan_configurations",
        _text("account_id"),
        _text("configuration_id"),
        _text("scan_name"),
        sa.Column("security_level", TEXT, nullable=False),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("account_ids", sa.Text, nullable=False),
        sa.Column("target_tags", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("next_due_at", sa.Float, nullable=True),
        sa.Column("deleted_at", sa.Float, nullable=True),
        sa.PrimaryKeyConstraint("account_id", "configuration_id", name="scan_configurations_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "scan_configurations_by_account_id_scan_name_configuration_id",
        "scan_configurations",
        ["account_id", "scan_name", "configuration_id"],
    )
    op.create_index("scan_configurations_by_next_due_at", "scan_configurations", ["next_due_at"])
    op.create_table(
        "scans",
        _text("account_id"),
        _text("scan_id"),
        _text("configuration_id"),
        sa.Column("occurrence", sa.Float, nullable=False),
        _text("scan_name"),
        sa.Column("security_level", TEXT, nullable=False),
        _text("scheduled_by"),
        sa.Column("account_ids", sa.Text, nullable=False),
        sa.Column("target_tags", sa.Text, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        _text("reason"),
        sa.Column("scan_date", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float, nullable=True),
        _number("total_jobs"),
        _number("open_jobs"),
        _number("completed_jobs"),
        _number("total_checks"),
        _number("failed_checks"),
        sa.PrimaryKeyConstraint("account_id", "scan_id", name="scans_key"),
        sa.UniqueConstraint(
            "account_id",
            "configuration_id",
            "occurrence",
            name="scans_unique_account_id_configuration_id_occurrence",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "scans_by_account_id_failed_checks_scan_id",
        "scans",
        ["account_id", "failed_checks", "scan_id"],
    )
    op.create_index(
        "scans_by_account_id_scan_date_scan_id", "scans", ["account_id", "scan_date", "scan_id"]
    )
    op.create_index(
        "scans_by_account_id_scheduled_by_scan_id",
        "scans",
        ["account_id", "scheduled_by", "scan_id"],
    )
    op.create_index(
        "scans_by_account_id_status_scan_id", "scans", ["account_id", "status", "scan_id"]
    )
    op.create_index("scans_by_scan_date", "scans", ["scan_date"])
    op.create_table(
        "jobs",
        _text("account_id"),
        _text("job_id"),
        _text("scan_id"),
        _text("resource_id"),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("session_token", TEXT),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.Column("acquired_until", sa.Float, nullable=True),
        sa.Column("started_at", sa.Float, nullable=True),
        sa.Column("last_seen_at", sa.Float, nullable=True),
        sa.Column("ended_at", sa.Float, nullable=True),
        sa.Column("late_until", sa.Float, nullable=True),
        _text("platform"),
        _text("benchmark_id"),
        _text("benchmark_version"),
        _text("profile"),
        _text("stop_status"),
        sa.Column("stop_digest", TEXT),
        sa.Column("progress", sa.Text, nullable=False),
        _text("reason"),
        _text("target_status"),
        _text("target_status_reason"),
        sa.Column("folded_platform", TEXT),
        _number("passed"),
        _number("failed"),
        _number("skipped"),
        sa.PrimaryKeyConstraint("account_id", "job_id", name="jobs_key"),
        sa.UniqueConstraint(
            "account_id",
            "scan_id",
            "resource_id",
            name="jobs_unique_account_id_scan_id_resource_id",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "jobs_by_account_id_resource_id_state", "jobs", ["account_id", "resource_id", "state"]
    )
    op.create_index("jobs_by_state_expires_at", "jobs", ["state", "expires_at"])
    op.create_table(
        "telemetry",
        _text("account_id"),
        _text("job_id"),
        _number("batch"),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("messages", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "job_id", "batch", name="telemetry_key"),
        sqlite_with_rowid=True,
    )
    op.create_table(
        "results",
        _text("account_id"),
        _text("scan_id"),
        _text("resource_id"),
        _text("check_order"),
        _text("rule_id"),
        _text("check_id"),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("rule_status", TEXT, nullable=False),
        sa.Column("details", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint(
            "account_id", "scan_id", "resource_id", "check_order", "rule_id", name="results_key"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checks",
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
        sa.PrimaryKeyConstraint(
            "account_id", "scan_id", "check_order", "check_id", "platform", name="checks_key"
        ),
        sqlite_with_rowid=False,
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)
