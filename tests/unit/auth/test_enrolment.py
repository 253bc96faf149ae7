"""incisor.auth.enrolment."""

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from incisor.auth import enrolment
from incisor.auth.credentials import IssuedKey
from incisor.auth.enrolment import (
    EnrolmentError,
    ExpiredTokenError,
    IssuedToken,
    UnknownTokenError,
    UsedUpTokenError,
)
from incisor.store import Store, hosts, sqlite_url
from incisor.store.hosts import Facts, Host
from incisor.store.keys import Role
from incisor.store.tables import access_keys, enrolment_tokens
from incisor.store.tables import hosts as hosts_table
from support.rows import ACCOUNT, NOW

SECRET = b"s" * 32
FACTS = Facts("web-1", "DEBIAN_12", "1")


def create(conn: Connection, uses: int = 1) -> IssuedToken:
    """A token of the account, good for an hour."""
    return enrolment.create(
        conn, account_id=ACCOUNT, uses=uses, expires_at=NOW + 3600, tags={"env": "prod"}, now=NOW
    )


def redeem(conn: Connection, token: str, now: float = NOW) -> IssuedKey:
    """What a host gets for the token."""
    return enrolment.redeem(conn, SECRET, token, FACTS, now)


def test_a_token_gives_a_host_a_key_of_its_own(conn: Connection) -> None:
    """The host is kept with the token's tags, and the key is bound to it."""
    issued = redeem(conn, create(conn).token)
    key = issued.key
    assert (key.account_id, key.role) == (ACCOUNT, Role.HOST)
    assert hosts.get(conn, ACCOUNT, key.resource_id) == Host(
        ACCOUNT, key.resource_id, "web-1", "DEBIAN_12", "1", {"env": "prod"}, NOW
    )


def test_each_use_gives_another_host(conn: Connection) -> None:
    """Ids and keys are never given twice."""
    token = create(conn, uses=3).token
    issued = [redeem(conn, token).key for _ in range(3)]
    assert len({key.resource_id for key in issued}) == 3
    assert len({key.access_key_id for key in issued}) == 3


def test_a_resource_id_is_one_that_the_model_allows() -> None:
    """i- and 17 hexadecimal digits."""
    assert re.fullmatch(r"i-[0-9a-f]{17}", enrolment.new_resource_id())


def test_a_token_says_what_it_is_and_cannot_be_guessed(conn: Connection) -> None:
    """A prefix for scanners of leaked secrets, then 256 random bits."""
    first, second = create(conn).token, create(conn).token
    assert re.fullmatch(r"incisor-enrol-[A-Za-z0-9_-]{43}", first)
    assert first != second


def test_only_the_tokens_hash_is_stored(conn: Connection) -> None:
    """Whoever reads the database cannot enrol a host."""
    token = create(conn).token
    (row,) = conn.execute(select(enrolment_tokens)).all()
    assert token not in str(tuple(row))


@pytest.mark.parametrize(
    ("uses", "taken", "now", "error", "message"),
    [
        (1, 1, NOW, UsedUpTokenError, "its one use is taken"),
        (2, 2, NOW, UsedUpTokenError, "all its 2 uses are taken"),
        (1, 0, NOW + 3600, ExpiredTokenError, "has expired"),
        (1, 1, NOW + 3600, ExpiredTokenError, "has expired"),
    ],
)
def test_a_token_that_gives_nothing_says_why(
    conn: Connection,
    uses: int,
    taken: int,
    now: float,
    error: type[EnrolmentError],
    message: str,
) -> None:
    """And what to do: make a new one."""
    token = create(conn, uses).token
    for _ in range(taken):
        redeem(conn, token)
    with pytest.raises(error, match=f"{message}.*incisor enrolment create"):
        redeem(conn, token, now)


@pytest.mark.parametrize("token", ["", "incisor-enrol-", "nonsense", "\ud800", "x" * 10_000])
def test_an_unknown_token_gives_nothing(conn: Connection, token: str) -> None:
    """Whatever is sent in a token's place, the answer is the same."""
    create(conn)
    with pytest.raises(UnknownTokenError, match="unknown"):
        redeem(conn, token)


def test_a_refusal_changes_nothing(conn: Connection) -> None:
    """No host, no key."""
    token = create(conn).token
    with pytest.raises(ExpiredTokenError):
        redeem(conn, token, NOW + 3600)
    for table in (hosts_table, access_keys):
        assert conn.execute(select(func.count()).select_from(table)).scalar() == 0


def test_hosts_that_redeem_at_once_share_the_uses(tmp_path: Path) -> None:
    """Ten hosts, four uses: four get keys, six are told that the token is used up."""
    with Store.open(sqlite_url(tmp_path / "incisor.db"), secret=SECRET) as store:
        token = store.write_now(lambda conn: create(conn, uses=4)).token

        async def run() -> list[object]:
            tries = (store.write(lambda conn: redeem(conn, token)) for _ in range(10))
            return list(await asyncio.gather(*tries, return_exceptions=True))

        outcomes = [type(outcome) for outcome in asyncio.run(run())]
    assert outcomes.count(IssuedKey) == 4
    assert outcomes.count(UsedUpTokenError) == 6
