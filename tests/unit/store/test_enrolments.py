"""incisor.store.enrolments."""

from sqlalchemy import Connection

from incisor.store import enrolments
from incisor.store.enrolments import Enrolment
from support.rows import ACCOUNT, NOW

TWICE = Enrolment(ACCOUNT, "hash", {"env": "prod"}, 2, 2, NOW, NOW + 60)


def test_a_token_is_found_by_its_hash(conn: Connection) -> None:
    """A redeeming host names the token, not the account."""
    enrolments.add(conn, TWICE)
    assert enrolments.find(conn, "hash") == TWICE
    assert enrolments.find(conn, "another") is None


def test_a_token_gives_its_uses_and_no_more(conn: Connection) -> None:
    """The count is in the condition of the update, whatever the caller has read before."""
    enrolments.add(conn, TWICE)
    assert [enrolments.take_use(conn, TWICE, NOW) for _ in range(3)] == [True, True, False]


def test_a_token_gives_nothing_from_its_expiry_on(conn: Connection) -> None:
    """At the very second of expiry it is over."""
    enrolments.add(conn, TWICE)
    assert not enrolments.take_use(conn, TWICE, TWICE.expires_at)
    assert enrolments.find(conn, "hash") == TWICE


def test_old_tokens_are_forgotten(conn: Connection) -> None:
    """Purging removes those that expired before the given time, and only those."""
    enrolments.add(conn, TWICE)
    assert enrolments.purge(conn, TWICE.expires_at) == 0
    assert enrolments.purge(conn, TWICE.expires_at + 1) == 1
    assert enrolments.find(conn, "hash") is None
