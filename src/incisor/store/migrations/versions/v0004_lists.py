"""Indexes with which a page of any list costs its size, and scans by what their targets are."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OWNER = ("account_id", "owner_id")
SORTS = ("status", "scheduled_by", "scan_date", "failed_checks")
POINTS = ("scan_name", "configuration_id", "status", "scheduled_by")
ORDERS = [(sort,) for sort in SORTS] + [
    (point, sort) for point in POINTS for sort in SORTS if point != sort
]
AT_ONCE = 1_000
"""Scans whose rows are made in one go."""


def upgrade() -> None:
    """Make the tables and fill them from the scans that are kept; replace the indexes."""
    op.execute("UPDATE scans SET owner_id = account_id WHERE owner_id = ''")
    tags = _terms("scan_tags", "tag_key", "tag_value")
    accounts = _terms("scan_accounts", "target_account")
    _fill(tags, accounts)
    for old in (*SORTS, *(f"{point}_scan_date" for point in POINTS)):
        op.drop_index(f"scans_by_account_id_{old}_scan_id", "scans")
    op.create_index("scans_listed_by_scan_id", "scans", [*OWNER, "scan_id"])
    for by in ORDERS:
        op.create_index(f"scans_listed_by_{'_'.join(by)}", "scans", [*OWNER, *by, "scan_id"])
    op.drop_index("jobs_by_account_id_resource_id_state", "jobs")
    by_host = ("account_id", "resource_id", "state", "scan_id")
    op.create_index(f"jobs_by_{'_'.join(by_host)}", "jobs", [*by_host])
    op.drop_index("scan_configurations_by_account_id_scan_name_configuration_id")
    kept = ("account_id", "deleted_at")
    op.create_index(f"scan_configurations_by_{'_'.join(kept)}", "scan_configurations", [*kept])


def _terms(name: str, *columns: str) -> sa.Table:
    keyed = (*OWNER, *columns)
    return op.create_table(
        name,
        *(_text(column) for column in keyed),
        sa.Column("scan_date", sa.Float, nullable=False),
        _text("scan_id"),
        sa.PrimaryKeyConstraint(*keyed, "scan_date", "scan_id", name=f"{name}_key"),
        sqlite_with_rowid=False,
    )


def _fill(tags: sa.Table, accounts: sa.Table) -> None:
    names = ("account_id", "owner_id", "scan_date", "scan_id")
    listed: Any = sa.select(*(sa.column(name) for name in (*names, "target_tags", "account_ids")))
    found = op.get_bind().execute(listed.select_from(sa.table("scans")))
    for scans in found.partitions(AT_ONCE):
        _insert(tags, [row for scan in scans for row in _tags(scan)])
        _insert(accounts, [row for scan in scans for row in _accounts(scan)])


def _insert(into: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.get_bind().execute(into.insert(), rows)


def _of(scan: Any) -> dict[str, Any]:
    return {name: getattr(scan, name) for name in (*OWNER, "scan_date", "scan_id")}


def _tags(scan: Any) -> list[dict[str, Any]]:
    return [
        {**_of(scan), "tag_key": key, "tag_value": value}
        for key, values in json.loads(scan.target_tags).items()
        for value in dict.fromkeys(values)
    ]


def _accounts(scan: Any) -> list[dict[str, Any]]:
    of = dict.fromkeys(json.loads(scan.account_ids))
    return [{**_of(scan), "target_account": account_id} for account_id in of]


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)
