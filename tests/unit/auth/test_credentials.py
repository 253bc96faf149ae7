"""incisor.auth.credentials."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from incisor.auth import credentials
from incisor.auth.credentials import Credentials, Identity, IssuedKey, issue, secret_access_key
from incisor.store import Store, keys, sqlite_url
from incisor.store.keys import Role
from support.rows import ACCOUNT, NOW, resource

SECRET = b"s" * 32


class Desk:
    """Credentials over a real store, with the clock in the test's hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.credentials = Credentials(store, lambda: self.now)

    def issue(self, role: Role = Role.ADMIN, resource_id: str = "") -> IssuedKey:
        """A new key of the account."""
        return self.store.write_now(
            lambda conn: issue(
                conn, SECRET, account_id=ACCOUNT, role=role, now=NOW, resource_id=resource_id
            )
        )

    def revoke(self, access_key_id: str) -> None:
        """Another process takes the key out of use."""
        self.store.write_now(lambda conn: keys.revoke(conn, ACCOUNT, access_key_id, NOW))

    def identity(self, access_key_id: str) -> Identity | None:
        """Who the key says that a caller is."""
        return asyncio.run(self.credentials.identity(access_key_id))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on a database of its own."""
    with Store.open(sqlite_url(tmp_path / "incisor.db"), secret=SECRET) as store:
        yield Desk(store)


def test_a_secret_is_derived_from_the_services_and_the_id() -> None:
    """The same pair gives the same 40 characters, every other pair another."""
    secret = secret_access_key(SECRET, "INCI1")
    assert re.fullmatch(r"[A-Za-z0-9_-]{40}", secret)
    assert secret == secret_access_key(SECRET, "INCI1")
    assert secret != secret_access_key(SECRET, "INCI2")
    assert secret != secret_access_key(b"t" * 32, "INCI1")


def test_a_key_id_has_the_clouds_form(conn: Connection) -> None:
    """Twenty capitals and digits, so that whatever looks for key ids in logs finds it."""
    issued = issue(conn, SECRET, account_id=ACCOUNT, role=Role.ADMIN, now=NOW)
    assert re.fullmatch(r"INCI[A-Z2-7]{16}", issued.key.access_key_id)
    assert issued.secret_access_key == secret_access_key(SECRET, issued.key.access_key_id)
    assert keys.find(conn, issued.key.access_key_id) == issued.key


def test_no_secret_is_in_the_database(desk: Desk, tmp_path: Path) -> None:
    """Whoever reads the database cannot sign."""
    secret = desk.issue().secret_access_key.encode()
    assert all(secret not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_key_in_use_has_an_identity_and_a_secret(desk: Desk) -> None:
    """All that a request needs, the bound host included."""
    issued = desk.issue(Role.HOST, resource(1))
    key_id = issued.key.access_key_id
    assert desk.identity(key_id) == Identity(ACCOUNT, Role.HOST, resource(1), key_id)
    assert desk.credentials.secret_of(key_id) == issued.secret_access_key


def test_an_unknown_key_has_neither(desk: Desk) -> None:
    """Nor has one that nobody has asked for yet: identities come from the database."""
    assert desk.identity("INCI-NONE") is None
    assert desk.credentials.secret_of("INCI-NONE") is None
    assert desk.credentials.secret_of(desk.issue().key.access_key_id) is None


def test_a_revoked_key_stops_working_within_seconds(desk: Desk) -> None:
    """Also if another process revoked it while it was in use."""
    key_id = desk.issue().key.access_key_id
    assert desk.identity(key_id) is not None
    desk.revoke(key_id)
    desk.now += credentials.REMEMBERED_S
    assert desk.identity(key_id) is None
    assert desk.credentials.secret_of(key_id) is None


def test_a_key_is_not_read_again_for_every_request(desk: Desk) -> None:
    """Within seconds the answer is remembered, without a look into the database."""
    key_id = desk.issue().key.access_key_id
    desk.identity(key_id)
    desk.revoke(key_id)
    assert desk.identity(key_id) is not None


def test_memory_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of made-up ids does not fill it, and keys go on working."""
    monkeypatch.setattr(credentials, "REMEMBERED", 10)
    key_id = desk.issue().key.access_key_id
    for number in range(30):
        desk.identity(f"made-up-{number}")
    assert len(desk.credentials._remembered) <= 10
    assert desk.identity(key_id) is not None
