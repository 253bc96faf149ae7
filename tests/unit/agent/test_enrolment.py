"""Enrolment from the host's side."""

from collections.abc import Iterator

import pytest

from incisor.agent import enrolment
from incisor.agent.enrolment import EnrolmentError
from incisor.agent.errors import MalformedAnswerError
from incisor.agent.facts import Facts
from incisor.agent.transport import Transport
from support.scripted import REDEEM, Say, Script, refuse, scripted
from support.sessions import HURRIED, PLATFORM

FACTS = Facts("web-1", PLATFORM)
GRANTED = {
    "accessKeyId": "AKIAEXAMPLE0000000000",
    "secretAccessKey": "s" * 40,
    "accountId": "123456789012",
    "resourceId": "i-0123456789abcdef0",
}


@pytest.fixture
def service() -> Iterator[Script]:
    """A service that does what it is told."""
    with scripted() as script:
        yield script


def unsigned(service: Script) -> Transport:
    """A transport without a key, as a host has it before enrolment."""
    return Transport(service.endpoint + "/", patience=HURRIED)


def test_a_token_is_exchanged_for_credentials(service: Script) -> None:
    """The credentials carry what was granted and where; the token went in the body, unsigned."""
    service.say(REDEEM, Say(body={**GRANTED, "later": "ignored"}))
    granted = enrolment.redeem(unsigned(service), "the-token", FACTS)
    assert granted.resource_id == "i-0123456789abcdef0"
    assert granted.endpoint == service.endpoint
    asked = service.asked[0]
    assert (asked.method, asked.body["enrolmentToken"]) == ("POST", "the-token")
    assert (asked.body["hostname"], asked.body["platform"]) == ("web-1", "DEBIAN_12")
    assert "Authorization" not in asked.headers


def test_a_refused_token_says_what_to_do(service: Script) -> None:
    """An expired or used-up token is the service's own sentence and the command for a new one."""
    service.say(REDEEM, refuse(403, "AccessDeniedException", "The token has expired."))
    with pytest.raises(EnrolmentError, match=r"has expired.*enrolment create"):
        enrolment.redeem(unsigned(service), "the-token", FACTS)


def test_an_answer_that_is_no_grant_is_malformed(service: Script) -> None:
    """Something else on that port is not taken for the service."""
    service.say(REDEEM, Say(body={"hello": "world"}))
    with pytest.raises(MalformedAnswerError, match="endpoint"):
        enrolment.redeem(unsigned(service), "the-token", FACTS)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://incisor.example",
        "https://10.0.0.1:8443",
        "http://localhost:8080",
        "http://127.0.0.1:8080/",
        "http://[::1]:8080",
    ],
)
def test_encrypted_or_local_endpoints_are_taken(endpoint: str) -> None:
    """https anywhere, http on this machine."""
    enrolment.check_endpoint(endpoint, allow_plaintext=False)


def test_plaintext_to_another_machine_needs_a_word() -> None:
    """The secret does not cross a network unencrypted unless the operator says so."""
    with pytest.raises(EnrolmentError, match=r"unencrypted.*--allow-plaintext"):
        enrolment.check_endpoint("http://10.0.0.1:8080", allow_plaintext=False)
    enrolment.check_endpoint("http://10.0.0.1:8080", allow_plaintext=True)


@pytest.mark.parametrize("endpoint", ["incisor.example", "ftp://x", "https://", "https://x/path"])
def test_what_is_no_endpoint_is_refused(endpoint: str) -> None:
    """A mistyped URL is found before anything is sent."""
    with pytest.raises(EnrolmentError, match="Give scheme, host and port"):
        enrolment.check_endpoint(endpoint, allow_plaintext=False)


@pytest.mark.parametrize("endpoint", ["http://[::1", "http://localhost:port"])
def test_what_cannot_be_parsed_is_refused(endpoint: str) -> None:
    """Damage in the URL is one sentence too."""
    with pytest.raises(EnrolmentError, match="is not the URL"):
        enrolment.check_endpoint(endpoint, allow_plaintext=False)
