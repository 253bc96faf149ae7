"""Scans and configurations as commands name them: by id, or by ARN."""

from sqlalchemy import Connection

from incisor.cli.output import Fault
from incisor.domain import arn
from incisor.domain.arn import ArnError, Kind
from incisor.store import configurations, scans
from incisor.store.configurations import Configuration
from incisor.store.scans import Scan


def scan_of(conn: Connection, account_id: str, named: str) -> Scan:
    """The scan of that name; an organisation's, if the ARN says so. Raises Fault."""
    owner_id, scan_id = _owned(account_id, named, Kind.SCAN)
    scan = scans.get(conn, owner_id, scan_id)
    if scan is None:
        raise Fault(f"{owner_id} has no scan {named}.", "See `incisor scans list`.")
    return scan


def configuration_of(conn: Connection, account_id: str, named: str) -> Configuration:
    """The configuration of that name; an organisation's, if the ARN says so. Raises Fault."""
    owner_id, configuration_id = _owned(account_id, named, Kind.CONFIGURATION)
    found = configurations.get(conn, owner_id, configuration_id)
    if found is None:
        raise Fault(
            f"{owner_id} has no scan configuration {named}.",
            "`incisor scans show` names that of a scan.",
        )
    return found


def _owned(account_id: str, named: str, kind: Kind) -> tuple[str, str]:
    try:
        parsed = arn.parse(named, kind)
    except ArnError:
        return account_id, named.lower()
    return parsed.owner_id, parsed.id
