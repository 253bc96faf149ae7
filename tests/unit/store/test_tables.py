"""incisor.store.tables: the rules that its first lines state."""

import pytest
from sqlalchemy import Table

from incisor.store import checks, configurations, results, scan_pages, target_pages
from incisor.store.tables import metadata

NAMES = sorted(metadata.tables)
SORT_KEYS = [
    columns
    for keys in (
        checks.SORT_KEYS,
        configurations.SORT_KEYS,
        target_pages.SORT_KEYS,
        results.SORT_KEYS,
        scan_pages.SORT_KEYS,
    )
    for columns in keys.values()
]


@pytest.mark.parametrize("name", NAMES)
def test_every_primary_key_leads_with_the_account(name: str) -> None:
    """A distributed PostgreSQL can shard every table by account (D4)."""
    table: Table = metadata.tables[name]
    assert next(iter(table.primary_key.columns)).name == "account_id"


@pytest.mark.parametrize("name", NAMES)
def test_names_fit_postgresql(name: str) -> None:
    """PostgreSQL cuts names at 63 bytes, and two cut names could be the same."""
    table = metadata.tables[name]
    names = [index.name for index in table.indexes] + [rule.name for rule in table.constraints]
    assert [name for name in names if name and len(str(name)) > 63] == []


def test_what_is_sorted_by_is_never_null() -> None:
    """A comparison with NULL would lose rows between two pages."""
    assert [column.name for columns in SORT_KEYS for column in columns if column.nullable] == []


def test_every_sort_key_tells_all_rows_apart() -> None:
    """Each ends in an id that is unique in its list, or a row could be lost between two pages.

    Checks end in the account: those of an organisation's scan are each account's.
    """
    last = {columns[-1].name for columns in SORT_KEYS}
    assert last <= {"configuration_id", "scan_id", "job_id", "rule_id", "account_id"}
