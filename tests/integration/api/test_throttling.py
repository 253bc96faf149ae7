"""Who asks too often is told so, and when to come back; nobody else notices."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import urllib3
from sqlalchemy import Connection

from incisor.store import keys
from incisor.store.keys import AccessKey
from support.service import FACTS, Answer, Caller, Running, Session, running, sent, tagged_scan


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that allows one call a second of each operation, and three at once."""
    rates = {"read_rate": 1, "change_rate": 1, "burst": 3.0}
    with running(tmp_path_factory.mktemp("data"), **rates) as started:
        yield started


def refusal(caller: Caller, operation: str) -> Answer:
    """What the first call is answered that comes too often; a busy machine needs a few more."""
    answers = (caller.call(operation) for _ in range(1000))
    return next(answer for answer in answers if answer.status != 200)


def test_a_flood_is_answered_with_429_and_when_to_come_back(service: Running) -> None:
    """The modelled error, its header in whole seconds, and words that name the operation."""
    admin = service.caller(service.account())
    assert [admin.call("ListCisScans").status for _ in range(3)] == [200, 200, 200]
    refused = refusal(admin, "ListCisScans")
    assert (refused.status, refused.error) == (429, "ThrottlingException")
    assert refused.headers["Retry-After"] == "1"
    assert "calls ListCisScans too often: wait 1 s" in refused.body["message"]


def test_a_flood_of_one_account_is_nothing_to_another(service: Running) -> None:
    """Nor to another operation of the same account."""
    flooder, other = service.caller(service.account()), service.caller(service.account())
    assert refusal(flooder, "ListCisScans").status == 429
    assert other.call("ListCisScans").status == 200
    assert flooder.call("ListCisScanConfigurations").status == 200


def test_sessions_have_a_rate_of_their_own(service: Running) -> None:
    """What would be a flood of lists is a fleet's ordinary sign of life."""
    admin = service.caller(service.account())
    host = service.host(admin.account_id, env="t")
    tagged_scan(admin, env="t")
    session = Session(host, host.check_in()["scanJobId"])
    session.start()
    assert {session.health().status for _ in range(50)} == {200}


def test_a_forged_request_takes_no_token_from_its_victim(service: Running) -> None:
    """Tokens are taken once the signature holds."""
    admin = service.caller(service.account())
    forger = replace(admin, secret_access_key="x" * 40)
    assert {forger.call("ListCisScans").status for _ in range(10)} == {403}
    assert admin.call("ListCisScans").status == 200


def redeem(service: Running, token: str) -> Answer:
    """An unsigned call for credentials."""
    with urllib3.PoolManager() as pool:
        body = json.dumps({"enrolmentToken": token, **FACTS}).encode()
        url = f"{service.endpoint}/incisor/v1/enrolments:redeem"
        return sent(pool, "POST", url, body, {"Content-Type": "application/json"})


def test_a_flood_of_enrolments_is_nothing_to_who_has_a_key(tmp_path: Path) -> None:
    """An address that tries tokens is told when to come back; signed calls from it are served."""
    with running(tmp_path, enrolment_rate=1, burst=2.0) as service:
        admin = service.caller(service.account())
        answers = [redeem(service, f"guess {number}") for number in range(40)]
        assert {answer.status for answer in answers[:2]} == {403}
        refused = next(answer for answer in answers if answer.status != 403)
        assert (refused.status, refused.error) == (429, "ThrottlingException")
        assert refused.headers["Retry-After"] == "1"
        assert "127.0.0.1 asks for RedeemEnrolment too often" in refused.body["message"]
        assert admin.call("ListCisScans").status == 200


def test_a_flood_of_unknown_keys_reads_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever signs with made-up keys must soon wait, before any key is looked for; a key that is
    in use from the same address is served."""
    looked: list[str] = []
    find = keys.find

    def noted(conn: Connection, access_key_id: str) -> AccessKey | None:
        looked.append(access_key_id)
        return find(conn, access_key_id)

    monkeypatch.setattr(keys, "find", noted)
    with running(tmp_path, unknown_key_rate=1, burst=2.0) as service:
        admin = service.caller(service.account())
        assert admin.call("ListCisScans").status == 200
        strangers = [replace(admin, access_key_id=f"INCI{number:016}") for number in range(60)]
        answers = [stranger.call("ListCisScans") for stranger in strangers]
        refused = [answer for answer in answers if answer.status == 429]
        assert {answer.error for answer in answers} == {
            "UnrecognizedClientException",
            "ThrottlingException",
        }
        assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
        assert len(looked) < 60 - len(refused) + 5
        assert service.caller(admin.account_id).call("ListCisScans").status in (200, 429)
