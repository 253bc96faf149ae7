"""incisor.store.hosts."""

from sqlalchemy import Connection

from incisor.store import hosts
from incisor.store.hosts import Facts
from support.rows import ACCOUNT, NOW, OTHER_ACCOUNT, host, resource


def test_a_host_is_read_as_it_was_kept(conn: Connection) -> None:
    """What was added is what `get` returns, in its own account."""
    hosts.add(conn, host(1, tags={"env": "prod"}))
    assert hosts.get(conn, ACCOUNT, resource(1)) == host(1, tags={"env": "prod"})
    assert hosts.get(conn, OTHER_ACCOUNT, resource(1)) is None


def test_a_check_in_updates_what_is_known_of_the_host(conn: Connection) -> None:
    """Facts and time are those of the last call; tags are not the agent's to change."""
    hosts.add(conn, host(1, tags={"env": "prod"}))
    hosts.checked_in(conn, ACCOUNT, resource(1), Facts("renamed", "DEBIAN_13", "2"), NOW + 9)
    assert hosts.get(conn, ACCOUNT, resource(1)) == host(
        1,
        hostname="renamed",
        platform="DEBIAN_13",
        agent_version="2",
        tags={"env": "prod"},
        last_seen_at=NOW + 9,
    )


def test_tags_are_replaced(conn: Connection) -> None:
    """Setting tags leaves none of the old ones, and says whether there is such a host."""
    hosts.add(conn, host(1, tags={"env": "prod"}))
    assert hosts.set_tags(conn, ACCOUNT, resource(1), {"team": "a"})
    assert not hosts.set_tags(conn, ACCOUNT, resource(2), {"team": "a"})
    assert hosts.of_account(conn, ACCOUNT) == [host(1, tags={"team": "a"})]


def test_hosts_are_listed_in_pages(conn: Connection) -> None:
    """Pages follow each other by resource id, within one account."""
    for number in (3, 1, 2):
        hosts.add(conn, host(number))
    hosts.add(conn, host(4, account_id=OTHER_ACCOUNT))
    first = hosts.page(conn, ACCOUNT, limit=2)
    assert first.items == [host(1), host(2)]
    assert hosts.page(conn, ACCOUNT, after=first.next, limit=2).items == [host(3)]
