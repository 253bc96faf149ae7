"""Whose rows belong to a scan: those of one account, or of every account that it is for.

The scan of an organisation has one row under the organisation's id, with the sums of all accounts,
and one row for the part of each account under the account's. Jobs, results and checks are always an
account's. So a scan that is named by its organisation's id means the rows of all its accounts.
"""

from sqlalchemy import ColumnElement, Connection, Table, select

from incisor.domain import arn
from incisor.store.tables import scans

Conditions = tuple[ColumnElement[bool], ColumnElement[bool]]


def in_scan(conn: Connection, rows: Table, owner_id: str, scan_id: str) -> Conditions:
    """The rows of a table that belong to a scan of an account or of an organisation."""
    if not arn.is_organisation(owner_id):
        return rows.c.account_id == owner_id, rows.c.scan_id == scan_id
    here = scans.c.account_id == owner_id, scans.c.scan_id == scan_id
    accounts = conn.execute(select(scans.c.account_ids).where(*here)).scalar() or ()
    return rows.c.account_id.in_(accounts), rows.c.scan_id == scan_id
