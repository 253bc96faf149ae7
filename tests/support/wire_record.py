"""What the conformance tests saw: which client was given which answer, and which inputs were tried.

Calls are observed where they arrive, by the user agent that the client itself sends, so that no
test has to claim anything. docs/conformance.md is written from a record (tools/conformance.py).
"""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import pytest

from incisor.api import routes
from incisor.api.gateway import Gateway
from incisor.wire.errors import UnknownOperationException
from incisor.wire.model import MODEL

# How each client calls itself. capo-inspector2 sends its HTTP library's name.
CLIENTS: Final = {
    "boto3": b"Boto3/",
    "AWS CLI": b"aws-cli/",
    "SDK for JavaScript": b"aws-sdk-js/",
    "capo-inspector2": b"python-zapros/",
    "aiobotocore": b"aiobotocore/",
}
RESULT: Final = "result"


class Seen(NamedTuple):
    """One answer as a client was given it: `outcome` is `result` or the error's name."""

    client: str
    operation: str
    outcome: str


class Inputs(NamedTuple):
    """How many generated inputs an operation was sent, and how many answers were wrong."""

    valid: int
    invalid: int
    wrong: int


@dataclass
class Record:
    """Everything that was seen."""

    answers: set[Seen] = field(default_factory=set)
    inputs: dict[str, Inputs] = field(default_factory=dict)

    def saw(self, agent: bytes, operation: str, outcome: str) -> None:
        """Keep an answer that one of the known clients was given."""
        for client, token in CLIENTS.items():
            if token in agent:
                self.answers.add(Seen(client, operation, outcome))
                return


@contextmanager
def recording(record: Record) -> Iterator[None]:
    """Observe every gateway of this process until the block ends."""
    call = Gateway.__call__

    async def observed(
        self: Gateway, scope: MutableMapping[str, Any], receive: Any, send: Any
    ) -> None:
        async def noted(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                agent = dict(scope["headers"]).get(b"user-agent", b"")
                record.saw(agent, operation_of(scope), outcome_of(message))
            await send(message)

        await call(self, scope, receive, noted)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gateway, "__call__", observed)
        yield


def operation_of(scope: MutableMapping[str, Any]) -> str:
    """The operation of Inspector's that was asked for, or nothing."""
    try:
        route, _ = routes.find(scope["method"], scope["raw_path"].decode("latin-1"))
    except UnknownOperationException:
        return ""
    return route.name if route.name in MODEL.operations else ""


def outcome_of(message: MutableMapping[str, Any]) -> str:
    """The name of the error that an answer tells, or that it is a result."""
    named: dict[bytes, bytes] = {name.lower(): value for name, value in message["headers"]}
    return named.get(b"x-amzn-errortype", RESULT.encode()).decode()
