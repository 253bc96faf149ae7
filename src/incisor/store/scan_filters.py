"""The filters of ListCisScans, each said in the three ways in which a page can be found by it.

Of a scan that is at hand: does it hold? From an index: for which scans does it hold? And in the
list's order: where are those of one value kept sorted? `incisor.store.scan_pages` chooses.
Whatever is asked of an index is one range of it: a database that does not know how the values are
spread would rather read all scans of an account than two ranges.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Select, Table, exists, false, literal, or_, select

from incisor.domain import arn
from incisor.store import filters
from incisor.store.filters import Condition
from incisor.store.page import Key, Order
from incisor.store.tables import SCAN_OWNER, SCAN_POINTS, jobs, members, scan_accounts, scan_tags
from incisor.store.tables import scans as table
from incisor.wire import shapes


class Listed(NamedTuple):
    """Whose scans are listed: those that `owner_id` owns, as far as `account_id` has them.

    The stems are what the ARNs of these scans and of their configurations have before the id.
    """

    account_id: str
    owner_id: str
    scan_arn_stem: str = ""
    configuration_arn_stem: str = ""


class Walk(NamedTuple):
    """Scans that an index keeps in the list's order: where, after which key, and which table has
    the columns of that order."""

    where: Sequence[Condition]
    after: Key | None
    through: Table = table


class Sought(NamedTuple):
    """One filter.

    `ids` are queries for account_id and scan_id, each of one range of an index: they find all
    scans for which the filter holds, and maybe more; None if no index has them. `walks` find
    exactly those for which it holds; there are none if no index keeps them in that order.
    """

    holds: Condition
    ids: Sequence[Select[Any]] | None
    walks: Callable[[Order, Key | None], list[Walk]]


Rule = Callable[[Sequence[Any]], Sought]


class _Ends(NamedTuple):
    """A kind of range: its column, and what an entry calls its two ends, each part of it."""

    column: Column[Any]
    lower: str
    upper: str


_DATES: Final = _Ends(table.c.scan_date, "earliest_scan_start_time", "latest_scan_start_time")
_NUMBERS: Final = _Ends(table.c.failed_checks, "lower_inclusive", "upper_inclusive")


def rules(conn: Connection, listed: Listed) -> Mapping[str, Rule]:
    """A rule for each member of the criteria."""
    text = partial(partial, _text, listed)
    return {
        "scan_arn_filters": text(table.c.scan_id, listed.scan_arn_stem),
        "scan_configuration_arn_filters": text(
            table.c.configuration_id, listed.configuration_arn_stem
        ),
        "scan_name_filters": text(table.c.scan_name, ""),
        "target_resource_id_filters": partial(_targets, conn, listed),
        "target_resource_tag_filters": partial(_tags, listed),
        "target_account_id_filters": partial(_accounts, listed),
        "scan_at_filters": partial(_range, listed, _DATES, filters.date(table.c.scan_date)),
        "failed_checks_filters": partial(
            _range, listed, _NUMBERS, filters.number(table.c.failed_checks)
        ),
        "scan_status_filters": partial(_status, listed),
        "scheduled_by_filters": text(table.c.scheduled_by, ""),
    }


def owned(listed: Listed, of: Table = table) -> tuple[Condition, ...]:
    """The rows of scans, or of a table about them, that are of the listed scans."""
    return tuple(of.c[name] == getattr(listed, name) for name in SCAN_OWNER)


def _text(
    listed: Listed, column: Column[str], stem: str, entries: Sequence[shapes.CisStringFilter]
) -> Sought:
    here = owned(listed)
    return Sought(
        filters.text(column, stem)(entries),
        [_ids(table, *here, part) for part in filters.parts(column, stem, entries)],
        _points(here, column, filters.points(stem, entries)),
    )


def _status(listed: Listed, entries: Sequence[shapes.CisScanStatusFilter]) -> Sought:
    here, column = owned(listed), table.c.status
    values = sorted({entry.value for entry in entries})
    return Sought(
        filters.one_of(column)(entries),
        [_ids(table, *here, column == value) for value in values],
        _points(here, column, values),
    )


def _range(listed: Listed, ends: _Ends, rule: filters.Rule, entries: Sequence[Any]) -> Sought:
    here = owned(listed)
    return Sought(
        rule(entries),
        [_ids(table, *here, rule([entry])) for entry in entries],
        partial(_between, here, ends, entries),
    )


def _tags(listed: Listed, entries: Sequence[shapes.TagFilter]) -> Sought:
    keys = {(entry.key, entry.value) for entry in entries}
    here = owned(listed, scan_tags)
    wanted = [
        (scan_tags.c.tag_key == key, scan_tags.c.tag_value == value) for key, value in sorted(keys)
    ]
    found = [(*here, *each) for each in wanted]
    return Sought(
        or_(*(exists().where(*_same(scan_tags), *each) for each in wanted)),
        [_ids(scan_tags, *each) for each in found],
        _newest(scan_tags, found),
    )


def _accounts(listed: Listed, entries: Sequence[shapes.CisStringFilter]) -> Sought:
    here, column = owned(listed, scan_accounts), scan_accounts.c.target_account
    found = [(*here, part) for part in filters.parts(column, "", entries)]
    exact = filters.points("", entries) is not None
    return Sought(
        filters.text(column, wrap=_with_account)(entries),
        [_ids(scan_accounts, *each) for each in found] if filters.wants(entries) else None,
        _newest(scan_accounts, found if exact else []),
    )


def _targets(conn: Connection, listed: Listed, entries: Sequence[shapes.CisStringFilter]) -> Sought:
    column = jobs.c.resource_id
    parts = filters.parts(column, "", entries) if filters.wants(entries) else None
    return Sought(
        filters.text(column, wrap=partial(_with_target, conn, listed))(entries),
        None if parts is None else [_of_target(conn, listed, part) for part in parts],
        lambda _order, _after: [],
    )


def _ids(of: Table, *where: Condition) -> Select[Any]:
    return select(of.c.account_id, of.c.scan_id).where(*where)


def _points(
    here: Sequence[Condition], column: Column[Any], values: Sequence[str] | None
) -> Callable[[Order, Key | None], list[Walk]]:
    """A walk for each value of a column that is indexed with every sort key."""
    known = values if values is not None and column.name in SCAN_POINTS else ()

    def walks(order: Order, after: Key | None) -> list[Walk]:
        if after is None or order.columns[0].name != column.name:
            return [Walk((*here, column == value), after) for value in known]
        place, last = map(str, after)
        rest = table.c.scan_id < last if order.descending else table.c.scan_id > last
        ahead = [value for value in known if (value < place if order.descending else value > place)]
        return [
            *(Walk((*here, column == value, rest), None) for value in known if value == place),
            *(Walk((*here, column == value), None) for value in ahead),
        ]

    return walks


def _newest(
    of: Table, found: Sequence[Sequence[Condition]]
) -> Callable[[Order, Key | None], list[Walk]]:
    """A walk for each of these parts of a table that has its scans by date."""

    def walks(order: Order, after: Key | None) -> list[Walk]:
        by_date = order.columns[0].name == of.c.scan_date.name
        return [Walk(where, after, of) for where in found] if by_date else []

    return walks


def _between(
    here: Sequence[Condition],
    ends: _Ends,
    entries: Sequence[Any],
    order: Order,
    after: Key | None,
) -> list[Walk]:
    """A walk for each range, if what it bounds is what the list is sorted by."""
    if order.columns[0].name != ends.column.name:
        return []
    bounds = ((getattr(each, ends.lower), getattr(each, ends.upper)) for each in entries)
    return [_along(here, ends.column, *each, order.descending, after) for each in bounds]


def _along(
    here: Sequence[Condition],
    column: Column[Any],
    lower: float | None,
    upper: float | None,
    descending: bool,
    after: Key | None,
) -> Walk:
    """Of its two beginnings, the range's end and the key, a walk has only the later: given both, a
    database might start at the earlier one and read all that is between them."""
    first = upper if descending else lower
    if first is not None and after is not None:
        place = float(after[0])
        inside = place <= first if descending else place >= first
        if not inside:
            after = None
        elif descending:
            upper = None
        else:
            lower = None
    bounds = [] if lower is None else [column >= lower]
    return Walk((*here, *bounds, *([] if upper is None else [column <= upper])), after)


def _same(of: Table) -> list[Condition]:
    """The rows of a table about scans that are of the listed one."""
    return [of.c[name] == table.c[name] for name in (*SCAN_OWNER, "scan_date", "scan_id")]


def _with_account(condition: Condition) -> Condition:
    """That the listed scan is for an account which meets the condition."""
    return exists().where(*_same(scan_accounts), condition)


def _with_target(conn: Connection, listed: Listed, condition: Condition) -> Condition:
    """That the listed scan has a job which meets the condition."""
    accounts = _accounts_with(conn, listed, condition)
    of_scan = jobs.c.account_id.in_(accounts), jobs.c.scan_id == table.c.scan_id
    return exists().where(*of_scan, condition) if accounts else false()


def _of_target(conn: Connection, listed: Listed, condition: Condition) -> Select[Any]:
    """The scans, as rows of the listed ones, that have a job which meets the condition."""
    accounts = _accounts_with(conn, listed, condition)
    owner = literal(listed.account_id).label("account_id")
    return select(owner, jobs.c.scan_id).where(jobs.c.account_id.in_(accounts), condition)


def _accounts_with(conn: Connection, listed: Listed, condition: Condition) -> Sequence[str]:
    """Of an organisation, the accounts that have any job which meets the condition."""
    if not arn.is_organisation(listed.account_id):
        return [listed.account_id]
    any_job = exists().where(jobs.c.account_id == members.c.account_id, condition)
    mine = members.c.organisation_id == listed.account_id
    return conn.execute(select(members.c.account_id).where(mine, any_job)).scalars().all()
