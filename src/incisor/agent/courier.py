"""Sends results and signs of life from a thread of its own while the host is evaluated.

So a slow network never holds up the evaluation, and a slow check never makes the session fall
silent. The courier decides nothing: it takes what the spool holds and reports what ended it.
"""

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from types import TracebackType

from incisor.agent.session import BATCH, SessionClient
from incisor.agent.spool import Spool

# session-protocol.md: "health every 60 s by our agent".
HEALTH_SECONDS = 60.0
# Results wait no longer than this for their batch to fill, so that a reader sees the scan move.
FLUSH_SECONDS = 2.0
# How long to wait for the thread when its work has become pointless.
FAREWELL_SECONDS = 0.2

_LOOK, _DRAIN, _LEAVE = "look", "drain", "leave"


class Courier:
    """A context manager: the thread runs inside it, and is left to itself after it."""

    def __init__(
        self,
        spool: Spool,
        client: SessionClient,
        *,
        flush_seconds: float = FLUSH_SECONDS,
        health_seconds: float = HEALTH_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spool = spool
        self._client = client
        self._flush_seconds = flush_seconds
        self._health_seconds = health_seconds
        self._clock = clock
        self._orders: SimpleQueue[str] = SimpleQueue()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def __enter__(self) -> "Courier":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._orders.put(_LEAVE)
        self._thread.join(FAREWELL_SECONDS)

    def look(self) -> None:
        """There is a new result in the spool. Raises what ended the courier, if anything."""
        self._orders.put(_LOOK)
        self._raise_failure()

    def drain(self) -> None:
        """Wait until the service has every result. Raises what ended the courier, if anything."""
        self._orders.put(_DRAIN)
        self._thread.join()
        self._raise_failure()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            self._serve()
        except Exception as error:  # whatever it is, `look` and `drain` raise it where it is seen
            self._failure = error

    def _serve(self) -> None:
        flush_at = self._clock() + self._flush_seconds
        health_at = self._clock() + self._health_seconds
        while (order := self._next_order(min(flush_at, health_at))) != _LEAVE:
            if self._clock() >= health_at:
                self._client.health()
                health_at = self._clock() + self._health_seconds
            if order == _DRAIN or self._waiting() >= BATCH or self._clock() >= flush_at:
                flush(self._spool, self._client)
                flush_at = self._clock() + self._flush_seconds
            if order == _DRAIN:
                return

    def _next_order(self, at: float) -> str:
        try:
            return self._orders.get(timeout=max(0.0, at - self._clock()))
        except Empty:
            return _LOOK

    def _waiting(self) -> int:
        return len(self._spool.results) - self._spool.acknowledged


def flush(spool: Spool, client: SessionClient) -> None:
    """Send, batch by batch, what the service has not acknowledged; on disk first."""
    while (first := spool.acknowledged) < len(spool.results):
        batch = spool.results[first : first + BATCH]
        spool.sync()
        client.telemetry(batch)
        spool.acknowledge(first + len(batch))
