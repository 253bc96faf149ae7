"""What an operation is handed: who calls, when, and what the service works with."""

from asyncio import Event
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from incisor.auth.credentials import Credentials, Identity
from incisor.auth.strangers import Strangers
from incisor.auth.throttle import Throttle
from incisor.content import Library
from incisor.dispatch.timings import Timings
from incisor.dispatch.waiting import Waiting
from incisor.store import Store


class Limits(NamedTuple):
    """What a caller may ask for at most; `incisor.settings` holds the defaults and meanings."""

    body_bytes: int
    configurations: int
    check_in_seconds: float


class Reports(NamedTuple):
    """Where files of reports are, the event that has new ones made, and what their links say.

    `public_url` is empty unless clients reach the service elsewhere than their requests say.
    """

    directory: Path
    asked: Event
    link_seconds: float
    public_url: str


class Context(NamedTuple):
    """What the service works with; one for all calls. `clock` gives epoch seconds."""

    store: Store
    credentials: Credentials
    catalogue: Library
    waiting: Waiting
    clock: Callable[[], float]
    region: str
    timings: Timings
    limits: Limits
    throttle: Throttle
    strangers: Strangers
    reports: Reports


class Visit(msgspec.Struct, frozen=True):
    """One request that needs no signature. `now` is its time in epoch seconds.

    `scheme` and `host` are where the client reached the service, as its request says.
    """

    context: Context
    now: float
    request_id: str
    scheme: str
    host: bytes

    @property
    def endpoint(self) -> str:
        """The service as this client knows it, such as https://host:port."""
        return f"{self.scheme}://{self.host.decode('latin-1')}"


class Call(Visit, frozen=True):
    """One signed request."""

    identity: Identity

    @property
    def account_id(self) -> str:
        """The caller's account: no call reaches into another."""
        return self.identity.account_id
