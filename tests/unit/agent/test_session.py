"""The four operations from the host's side."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from incisor.agent import translate
from incisor.agent.errors import RefusedError, RejectedError, SessionEndedError, UnauthorisedError
from incisor.agent.session import SessionClient
from incisor.agent.spool import Session
from incisor.wire.shapes import CisRuleStatus, CisSessionMessage, StopCisSessionStatus
from support.scripted import HEALTH, START, STOP, TELEMETRY, Say, Script, refuse, scripted
from support.sessions import JOB, PLATFORM, result, transport

SESSION = Session(JOB, "0b2c1d3e-1111-4111-8111-0123456789ab")


@pytest.fixture
def service() -> Iterator[Script]:
    """A service that does what it is told."""
    with scripted() as script:
        yield script


@pytest.fixture
def client(service: Script) -> SessionClient:
    """The client of one session with it."""
    return SessionClient(transport(service.endpoint), SESSION)


def test_start_binds_the_token(service: Script, client: SessionClient) -> None:
    """Start is a PUT with the job beside the message that holds the token."""
    client.start()
    asked = service.asked[0]
    assert (asked.method, asked.path) == ("PUT", START)
    assert asked.body == {
        "scanJobId": JOB.scan_job_id,
        "message": {"sessionToken": SESSION.session_token},
    }


def test_health_says_only_whose_it_is(service: Script, client: SessionClient) -> None:
    """A sign of life is the job and the token."""
    client.health()
    assert service.on(HEALTH)[0].body == {
        "scanJobId": JOB.scan_job_id,
        "sessionToken": SESSION.session_token,
    }


def test_telemetry_carries_details_in_base64(service: Script, client: SessionClient) -> None:
    """Blobs are base64 on the wire (rest-json)."""
    client.telemetry(
        [CisSessionMessage(rule_id="1.1", status=CisRuleStatus.FAILED, cis_rule_details=b"{}")]
    )
    assert service.on(TELEMETRY)[0].body["messages"] == [
        {
            "ruleId": "1.1",
            "status": "FAILED",
            "cisRuleDetails": base64.b64encode(b"{}").decode(),
        }
    ]


def test_stop_tells_how_it_went(service: Script, client: SessionClient) -> None:
    """The Stop has status, counts, platform, benchmark version and profile."""
    message = translate.stop(
        StopCisSessionStatus.SUCCESS, None, [result(1)], PLATFORM, "1.1.0", "Level 1 - Server"
    )
    client.stop(message)
    assert service.on(STOP)[0].body["message"] == {
        "status": "SUCCESS",
        "progress": {
            "totalChecks": 1,
            "successfulChecks": 1,
            "failedChecks": 0,
            "notEvaluatedChecks": 0,
            "unknownChecks": 0,
            "notApplicableChecks": 0,
            "informationalChecks": 0,
            "errorChecks": 0,
        },
        "computePlatform": {"vendor": "Debian", "product": "debian", "version": "12"},
        "benchmarkVersion": "1.1.0",
        "benchmarkProfile": "Level 1 - Server",
    }


@pytest.mark.parametrize(
    ("status", "code"), [(403, "AccessDeniedException"), (409, "ConflictException")]
)
def test_the_service_can_end_a_session(
    service: Script, client: SessionClient, status: int, code: str
) -> None:
    """403 and 409 of the operations themselves mean that this session is over."""
    service.say(HEALTH, refuse(status, code, "the job is CANCELLED"))
    with pytest.raises(SessionEndedError, match="the job is CANCELLED"):
        client.health()


def test_a_key_that_is_not_accepted_does_not_end_the_session(
    service: Script, client: SessionClient
) -> None:
    """A wrong clock can be mended, and the session goes on then."""
    service.say(HEALTH, refuse(403, "InvalidSignatureException"))
    with pytest.raises(UnauthorisedError):
        client.health()


def test_a_request_found_wrong_does_not_end_the_session(
    service: Script, client: SessionClient
) -> None:
    """A ValidationException is the agent's fault, and it can still stop the session."""
    service.say(TELEMETRY, refuse(400, "ValidationException"))
    with pytest.raises(RejectedError):
        client.telemetry([result(1)])


def test_an_answer_of_something_between_does_not_end_the_session(
    service: Script, client: SessionClient
) -> None:
    """A proxy's refusal says nothing about the session."""
    service.say(HEALTH, Say(404, b"<html>"))
    with pytest.raises(RefusedError) as caught:
        client.health()
    assert type(caught.value) is RefusedError


def test_trouble_is_repeated_with_the_same_body(
    service: Script, client: SessionClient, tmp_path: Path
) -> None:
    """The operations are idempotent, so a lost answer is asked for again."""
    service.say(START, refuse(500, "InternalServerException"))
    client.start()
    first, second = service.on(START)
    assert first.raw == second.raw
