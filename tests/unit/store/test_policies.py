"""incisor.store.policies."""

from sqlalchemy import Connection

from incisor.store import keys, policies
from incisor.store.keys import AccessKey, Role
from incisor.store.policies import StoredPolicy
from support.rows import ACCOUNT, NOW, OTHER_ACCOUNT


def put(conn: Connection, name: str, document: str = "{}", account_id: str = ACCOUNT) -> None:
    policies.put(conn, StoredPolicy(account_id, name, document, NOW))


def test_a_policy_is_kept_under_its_name_and_replaced(conn: Connection) -> None:
    """The second one of a name takes the place of the first."""
    put(conn, "b", "1")
    put(conn, "a")
    put(conn, "b", "2")
    assert [(each.name, each.document) for each in policies.of_account(conn, ACCOUNT)] == [
        ("a", "{}"),
        ("b", "2"),
    ]


def test_accounts_have_policies_of_their_own(conn: Connection) -> None:
    """A name of another account names nothing."""
    put(conn, "a", account_id=OTHER_ACCOUNT)
    assert policies.get(conn, ACCOUNT, "a") is None
    assert not policies.remove(conn, ACCOUNT, "a")
    assert policies.remove(conn, OTHER_ACCOUNT, "a")


def test_keys_in_use_are_known_by_policy(conn: Connection) -> None:
    """Revoked keys, and those with other policies, do not count."""
    for name, revoked_at in (("K1", None), ("K2", NOW)):
        keys.add(conn, AccessKey(ACCOUNT, name, Role.POLICY, "", NOW, revoked_at, ["a"]))
    keys.add(conn, AccessKey(ACCOUNT, "K3", Role.POLICY, "", NOW, None, ["b"]))
    assert policies.used_by(conn, ACCOUNT, "a") == ["K1"]
