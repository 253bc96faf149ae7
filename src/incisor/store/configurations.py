"""Scan configurations: what to scan, how deeply, and when."""

from typing import Any

import msgspec
from sqlalchemy import Connection

from incisor.store.page import Key, Page
from incisor.wire import shapes


class Configuration(msgspec.Struct, frozen=True):
    """One configuration.

    `account_ids` are twelve digits each (SELF and ALL_ACCOUNTS are resolved before they get here);
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


def add(conn: Connection, configuration: Configuration) -> None:
    """Keep a new configuration."""
    raise NotImplementedError


def get(conn: Connection, account_id: str, configuration_id: str) -> Configuration | None:
    """The account's configuration of that id, unless it was deleted."""
    raise NotImplementedError


def count(conn: Connection, account_id: str) -> int:
    """How many configurations the account has that were not deleted."""
    raise NotImplementedError


def change(conn: Connection, configuration: Configuration, **columns: Any) -> Configuration:
    """Write these columns; the configuration as it is now."""
    raise NotImplementedError


def remove(conn: Connection, account_id: str, configuration_id: str, now: float) -> bool:
    """Delete it: it is listed and due no more, its scans stay. False if there was none."""
    raise NotImplementedError


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
    need it.
    """
    raise NotImplementedError


def due(conn: Connection, now: float, limit: int = 100) -> list[Configuration]:
    """Those of all accounts whose next scan is due, longest due first."""
    raise NotImplementedError


def claim(conn: Connection, configuration: Configuration, next_due_at: float | None) -> bool:
    """Take the due occurrence and set the next; False if another tick has taken it already."""
    raise NotImplementedError
