"""Inputs made from the model, valid and invalid, for every constraint of every shape, over HTTP.

Valid ones are made to mean something first (they name a scan, a configuration, a job that exist),
so that they are carried out, and the answer is held to its shape. `tests/unit` and
`tests/property` do the same without a wire; this is the whole path of a request.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
import pytest

from incisor.wire import decode, encode
from incisor.wire.model import MODEL, Operation
from support.model_cases import OF_PATTERN, broken, edges, example, minimal, sayable, split
from support.service import Answer, Caller, Running, running, scanned, tagged_scan
from support.service import result as rule
from support.wire_record import Inputs, Record

# The longest list of the model takes four megabytes; what a service takes is a setting.
BODY = 16 * 2**20
OPERATION = pytest.mark.parametrize("operation", MODEL.operations.values(), ids=MODEL.operations)


class World(NamedTuple):
    """An account with a finished scan."""

    service: Running
    admin: Caller
    scan_arn: str
    host: Caller

    def configuration(self) -> str:
        """The ARN of a new configuration, which waits for its day."""
        start = {"timeOfDay": "00:00", "timezone": "UTC"}
        created = self.admin.ok(
            "CreateCisScanConfiguration",
            scanName="x",
            securityLevel="LEVEL_1",
            schedule={"monthly": {"startTime": start, "day": "MON"}},
            targets={"accountIds": ["SELF"], "targetResourceTags": {"none": ["such"]}},
        )
        return str(created["scanConfigurationArn"])

    def job(self, *, started: bool) -> tuple[Caller, str]:
        """A new host and the job that it holds, for the token that all examples name."""
        tag = str(uuid.uuid4())
        host = self.service.host(self.admin.account_id, only=tag)
        tagged_scan(self.admin, only=tag)
        job = host.check_in()["scanJobId"]
        if started:
            token = {"sessionToken": OF_PATTERN["UUID"]}
            host.ok("StartCisSession", scanJobId=job, message=token)
        return host, str(job)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service that takes the longest valid body, and what the inputs can name."""
    with running(tmp_path_factory.mktemp("data"), body_limit=BODY) as service:
        admin = service.caller(service.account())
        arn, host = scanned(service, admin, [rule("1.1"), rule("1.2", "FAILED")], env="t")
        yield World(service, admin, arn, host)


def valid(operation: Operation) -> Iterator[dict[str, Any]]:
    """The smallest input, the largest, and one at each limit."""
    name = operation.input.__name__
    for document in (minimal(name), example(name), *edges(name)):
        if sayable(operation, document):
            yield document


def meant(document: Any, real: Mapping[str, str]) -> Any:
    """The document about things that exist, and without a token, which would be of no list."""
    if isinstance(document, list):
        return [meant(each, real) for each in document]
    if not isinstance(document, dict):
        return real.get(document, document) if isinstance(document, str) else document
    kept = {name: each for name, each in document.items() if name != "nextToken"}
    return {name: real.get(name) or meant(each, real) for name, each in kept.items()}


def things(world: World, operation: Operation) -> tuple[Caller, dict[str, str]]:
    """Who calls, and what is real: by the example's value, or by the member's name."""
    real = {
        OF_PATTERN["AccountId"]: world.admin.account_id,
        OF_PATTERN["CisScanArn"]: world.scan_arn,
        "targetResourceId": world.host.resource_id,
        "timezone": "Europe/Berlin",
    }
    if "CisSession" in operation.name:
        host, job = world.job(started=operation.name != "StartCisSession")
        return host, real | {"scanJobId": job}
    if operation.name in ABOUT_CONFIGURATIONS:
        arn = world.configuration()
        real |= {OF_PATTERN["CisScanConfigurationArn"]: arn, "resourceArn": arn}
    return world.admin, real


ABOUT_CONFIGURATIONS = (
    "DeleteCisScanConfiguration",
    "UpdateCisScanConfiguration",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
)


def asked(caller: Caller, operation: Operation, document: dict[str, Any]) -> Answer:
    """The answer to an operation with that input, its members where the model puts them."""
    labels, query, body = split(operation, document)
    path = operation.uri
    for name, value in labels.items():
        path = path.replace(f"{{{name}}}", encode.escaped(value))
    return caller.ask(operation.method, f"{path}?{query}" if query else path, body)


def fits(operation: Operation, answer: Answer) -> bool:
    """Whether it is a result that has its shape and not a member more."""
    if answer.status != 200:
        return False
    found = decode.response(operation, json.dumps(answer.body).encode())
    return bool(msgspec.to_builtins(found) == answer.body)


def refused(path: str, answer: Answer) -> bool:
    """Whether it is the error that names the fault."""
    named = [field["name"] for field in answer.body.get("fields", ())]
    return (answer.status, answer.error, path in named) == (400, "ValidationException", True)


@OPERATION
def test_every_constraint_over_http(world: World, record: Record, operation: Operation) -> None:
    """Each valid input is carried out, and its result fits; each invalid one is refused by name."""
    wrong = []
    documents = list(valid(operation))
    for document in documents:
        caller, real = things(world, operation)
        answer = asked(caller, operation, meant(document, real))
        if not fits(operation, answer):
            wrong.append((document, answer))
    caller, _ = things(world, operation)
    faults = [
        fault
        for fault in broken(operation.input.__name__)
        if isinstance(fault.value, dict) and sayable(operation, fault.value)
    ]
    for fault in faults:
        answer = asked(caller, operation, fault.value)
        if not refused(fault.path, answer):
            wrong.append((fault.value, answer))
    record.inputs[operation.name] = Inputs(len(documents), len(faults), len(wrong))
    assert [(str(document)[:300], answer) for document, answer in wrong] == []
