"""Who asks too often is told so, and when to come back; nobody else notices."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from support.service import Answer, Caller, Running, Session, running, tagged_scan


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
