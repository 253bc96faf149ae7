"""incisor.store.keys."""

from sqlalchemy import Connection

from incisor.store import keys
from incisor.store.keys import AccessKey, Role
from support.rows import ACCOUNT, NOW, OTHER_ACCOUNT

KEY = AccessKey(ACCOUNT, "INCI1", Role.ADMIN, "", NOW)


def test_a_key_is_found_by_its_id_alone(conn: Connection) -> None:
    """A request names a key, not an account."""
    keys.add(conn, KEY)
    assert keys.find(conn, "INCI1") == KEY
    assert keys.find(conn, "INCI2") is None


def test_a_role_is_read_as_the_enum_member(conn: Connection) -> None:
    """Callers may compare roles by identity."""
    keys.add(conn, KEY)
    found = keys.find(conn, "INCI1")
    assert found is not None
    assert found.role is Role.ADMIN


def test_a_revoked_key_is_kept_with_the_time(conn: Connection) -> None:
    """Revoking marks the key, so that the list can show it."""
    keys.add(conn, KEY)
    assert keys.revoke(conn, ACCOUNT, "INCI1", NOW + 5)
    assert [key.revoked_at for key in keys.of_account(conn, ACCOUNT)] == [NOW + 5]


def test_a_key_is_revoked_once(conn: Connection) -> None:
    """The first revocation's time stands."""
    keys.add(conn, KEY)
    keys.revoke(conn, ACCOUNT, "INCI1", NOW + 5)
    assert not keys.revoke(conn, ACCOUNT, "INCI1", NOW + 9)


def test_a_key_of_another_account_cannot_be_revoked(conn: Connection) -> None:
    """An account acts on its own keys only."""
    keys.add(conn, KEY)
    assert not keys.revoke(conn, OTHER_ACCOUNT, "INCI1", NOW)
    assert keys.find(conn, "INCI1") == KEY


def test_keys_are_listed_oldest_first(conn: Connection) -> None:
    """The list is of one account, in the order of creation."""
    later = AccessKey(ACCOUNT, "INCI0", Role.AUDITOR, "", NOW + 1)
    foreign = AccessKey(OTHER_ACCOUNT, "INCI3", Role.ADMIN, "", NOW)
    for key in (later, KEY, foreign):
        keys.add(conn, key)
    assert keys.of_account(conn, ACCOUNT) == [KEY, later]
