"""Hosts: the machines that have enrolled and can be targets."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, select, update

from incisor.store.page import Key, Order, Page, columns_of, fetch
from incisor.store.tables import hosts


class Host(msgspec.Struct, frozen=True):
    """One enrolled machine, with what its agent last said of it."""

    account_id: str
    resource_id: str
    hostname: str
    platform: str
    agent_version: str
    tags: dict[str, str]
    enrolled_at: float
    last_seen_at: float | None = None


class Facts(msgspec.Struct, frozen=True):
    """What an agent says of its host at check-in; `platform` is in the form DEBIAN_12."""

    hostname: str
    platform: str
    agent_version: str


_HOSTS = select(*columns_of(Host, hosts))
_BY_ID = Order((hosts.c.resource_id,))


def add(conn: Connection, host: Host) -> None:
    """Keep a newly enrolled host."""
    conn.execute(hosts.insert().values(msgspec.structs.asdict(host)))


def get(conn: Connection, account_id: str, resource_id: str) -> Host | None:
    """The account's host of that id, if there is one."""
    row = conn.execute(_HOSTS.where(*_is(account_id, resource_id))).first()
    return None if row is None else Host(*row)


def page(
    conn: Connection, account_id: str, *, after: Key | None = None, limit: int = 100
) -> Page[Host]:
    """The account's hosts by resource id."""
    query = _HOSTS.where(hosts.c.account_id == account_id)
    return fetch(conn, query, Host, _BY_ID, after, limit)


def of_account(conn: Connection, account_id: str) -> Sequence[Host]:
    """All of the account's hosts by resource id, for a scan to choose its targets from."""
    query = _HOSTS.where(hosts.c.account_id == account_id)
    return [Host(*row) for row in conn.execute(query.order_by(hosts.c.resource_id))]


def checked_in(
    conn: Connection, account_id: str, resource_id: str, facts: Facts, now: float
) -> None:
    """Note that the host's agent called, and what it said."""
    said = msgspec.structs.asdict(facts)
    conn.execute(
        update(hosts).where(*_is(account_id, resource_id)).values(last_seen_at=now, **said)
    )


def set_tags(conn: Connection, account_id: str, resource_id: str, tags: dict[str, str]) -> bool:
    """Give the host these tags in place of those it had; False if there is no such host."""
    tagged = update(hosts).where(*_is(account_id, resource_id)).values(tags=tags)
    return conn.execute(tagged).rowcount == 1


def _is(account_id: str, resource_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return hosts.c.account_id == account_id, hosts.c.resource_id == resource_id
