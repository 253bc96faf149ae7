"""What a job asks of this host, and what is said while it is done."""

from collections.abc import Callable, Iterator, Set
from typing import Protocol

from msgspec import Struct

from incisor.agent.spool import Job
from incisor.wire.shapes import CisSessionMessage, StopCisSessionMessage


class UnsupportedError(Exception):
    """There is no benchmark for this host's platform; the message names the platform."""


class UnsuitableError(Exception):
    """The benchmark that the service means is not the one this agent has; the message says why."""


class Assignment(Struct, frozen=True):
    """A benchmark's checks of one level, ready to be evaluated here.

    `results` evaluates every check whose rule ID is not among those given, and yields each result
    when it
    is known. `title` is for people; `caveat` is what readers of the whole scan should know.
    """

    title: str
    benchmark_version: str
    profile: str
    total: int
    results: Callable[[Set[str]], Iterator[CisSessionMessage]]
    caveat: str | None = None


class Progress(Protocol):
    """Where a person watches: a bar on a terminal, or lines in a log."""

    def began(self, title: str, total: int, done: int) -> None:
        """The evaluation begins, or goes on with `done` of `total` results known."""

    def advanced(self, message: CisSessionMessage) -> None:
        """One more result."""

    def left(self) -> None:
        """The evaluation is over, however it went: let go of the terminal."""

    def ended(self, stop: StopCisSessionMessage) -> None:
        """It is over, and the service knows."""


Assign = Callable[[Job], Assignment]
