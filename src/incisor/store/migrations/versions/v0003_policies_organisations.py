"""Policies, organisations, scans that an organisation owns, and indexes for filters on scans."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# Filters that one value or a beginning meets, each followed by the order of the list.
FILTERED = ("scan_name", "configuration_id", "status", "scheduled_by")


def upgrade() -> None:
    """Make tables, columns and indexes; until now every scan was its account's own."""
    op.create_table(
        "policies",
        _text("account_id"),
        _text("name"),
        _text("document"),
        sa.Column("changed_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "name", name="policies_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "members",
        _text("account_id"),
        _text("organisation_id"),
        _text("administrator_id"),
        sa.Column("joined_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="members_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "members_by_organisation_id_account_id", "members", ["organisation_id", "account_id"]
    )
    op.add_column(
        "access_keys", sa.Column("policies", sa.Text, nullable=False, server_default="[]")
    )
    op.add_column(
        "scans", sa.Column("owner_id", TEXT, nullable=False, server_default=sa.text("''"))
    )
    op.execute("UPDATE scans SET owner_id = account_id")
    for column in FILTERED:
        op.create_index(
            f"scans_by_account_id_{column}_scan_date_scan_id",
            "scans",
            ["account_id", column, "scan_date", "scan_id"],
        )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)
