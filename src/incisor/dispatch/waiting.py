"""Check-ins that wait for a job: woken when one is opened for their host.

Waking works within one process. What another process opened (a command, or a second service on
the same database) is found by asking again every few seconds, so nothing depends on being woken.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeVar

T = TypeVar("T")

ASK_AGAIN: Final = 5.0
"""Seconds between two questions to the database by one waiting check-in."""


class Waiting:
    """The hosts whose check-in is waiting in this process."""

    def __init__(self, ask_again: float = ASK_AGAIN) -> None:
        self._ask_again = ask_again
        self._waiting: defaultdict[tuple[str, str], set[asyncio.Event]] = defaultdict(set)
        self._closed = False

    def __len__(self) -> int:
        """How many check-ins wait."""
        return sum(len(events) for events in self._waiting.values())

    def wake(self, account_id: str, resource_ids: Iterable[str]) -> None:
        """Let the check-ins of these hosts look for their job; call it after the commit."""
        for resource_id in resource_ids:
            for event in self._waiting.get((account_id, resource_id), ()):
                event.set()

    def close(self) -> None:
        """Wait no longer, now and later: the service is going to stop."""
        self._closed = True
        for events in self._waiting.values():
            for event in events:
                event.set()

    async def until(
        self,
        account_id: str,
        resource_id: str,
        seek: Callable[[], Awaitable[T | None]],
        seconds: float,
    ) -> T | None:
        """What `seek` finds, now or within so many seconds; None if there was nothing."""
        host = (account_id, resource_id)
        woken = asyncio.Event()
        self._waiting[host].add(woken)  # before the first look, so that no wake is missed
        try:
            return await self._seek(seek, woken, time.monotonic() + seconds)
        finally:
            self._forget(host, woken)

    async def _seek(
        self, seek: Callable[[], Awaitable[T | None]], woken: asyncio.Event, deadline: float
    ) -> T | None:
        while (found := await seek()) is None:
            left = deadline - time.monotonic()
            if left <= 0 or self._closed:
                return None
            await _either(woken, min(left, self._ask_again))
            woken.clear()
        return found

    def _forget(self, host: tuple[str, str], woken: asyncio.Event) -> None:
        self._waiting[host].discard(woken)
        if not self._waiting[host]:
            del self._waiting[host]


async def _either(woken: asyncio.Event, seconds: float) -> None:
    """Return when woken, or after so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return
