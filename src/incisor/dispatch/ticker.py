"""The service's own clockwork: look at what is due, what is silent, what is old; sleep; again."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, NamedTuple, NoReturn

from incisor.content import Library
from incisor.dispatch import due, holdings, reaper
from incisor.dispatch.timings import Timings
from incisor.dispatch.waiting import Waiting
from incisor.store import Store

log = logging.getLogger(__name__)

TIDY_EVERY: Final = 3600.0
"""Seconds between two clearances of telemetry, which look at all of it."""


class Works(NamedTuple):
    """What a tick needs; `clock` gives epoch seconds."""

    store: Store
    catalogue: Library
    waiting: Waiting
    timings: Timings
    clock: Callable[[], float]


async def run(works: Works, pause: float) -> NoReturn:
    """Tick for ever, `pause` seconds apart; cancel the task to end it."""
    tidy_at = 0.0
    while True:
        try:
            await tick(works)
            if works.clock() >= tidy_at:
                await reaper.tidy(works.store, works.clock())
                tidy_at = works.clock() + TIDY_EVERY
        except Exception:  # the database may be back at the next tick
            log.exception("tick.failed")
        await asyncio.sleep(pause)


async def tick(works: Works) -> None:
    """One look: what was imported, what is due (and wake its hosts), what is silent."""
    now = works.clock()
    if await works.store.read(lambda conn: holdings.refresh(conn, works.catalogue)):
        log.info("catalogue.changed", extra={"imported": len(works.catalogue.imported)})
    for scan, resource_ids in await due.open_due(works.store, now, works.timings.job_lifetime):
        works.waiting.wake(scan.account_id, resource_ids)
    await reaper.reap(works.store, now, works.timings, works.catalogue)
