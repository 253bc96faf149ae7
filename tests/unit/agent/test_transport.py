"""Calls to the service, repeated while that helps."""

from collections.abc import Iterator

import pytest

from incisor import __version__
from incisor.agent.errors import (
    MalformedAnswerError,
    RefusedError,
    UnauthorisedError,
    UnreachableError,
)
from incisor.agent.transport import Patience, Transport, decode
from support.scripted import Say, Script, refuse, scripted
from support.sessions import HURRIED, PATIENT, credentials, transport


@pytest.fixture
def service() -> Iterator[Script]:
    """A service that does what it is told."""
    with scripted() as script:
        yield script


def test_a_call_is_signed_and_says_who_calls(service: Script) -> None:
    """The request has a SigV4 signature, JSON's content type and the agent's version."""
    transport(service.endpoint).call("PUT", "/x?wait=1", b'{"a":1}')
    asked = service.asked[0]
    assert (asked.method, asked.path, asked.query, asked.body) == ("PUT", "/x", "wait=1", {"a": 1})
    assert asked.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE")
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["User-Agent"] == f"incisor-agent/{__version__}"


def test_without_credentials_a_call_is_unsigned(service: Script) -> None:
    """Enrolment has no key yet."""
    Transport(service.endpoint).call("POST", "/x", b"{}")
    assert "Authorization" not in service.asked[0].headers


@pytest.mark.parametrize(
    "trouble",
    [
        Say(hang_up=True),
        refuse(500, "InternalServerException"),
        refuse(503, ""),
        Say(502, b"<html>"),
        refuse(429, "ThrottlingException"),
    ],
)
def test_trouble_that_passes_is_waited_out_with_the_same_body(
    service: Script, trouble: Say
) -> None:
    """No answer, 5xx and 429 are repeated until an answer comes."""
    service.say("/x", trouble, trouble, Say(body={"done": True}))
    assert transport(service.endpoint).call("PUT", "/x", b"{}") == b'{"done": true}'
    assert [each.raw for each in service.asked] == [b"{}"] * 3


def test_retry_after_is_honoured(service: Script) -> None:
    """The pause before the next attempt is at least what the service asks for."""
    service.say("/x", refuse(429, "ThrottlingException", **{"Retry-After": "3"}))
    pauses: list[float] = []
    own = credentials(service.endpoint)
    Transport(service.endpoint, own, patience=PATIENT, sleep=pauses.append).call("PUT", "/x", b"{}")
    assert pauses == [3.0]


def test_a_service_that_asks_to_come_back_is_waited_for_longer(service: Script) -> None:
    """429 says that it is there: then the longer patience counts, for nothing else."""
    late = refuse(429, "ThrottlingException", **{"Retry-After": "20"})
    patience = Patience(total=5, throttled=60)
    pauses: list[float] = []
    caller = Transport(service.endpoint, patience=patience, sleep=pauses.append)
    service.say("/x", late, Say(body={"done": True}))
    caller.call("POST", "/x", b"{}")
    assert pauses == [20.0]
    service.say("/y", refuse(503, "InternalServerException", **{"Retry-After": "20"}))
    with pytest.raises(UnreachableError):
        caller.call("POST", "/y", b"{}")


def test_patience_ends_with_the_reason_and_the_next_step(service: Script) -> None:
    """When waiting longer is no use the last reason is told."""
    service.say("/x", refuse(503, "InternalServerException", "try later"))
    with pytest.raises(UnreachableError, match=r"try later.*Check that the service runs"):
        transport(service.endpoint, HURRIED).call("PUT", "/x", b"{}")


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    """The operating system's reason is in the message, without a stack of library names."""
    with pytest.raises(UnreachableError, match="Connection refused") as caught:
        transport("http://127.0.0.1:1", HURRIED).call("PUT", "/x", b"{}")
    assert "object at 0x" not in str(caught.value)


def test_a_silent_service_is_unreachable(service: Script) -> None:
    """No answer within the limit of one answer counts as trouble."""
    service.say("/x", Say(before=lambda: __import__("time").sleep(0.3)))
    impatient = Patience(total=0, connect=1, answer=0.05)
    with pytest.raises(UnreachableError, match="timed out"):
        transport(service.endpoint).call("PUT", "/x", b"{}", impatient)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "ValidationException"), (403, "AccessDeniedException"), (409, "ConflictException")],
)
def test_a_final_error_is_raised_at_once(service: Script, status: int, code: str) -> None:
    """What a repeat cannot cure is not repeated; name, status and message are kept."""
    service.say("/x", refuse(status, code + ":http://somewhere", "because"))
    with pytest.raises(RefusedError, match="because") as caught:
        transport(service.endpoint).call("PUT", "/x", b"{}")
    assert (caught.value.status, caught.value.code) == (status, code)
    assert len(service.asked) == 1


@pytest.mark.parametrize("code", ["InvalidSignatureException", "UnrecognizedClientException"])
def test_a_key_that_is_not_accepted_is_told_apart(service: Script, code: str) -> None:
    """A revoked key or a wrong clock is about the host, not about the call."""
    service.say("/x", refuse(403, code))
    with pytest.raises(UnauthorisedError, match="clock"):
        transport(service.endpoint).call("PUT", "/x", b"{}")


def test_something_else_that_answers_is_refused_readably(service: Script) -> None:
    """A proxy's page is not taken for an answer."""
    service.say("/x", Say(404, b"<html>not here</html>"))
    with pytest.raises(RefusedError, match="not an error that an incisor service sends"):
        transport(service.endpoint).call("PUT", "/x", b"{}")


def test_redirects_are_not_followed(service: Script) -> None:
    """A signed request goes where it was signed for and nowhere else."""
    service.say("/x", Say(307, headers={"Location": f"{service.endpoint}/y"}))
    with pytest.raises(RefusedError):
        transport(service.endpoint).call("PUT", "/x", b"{}")
    assert [each.path for each in service.asked] == ["/x"]


def test_an_answer_of_another_form_is_malformed() -> None:
    """A service of another version is recognised by what it says."""
    with pytest.raises(MalformedAnswerError, match="this version"):
        decode(b'{"a": 1}', list[int])
    assert decode(b"[1]", list[int]) == [1]
