"""An index for each key that the targets of a scan are sorted by."""

from alembic import op

revision = "0006"
down_revision = "0005"

ORDERS = ("resource_id", "failed", "platform", "target_status", "target_status_reason")
TARGET = ("resource_id", "job_id", *ORDERS[1:], "passed", "skipped")


def upgrade() -> None:
    """Make the indexes, each with all that targets are asked for but their tags and checks."""
    for by in ORDERS:
        others = (column for column in TARGET if column != by)
        op.create_index(f"jobs_listed_by_{by}", "jobs", ["account_id", "scan_id", by, *others])
