"""The OpenAPI document of our own routes, held against the service by schemathesis.

It makes requests from the document, valid ones and others, and finds answers that the document does
not allow: another status, another body, another type, a 500.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings

from incisor import sigv4
from incisor.api.extensions import EXTENSIONS, document
from incisor.dispatch import holdings
from support.imports import taken_stream
from support.service import REGION, Caller, Running, running, tagged_scan


def unsecured() -> Any:
    """The document as a client reads it, but for how to sign: every request here is signed."""
    read = msgspec.json.decode(msgspec.json.encode(document()))
    for methods in read["paths"].values():
        for operation in methods.values():
            del operation["security"]
    return read


schema: Any = schemathesis.openapi.from_dict(unsecured())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that lets no check-in wait, however long it would."""
    with running(tmp_path_factory.mktemp("data"), check_in_wait=0.0) as started:
        yield started


class Signed(requests.auth.AuthBase):
    """Signs what schemathesis sends, with the key of an administrator or of a host."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def __call__(self, request: Any) -> Any:
        parts = urlsplit(request.url)
        headers = {"Host": parts.netloc}
        body = request.body or b""
        signature = sigv4.sign(
            method=request.method,
            raw_path=parts.path,
            query=parts.query,
            headers=headers,
            body=body if isinstance(body, bytes) else body.encode(),
            access_key_id=self._caller.access_key_id,
            secret_access_key=self._caller.secret_access_key,
            region=REGION,
            at=datetime.now(UTC),
        )
        request.headers.update(headers | signature)
        return request


CHECKS = [
    schemathesis.checks.CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    )
]


@schema.parametrize()  # type: ignore[untyped-decorator] # the schema is a plain object to mypy
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_answers_are_as_the_document_says(case: Any, service: Running) -> None:
    """For any request that can be made from the document, whoever signs it."""
    account = service.account()
    for caller in (service.caller(account), service.host(account, env="t")):
        case.call_and_validate(base_url=service.endpoint, auth=Signed(caller), checks=CHECKS)


def test_the_document_is_served(service: Running, admin: Caller) -> None:
    """As JSON, to anybody, with a line for each route of the table."""
    answer = requests.get(service.endpoint + "/incisor/v1/openapi.json", timeout=10)
    served = answer.json()
    assert served["openapi"] == "3.1.0"
    listed = {
        (method.upper(), path) for path, methods in served["paths"].items() for method in methods
    }
    assert listed == {(each.method, each.path) for each in EXTENSIONS}


def test_what_the_routes_answer_when_all_is_well_is_as_the_document_says(
    service: Running, admin: Caller, tmp_path: Path
) -> None:
    """Generated requests name no scan that exists: these do."""
    host = service.host(admin.account_id, env="t")
    arn = tagged_scan(admin, env="t")
    [scan] = admin.ok("ListCisScans")["scans"]
    bodies = {
        "/incisor/v1/scans:progress": {"scanArn": arn},
        "/incisor/v1/scans:diagnose": {"scanArn": arn},
        "/incisor/v1/scan-targets:cancel": {
            "scanArn": arn,
            "targetResourceId": host.resource_id,
        },
        "/incisor/v1/scan-configurations:rerun": {
            "scanConfigurationArn": scan["scanConfigurationArn"]
        },
    }
    taken = taken_stream(tmp_path)
    service.store.write_now(lambda conn: holdings.keep(conn, taken, 1.0))
    case = schema["/incisor/v1/benchmark-content"]["GET"].Case(
        query={"sha256": taken.listing.sha256}
    )
    fetched = case.call_and_validate(
        base_url=service.endpoint, auth=Signed(host), checks=CHECKS[:-1]
    )
    assert fetched.status_code == 200
    for path, body in bodies.items():
        case = schema[path]["POST"].Case(body=body, media_type="application/json")
        answer = case.call_and_validate(
            base_url=service.endpoint, auth=Signed(admin), checks=CHECKS[:-1]
        )
        assert answer.status_code == 200, path
