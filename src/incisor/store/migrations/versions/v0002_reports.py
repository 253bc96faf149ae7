"""Reports that were asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reports",
        _text("account_id"),
        _text("scan_id"),
        _text("target_account"),
        _text("report_format"),
        _text("state"),
        _text("report_id"),
        _text("status"),
        sa.Column("requested_at", sa.Float, nullable=False),
        sa.Column("claimed_until", sa.Float, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("ended_at", sa.Float, nullable=True),
        _text("reason"),
        sa.PrimaryKeyConstraint(
            "account_id",
            "scan_id",
            "target_account",
            "report_format",
            "state",
            name="reports_key",
        ),
        sa.UniqueConstraint("account_id", "report_id", name="reports_unique_account_id_report_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("reports_by_status_requested_at", "reports", ["status", "requested_at"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)
