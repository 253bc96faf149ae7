"""Scan configurations: what to scan, how deeply, and when."""

from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select, tuple_, update

from incisor.store import filters
from incisor.store.page import Key, Order, Page, columns_of, fetch_few, order_of
from incisor.store.tables import scan_configurations as table
from incisor.wire import shapes


class Configuration(msgspec.Struct, frozen=True):
    """One configuration.

    `account_id` is the owner: an account, or the organisation whose administrator made it.
    `account_ids` are twelve digits each, or ALL_ACCOUNTS alone: all that the organisation has when
    a scan opens (SELF is resolved before it gets here);
    `next_due_at` is when the next scan of it opens, None when no more will.
    """

    account_id: str
    configuration_id: str
    scan_name: str
    security_level: shapes.CisSecurityLevel
    schedule: shapes.Schedule
    account_ids: list[str]
    target_tags: dict[str, list[str]]
    tags: dict[str, str]
    created_at: float
    next_due_at: float | None
    deleted_at: float | None = None


_CONFIGURATIONS: Final = select(*columns_of(Configuration, table))
_KEPT: Final = table.c.deleted_at.is_(None)

SORT_KEYS: Final = {
    shapes.CisScanConfigurationsSortBy.SCAN_NAME: (table.c.scan_name, table.c.configuration_id),
    shapes.CisScanConfigurationsSortBy.SCAN_CONFIGURATION_ARN: (table.c.configuration_id,),
}
_BY_NAME: Final = Order((table.c.scan_name, table.c.configuration_id))


def rules(arn_stem: str) -> dict[str, filters.Rule]:
    """The filters of ListCisScanConfigurations, by the member of its criteria."""
    return {
        "scan_name_filters": filters.text(table.c.scan_name),
        "target_resource_tag_filters": filters.tag(table.c.target_tags),
        "scan_configuration_arn_filters": filters.text(table.c.configuration_id, arn_stem),
    }


def add(conn: Connection, configuration: Configuration) -> None:
    """Keep a new configuration."""
    conn.execute(table.insert().values(msgspec.structs.asdict(configuration)))


def get(conn: Connection, account_id: str, configuration_id: str) -> Configuration | None:
    """The account's configuration of that id, unless it was deleted."""
    row = conn.execute(_CONFIGURATIONS.where(*_is(account_id, configuration_id))).first()
    return None if row is None else Configuration(*row)


def count(conn: Connection, account_id: str) -> int:
    """How many configurations the account has that were not deleted."""
    kept = select(func.count()).where(table.c.account_id == account_id, _KEPT)
    return conn.execute(kept).scalar_one()


def change(conn: Connection, configuration: Configuration, **columns: Any) -> Configuration:
    """Write these columns; the configuration as it is now."""
    here = _is(configuration.account_id, configuration.configuration_id)
    conn.execute(update(table).where(*here).values(columns))
    return msgspec.structs.replace(configuration, **columns)


def remove(conn: Connection, account_id: str, configuration_id: str, now: float) -> bool:
    """Delete it: it is listed and due no more, its scans stay. False if there was none."""
    removed = update(table).where(*_is(account_id, configuration_id))
    return conn.execute(removed.values(deleted_at=now, next_due_at=None)).rowcount == 1


def page(
    conn: Connection,
    account_id: str,
    *,
    criteria: shapes.ListCisScanConfigurationsFilterCriteria | None = None,
    sort_by: shapes.CisScanConfigurationsSortBy | None = None,
    sort_order: shapes.CisSortOrder | None = None,
    after: Key | None = None,
    limit: int = 100,
    arn_stem: str = "",
) -> Page[Configuration]:
    """ListCisScanConfigurations: by name unless asked otherwise, ascending unless asked otherwise.

    `arn_stem` is what every configuration ARN of the account has before the id; filters on ARNs
    need it. An account has some hundreds at most; what was deleted is never met.
    """
    wanted = filters.where(rules(arn_stem), criteria)
    kept = select(table.c.account_id, table.c.configuration_id).where(
        table.c.account_id == account_id, _KEPT
    )
    key = tuple_(table.c.account_id, table.c.configuration_id)
    query = _CONFIGURATIONS.where(key.in_(kept), wanted)
    return fetch_few(conn, query, Configuration, order(sort_by, sort_order), after, limit)


def order(
    sort_by: shapes.CisScanConfigurationsSortBy | None, sort_order: shapes.CisSortOrder | None
) -> Order:
    """The order in which `page` lists configurations."""
    return order_of(SORT_KEYS, _BY_NAME, sort_by, sort_order)


def due(conn: Connection, now: float, limit: int = 100) -> list[Configuration]:
    """Those of all accounts whose next scan is due, longest due first."""
    query = _CONFIGURATIONS.where(table.c.next_due_at <= now).order_by(table.c.next_due_at)
    return [Configuration(*row) for row in conn.execute(query.limit(limit))]


def claim(conn: Connection, configuration: Configuration, next_due_at: float | None) -> bool:
    """Take the due occurrence and set the next; False if another tick has taken it already."""
    here = _is(configuration.account_id, configuration.configuration_id)
    still_due = table.c.next_due_at == configuration.next_due_at
    claimed = update(table).where(*here, still_due).values(next_due_at=next_due_at)
    return conn.execute(claimed).rowcount == 1


def _is(account_id: str, configuration_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.account_id == account_id,
        table.c.configuration_id == configuration_id,
        _KEPT,
    )
