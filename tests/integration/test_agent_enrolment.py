"""Enrolment with the real commands and the real service."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import installed
from support.installed import Account, Service, incisor


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all of these."""
    with installed.service(tmp_path_factory.mktemp("service") / "data") as running:
        yield running


@pytest.fixture
def account(service: Service) -> Iterator[Account]:
    """An account with nothing in it yet."""
    with service.account() as opened:
        yield opened


def enrol(account: Account, state: Path, token: str, status: int = 0) -> str:
    """Run `incisor enrol` and return what it said on standard error."""
    place = ["--endpoint", account.service.endpoint, "--state-dir", str(state)]
    return incisor("enrol", *place, "--enrolment-token", token, status=status).stderr


def test_enrolling_leaves_credentials_for_this_host_alone(account: Account, tmp_path: Path) -> None:
    """What is printed and what is kept agree, and nobody else can read it."""
    state = tmp_path / "state"
    said = account.enrol(state)
    kept = json.loads((state / "credentials.json").read_bytes())
    assert said == {
        "resourceId": kept["resourceId"],
        "accountId": account.account_id,
        "accessKeyId": kept["accessKeyId"],
    }
    assert kept["endpoint"] == account.service.endpoint
    assert os.stat(state).st_mode & 0o777 == 0o700
    assert os.stat(state / "credentials.json").st_mode & 0o777 == 0o600


def test_an_enrolled_host_is_not_enrolled_again_by_accident(
    account: Account, tmp_path: Path
) -> None:
    """Without --force nothing changes; with it the host is another resource."""
    first = account.enrol(tmp_path)
    said = enrol(account, tmp_path, "unused", status=2)
    assert "enrolled already" in said
    assert "--force" in said
    assert (
        json.loads((tmp_path / "credentials.json").read_bytes())["resourceId"]
        == (first["resourceId"])
    )
    second = account.enrol(tmp_path, "--force")
    assert second["resourceId"] != first["resourceId"]


def test_a_used_up_token_is_refused_and_changes_nothing(account: Account, tmp_path: Path) -> None:
    """A token for one host is for one host."""
    token = account.token(uses=1)
    enrol(account, tmp_path / "first", token)
    said = enrol(account, tmp_path / "second", token, status=2)
    assert "incisor enrolment create" in said
    assert os.listdir(tmp_path / "second") == ["lock"]


def test_a_service_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The endpoint and the reason are in the sentence, and the exit status is 2."""
    place = ["--endpoint", "http://127.0.0.1:1", "--state-dir", str(tmp_path)]
    said = incisor("enrol", *place, "--enrolment-token", "t", status=2).stderr
    assert "http://127.0.0.1:1" in said
    assert "Connection refused" in said
    assert "Traceback" not in said


def test_plaintext_over_the_network_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    """The token does not leave this machine unencrypted by accident."""
    place = ["--endpoint", "http://192.0.2.1:8080", "--state-dir", str(tmp_path / "state")]
    said = incisor("enrol", *place, "--enrolment-token", "t", status=2).stderr
    assert "--allow-plaintext" in said
    assert not (tmp_path / "state").exists()


def test_an_agent_that_is_not_enrolled_says_how_to_enrol(tmp_path: Path) -> None:
    """The sentence names the command."""
    said = incisor("agent", "--state-dir", str(tmp_path), "--once", status=2).stderr
    assert "not enrolled" in said
    assert "incisor enrol" in said
