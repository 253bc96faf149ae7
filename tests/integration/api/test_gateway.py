"""The path of a request before it reaches its operation: who is let in, and what is turned away."""

import json
import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3

from incisor.api.routes import BY_NAME
from incisor.auth import policy
from incisor.store.roles import Role
from incisor.wire.model import MODEL
from support.service import Answer, Caller, Running, sent, tagged_scan

ARN = "arn:aws:inspector2:us-east-1:{}:owner/{}/cis-configuration/" + "0" * 8 + "-0000" * 3 + "-"
UNSIGNED = {"Content-Type": "application/json"}


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    """A client that signs nothing."""
    with urllib3.PoolManager(retries=False) as pool:
        yield pool


def unsigned(service: Running, http: urllib3.PoolManager, method: str, path: str) -> Answer:
    return sent(http, method, service.endpoint + path, b"{}", UNSIGNED)


@pytest.mark.parametrize("name", MODEL.operations)
def test_no_operation_answers_without_a_signature(
    service: Running, http: urllib3.PoolManager, name: str
) -> None:
    """Every operation of the model, served or not, asks for a signature first."""
    operation = MODEL.operations[name]
    path = operation.uri.replace("{resourceArn}", "arn%3Aaws")
    answer = unsigned(service, http, operation.method, path)
    assert (answer.status, answer.error) == (403, "MissingAuthenticationTokenException")


def test_a_check_in_needs_a_signature(service: Running, http: urllib3.PoolManager) -> None:
    """Our own routes are signed in the same way."""
    answer = unsigned(service, http, "POST", "/incisor/v1/check-in")
    assert (answer.status, answer.error) == (403, "MissingAuthenticationTokenException")


def test_an_unknown_key_is_told_apart_from_a_wrong_secret(admin: Caller) -> None:
    """UnrecognizedClient for the one, InvalidSignature for the other."""
    unknown = Caller(admin.endpoint, "INCIAAAAAAAAAAAAAAAA", "x" * 40, admin.account_id)
    assert unknown.call("ListCisScans").error == "UnrecognizedClientException"
    wrong = Caller(admin.endpoint, admin.access_key_id, "x" * 40, admin.account_id, admin.clock)
    assert wrong.call("ListCisScans").error == "InvalidSignatureException"


@pytest.mark.parametrize(("minutes", "status"), [(-6, 403), (-4, 200), (4, 200), (6, 403)])
def test_a_request_may_be_five_minutes_off(admin: Caller, minutes: int, status: int) -> None:
    """Older and younger requests are refused as InvalidSignatureException."""
    off = Caller(
        admin.endpoint,
        admin.access_key_id,
        admin.secret_access_key,
        admin.account_id,
        lambda: admin.clock() + 60 * minutes,
    )
    answer = off.call("ListCisScans")
    assert answer.status == status
    assert answer.error == ("InvalidSignatureException" if status == 403 else "")


@pytest.mark.parametrize("role", Role)
def test_a_role_may_call_what_the_table_says_and_nothing_else(service: Running, role: Role) -> None:
    """Every role is tried on every operation of the model."""
    account = service.account()
    caller = service.host(account) if role is Role.HOST else service.caller(account, role)
    for name, operation in MODEL.operations.items():
        path = operation.uri.replace("{resourceArn}", "arn%3Aaws")
        denied = caller.ask(operation.method, path, {}).error == "AccessDeniedException"
        assert denied is not policy.allows(role, name), name


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("POST", "/cis/scan/list/"),
        ("POST", "/CIS/scan/list"),
        ("GET", "/cis/scan/list"),
        ("POST", "//cis/scan/list"),
        ("PUT", "/incisor/v1/check-in"),
    ],
)
def test_a_path_that_is_nobodys_is_unknown(admin: Caller, method: str, path: str) -> None:
    """404 with the error's name, before anything else is looked at."""
    answer = admin.ask(method, path, {})
    assert (answer.status, answer.error) == (404, "UnknownOperationException")


