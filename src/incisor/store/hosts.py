"""Hosts: the machines that have enrolled and can be targets."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from incisor.store.page import Key, Page


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


def add(conn: Connection, host: Host) -> None:
    """Keep a newly enrolled host."""
    raise NotImplementedError


def get(conn: Connection, account_id: str, resource_id: str) -> Host | None:
    """The account's host of that id, if there is one."""
    raise NotImplementedError


def page(
    conn: Connection, account_id: str, *, after: Key | None = None, limit: int = 100
) -> Page[Host]:
    """The account's hosts by resource id."""
    raise NotImplementedError


def of_account(conn: Connection, account_id: str) -> Sequence[Host]:
    """All of the account's hosts by resource id, for a scan to choose its targets from."""
    raise NotImplementedError


def checked_in(
    conn: Connection, account_id: str, resource_id: str, facts: Facts, now: float
) -> None:
    """Note that the host's agent called, and what it said."""
    raise NotImplementedError


def set_tags(conn: Connection, account_id: str, resource_id: str, tags: dict[str, str]) -> bool:
    """Give the host these tags in place of those it had; False if there is no such host."""
    raise NotImplementedError
