"""incisor.dispatch.ticker: the clockwork opens, wakes, reaps, and survives a bad moment."""

import asyncio

import pytest

from incisor.dispatch import lease, ticker
from incisor.dispatch.lease import Lease
from incisor.dispatch.ticker import Works
from incisor.dispatch.waiting import Waiting
from incisor.domain.session import State
from support.fleet import ACCOUNT, DAILY, DAY, NOON, TIMINGS, Fleet


def _works(fleet: Fleet) -> Works:
    waiting = Waiting(ask_again=60)
    return Works(fleet.store, fleet.catalogue, waiting, TIMINGS, lambda: fleet.now)


def test_a_tick_opens_what_is_due_and_wakes_the_hosts_that_wait(fleet: Fleet) -> None:
    """A host whose check-in waits has its job within the tick that opened it."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.configure(DAILY)
    works = _works(fleet)

    async def seek() -> Lease | None:
        return await works.store.write(
            lambda conn: lease.take(
                conn, ACCOUNT, host, now=fleet.now, lease=300, catalogue=fleet.catalogue
            )
        )

    async def run() -> Lease | None:
        check_in = asyncio.create_task(works.waiting.until(ACCOUNT, host, seek, 60))
        await asyncio.sleep(0.05)
        fleet.now = NOON + DAY
        await ticker.tick(works)
        async with asyncio.timeout(5):
            return await check_in

    leased = asyncio.run(run())
    assert leased is not None
    assert leased.scan.occurrence == NOON + DAY


def test_a_tick_reaps(fleet: Fleet) -> None:
    """What is silent ends without anybody asking."""
    host = fleet.enrol("i-a", {"env": "prod"})
    fleet.open()
    job = fleet.begin(host)
    fleet.now += TIMINGS.session_timeout
    asyncio.run(ticker.tick(_works(fleet)))
    assert fleet.job(job.job_id).state is State.TIMED_OUT


def test_the_clockwork_goes_on_after_a_tick_that_failed(
    fleet: Fleet, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is away for a moment stops nothing; the log says what happened."""
    ticks: list[int] = []

    async def fails_once(works: Works) -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise RuntimeError("away for a moment")

    monkeypatch.setattr(ticker, "tick", fails_once)

    async def run() -> None:
        async with asyncio.timeout(5):
            clockwork = asyncio.create_task(ticker.run(_works(fleet), pause=0.001))
            while len(ticks) < 3:
                await asyncio.sleep(0.001)
            clockwork.cancel()
            await asyncio.gather(clockwork, return_exceptions=True)

    asyncio.run(run())
    assert caplog.messages.count("tick.failed") == 1