@pytest.mark.parametrize(
    ("body", "headers", "status", "error"),
    [
        (b"{", {}, 400, "ValidationException"),
        (b"[]", {}, 400, "ValidationException"),
        (b"\xff", {}, 400, "ValidationException"),
        (b"{}", {"Content-Type": "text/xml"}, 415, "UnsupportedMediaTypeException"),
        (b"{}", {"Content-Type": "application/json; charset=utf-8"}, 200, ""),
        (b"{}", {"Content-Type": "application/x-amz-json-1.1"}, 200, ""),
        (b"", {}, 200, ""),
        (b"x" * 1_048_577, {}, 413, "RequestEntityTooLargeException"),
    ],
)
def test_a_body_is_json_of_a_bounded_size(
    admin: Caller, body: bytes, headers: dict[str, str], status: int, error: str
) -> None:
    """What is not is turned away with the error that says so."""
    answer = admin.ask("POST", "/cis/scan/list", body, **headers)
    assert (answer.status, answer.error) == (status, error)


def test_a_body_of_unsaid_length_is_bounded_too(service: Running) -> None:
    """A chunked body is refused as soon as it is too long, not when it ends."""
    address = urlsplit(service.endpoint)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as sock:
        sock.sendall(b"PUT /cissession/start HTTP/1.1\r\nHost: x\r\n")
        sock.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        for _ in range(17):
            sock.sendall(chunk)
        assert sock.recv(64).startswith(b"HTTP/1.1 413")


def test_a_client_that_leaves_mid_body_harms_nobody(
    service: Running, admin: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """Half a request is dropped without a word."""
    address = urlsplit(service.endpoint)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as sock:
        sock.sendall(b"PUT /cissession/start HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
    assert admin.call("ListCisScans").status == 200
    assert "request.failed" not in caplog.text


def test_every_answer_has_a_request_id_of_its_own(
    service: Running, http: urllib3.PoolManager, admin: Caller
) -> None:
    """Results and errors of every kind carry x-amzn-RequestId, never the same twice."""
    answers = [
        admin.call("ListCisScans"),
        admin.call("GetCisScanReport", scanArn="x"),
        admin.ask("GET", "/nowhere", {}),
        unsigned(service, http, "POST", "/cis/scan/list"),
        unsigned(service, http, "GET", "/healthz"),
    ]
    ids = [answer.headers["x-amzn-RequestId"] for answer in answers]
    assert len({*ids}) == len(answers)


def test_our_own_fault_shows_nothing_and_is_logged(
    service: Running,
    admin: Caller,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """500 with Retry-After and without internals; the log has the same request id and the rest."""

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the secret plan")

    monkeypatch.setattr("incisor.store.scan_pages.page", broken)
    with caplog.at_level(logging.ERROR):
        answer = admin.call("ListCisScans")
    assert (answer.status, answer.error) == (500, "InternalServerException")
    assert int(answer.headers["Retry-After"]) > 0
    assert "secret plan" not in json.dumps(answer.body)
    [record] = [each for each in caplog.records if each.message == "request.failed"]
    assert record.__dict__["request_id"] == answer.headers["x-amzn-RequestId"]
    assert "the secret plan" in caplog.text


def test_every_operation_of_the_model_has_a_route() -> None:
    """Served or refused, none of the model's operations is forgotten."""
    assert BY_NAME.keys() == MODEL.operations.keys()


def test_the_service_says_that_it_is_well(service: Running, http: urllib3.PoolManager) -> None:
    """GET /healthz needs no signature and no body."""
    answer = sent(http, "GET", service.endpoint + "/healthz", b"", {})
    assert (answer.status, answer.body["status"]) == (200, "ok")


def test_dates_are_epoch_seconds(admin: Caller) -> None:
    """scanDate is a number, as SDKs of rest-json services read it."""
    tagged_scan(admin, env="none")
    date = admin.ok("ListCisScans")["scans"][0]["scanDate"]
    now = datetime.fromtimestamp(admin.clock(), UTC)
    assert abs(datetime.fromtimestamp(date, UTC) - now) < timedelta(minutes=1)
