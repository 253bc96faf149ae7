"""incisor.store.configurations."""

from typing import Any

import pytest
from sqlalchemy import Connection

from incisor.store import configurations
from incisor.wire import shapes
from support.criteria import equals, tag
from support.rows import ACCOUNT, NOW, OTHER_ACCOUNT, configuration, identifier
from support.statements import watched

SORT = shapes.CisScanConfigurationsSortBy


def names(conn: Connection, **wish: Any) -> list[str]:
    """The names on the first page."""
    page = configurations.page(conn, ACCOUNT, **wish)
    return [one.scan_name for one in page.items]


def test_a_configuration_is_read_as_it_was_kept(conn: Connection) -> None:
    """Schedule, targets and tags come back in their shapes."""
    time = shapes.Time(time_of_day="02:30", timezone="Europe/Berlin")
    weekly = shapes.WeeklySchedule(start_time=time, days=[shapes.Day.MON, shapes.Day.SUN])
    kept = configuration(1, schedule=shapes.Schedule(weekly=weekly), tags={"a": "b"})
    configurations.add(conn, kept)
    assert configurations.get(conn, ACCOUNT, identifier(1)) == kept


def test_a_configuration_belongs_to_its_account(conn: Connection) -> None:
    """Another account does not see that it exists."""
    configurations.add(conn, configuration(1))
    assert configurations.get(conn, OTHER_ACCOUNT, identifier(1)) is None
    assert configurations.page(conn, OTHER_ACCOUNT).items == []


def test_a_change_is_what_is_read_next(conn: Connection) -> None:
    """And what the function returns."""
    configurations.add(conn, configuration(1))
    changed = configurations.change(conn, configuration(1), scan_name="new", next_due_at=NOW)
    assert changed == configuration(1, scan_name="new", next_due_at=NOW)
    assert configurations.get(conn, ACCOUNT, identifier(1)) == changed


def test_a_deleted_configuration_is_gone_for_clients(conn: Connection) -> None:
    """It is not found, listed, counted or due, and cannot be deleted again."""
    configurations.add(conn, configuration(1, next_due_at=NOW))
    assert configurations.remove(conn, ACCOUNT, identifier(1), NOW)
    assert not configurations.remove(conn, ACCOUNT, identifier(1), NOW)
    assert configurations.get(conn, ACCOUNT, identifier(1)) is None
    assert names(conn) == []
    assert configurations.count(conn, ACCOUNT) == 0
    assert configurations.due(conn, NOW) == []


def test_configurations_are_counted_by_account(conn: Connection) -> None:
    """For the limit of configurations an account."""
    for number in range(3):
        configurations.add(conn, configuration(number))
    configurations.add(conn, configuration(9, account_id=OTHER_ACCOUNT))
    assert configurations.count(conn, ACCOUNT) == 3


def test_the_list_is_by_name(conn: Connection) -> None:
    """Capitals before small letters, as code points are."""
    for number, name in enumerate(["b", "C", "a"]):
        configurations.add(conn, configuration(number, scan_name=name))
    assert names(conn) == ["C", "a", "b"]
    assert names(conn, sort_order=shapes.CisSortOrder.DESC) == ["b", "a", "C"]
    assert names(conn, sort_by=SORT.SCAN_CONFIGURATION_ARN) == ["b", "C", "a"]


def test_filters_narrow_the_list(conn: Connection) -> None:
    """By name, by the tags of targets, and by ARN."""
    configurations.add(conn, configuration(1, scan_name="a", target_tags={"env": ["prod"]}))
    configurations.add(conn, configuration(2, scan_name="b", target_tags={"env": ["test"]}))
    criteria = shapes.ListCisScanConfigurationsFilterCriteria
    by_arn = criteria(scan_configuration_arn_filters=equals(f"arn:{identifier(2)}"))
    assert names(conn, criteria=by_arn, arn_stem="arn:") == ["b"]
    by_tag = criteria(target_resource_tag_filters=tag("env", "prod"))
    assert names(conn, criteria=by_tag) == ["a"]
    assert names(conn, criteria=criteria(scan_name_filters=equals("b"))) == ["b"]


@pytest.mark.parametrize("sort_by", SORT)
def test_deleted_configurations_cost_a_list_nothing(
    conn: Connection, sort_by: shapes.CisScanConfigurationsSortBy
) -> None:
    """Lists and counts read an index that has only those that are left."""
    configurations.add(conn, configuration(1))
    with watched(conn) as work:
        configurations.page(conn, ACCOUNT, sort_by=sort_by)
        configurations.page(conn, ACCOUNT, sort_by=sort_by, after=after(sort_by))
        configurations.count(conn, ACCOUNT)
    assert [plan for plan in work.plans if "account_id=? AND deleted_at=?" not in plan] == []


def after(sort_by: shapes.CisScanConfigurationsSortBy) -> list[str | float]:
    """The key of the first configuration in a list that is sorted so."""
    by_name = sort_by is SORT.SCAN_NAME
    return ["configuration 1", identifier(1)] if by_name else [identifier(1)]


def test_what_is_due_is_listed_longest_due_first(conn: Connection) -> None:
    """Of all accounts, up to and including this very second."""
    configurations.add(conn, configuration(1, next_due_at=NOW))
    configurations.add(conn, configuration(2, next_due_at=NOW - 5, account_id=OTHER_ACCOUNT))
    configurations.add(conn, configuration(3, next_due_at=NOW + 1))
    configurations.add(conn, configuration(4, next_due_at=None))
    due = configurations.due(conn, NOW)
    assert [one.configuration_id for one in due] == [identifier(2), identifier(1)]


def test_an_occurrence_is_claimed_once(conn: Connection) -> None:
    """A second tick that has read the same row comes too late."""
    due = configuration(1, next_due_at=NOW)
    configurations.add(conn, due)
    assert configurations.claim(conn, due, NOW + 60)
    assert not configurations.claim(conn, due, NOW + 60)
    found = configurations.get(conn, ACCOUNT, identifier(1))
    assert found is not None
    assert found.next_due_at == NOW + 60
