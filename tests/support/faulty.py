"""A service that fails on demand: what an SDK does about it is then the SDK's own doing."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from incisor.api.gateway import Gateway
from incisor.wire.errors import WireError


@dataclass
class Faults:
    """Answers that the service gives once, instead of the true one, by access key."""

    pending: dict[str, list[WireError]] = field(default_factory=dict)

    def of(self, authorization: bytes) -> WireError | None:
        """The fault for whoever signed this, and no more after it."""
        for key, faults in self.pending.items():
            if faults and f"Credential={key}/".encode() in authorization:
                return faults.pop(0)
        return None

    def all_given(self) -> bool:
        """Whether every fault was met by its caller."""
        return not any(self.pending.values())


@contextmanager
def faulty() -> Iterator[Faults]:
    """A gateway that fails on demand, after the request was read and before it is looked at."""
    faults, respond = Faults(), Gateway._respond

    async def perhaps(
        self: Gateway, scope: MutableMapping[str, Any], receive: Any, request_id: str
    ) -> Any:
        if fault := faults.of(dict(scope["headers"]).get(b"authorization", b"")):
            raise fault
        return await respond(self, scope, receive, request_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gateway, "_respond", perhaps)
        yield faults
