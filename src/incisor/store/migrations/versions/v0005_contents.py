"""Imported benchmarks: their content, and what is said of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table; until now there were only the benchmarks of the package."""
    op.create_table(
        "contents",
        _text("account_id"),
        _text("sha256"),
        _text("benchmark_id"),
        _text("version"),
        sa.Column("imported_at", sa.Float, nullable=False),
        sa.Column("removed_at", sa.Float),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("listing", sa.LargeBinary, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "sha256", name="contents_key"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)
