"""incisor.dispatch.waiting: check-ins wait, and are woken for their own host."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from incisor.dispatch.waiting import Waiting


def _seek(answers: list[str | None]) -> Callable[[], Awaitable[str | None]]:
    """What gives these answers one after the other, the last one for ever."""

    async def seek() -> str | None:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return seek


def test_what_is_there_already_is_given_at_once() -> None:
    """A check-in does not wait for a job that it has."""
    found = asyncio.run(Waiting().until("a", "h", _seek(["job"]), 60))
    assert found == "job"


def test_a_check_in_that_waits_in_vain_is_answered_in_time() -> None:
    """After its time it is told that there is nothing, and is no longer counted as waiting."""
    waiting = Waiting()
    began = time.monotonic()
    assert asyncio.run(waiting.until("a", "h", _seek([None]), 0.05)) is None
    assert 0.05 <= time.monotonic() - began < 5
    assert len(waiting) == 0


def test_zero_seconds_mean_one_look() -> None:
    """A check-in that does not want to wait is answered after looking once."""
    assert asyncio.run(Waiting().until("a", "h", _seek([None, "job"]), 0)) is None


def test_a_wake_for_the_host_lets_it_look_at_once() -> None:
    """The host need not wait for the next question to the database."""

    async def run() -> str | None:
        waiting = Waiting(ask_again=60)
        check_in = asyncio.create_task(waiting.until("a", "h", _seek([None, "job"]), 60))
        await asyncio.sleep(0.01)
        assert len(waiting) == 1
        waiting.wake("a", ["x", "h"])
        async with asyncio.timeout(5):
            return await check_in

    assert asyncio.run(run()) == "job"


def test_a_wake_for_others_does_not_concern_the_host() -> None:
    """Other hosts, and the same id in another account, are others."""

    async def run() -> str | None:
        waiting = Waiting(ask_again=60)
        check_in = asyncio.create_task(waiting.until("a", "h", _seek([None, None, "job"]), 0.1))
        await asyncio.sleep(0.01)
        waiting.wake("a", ["other"])
        waiting.wake("b", ["h"])
        return await check_in

    # Had a wake reached it, it would have looked three times and found the job.
    assert asyncio.run(run()) is None


def test_a_wake_while_it_looks_is_not_missed() -> None:
    """A job that opens between the look and the wait is found without waiting."""

    async def run() -> str | None:
        waiting = Waiting(ask_again=60)
        looks = []

        async def seek() -> str | None:
            looks.append(1)
            if len(looks) == 1:
                waiting.wake("a", ["h"])
                return None
            return "job"

        async with asyncio.timeout(5):
            return await waiting.until("a", "h", seek, 60)

    assert asyncio.run(run()) == "job"


def test_what_another_process_opened_is_found_by_asking_again() -> None:
    """Nothing depends on being woken."""
    found = asyncio.run(Waiting(ask_again=0.01).until("a", "h", _seek([None, None, "job"]), 60))
    assert found == "job"


def test_a_service_that_stops_answers_those_who_wait_and_keeps_no_new_ones() -> None:
    """Shutting down takes no minute because somebody waits for one."""

    async def run() -> tuple[str | None, str | None]:
        waiting = Waiting(ask_again=60)
        check_in = asyncio.create_task(waiting.until("a", "h", _seek([None]), 60))
        await asyncio.sleep(0.01)
        waiting.close()
        async with asyncio.timeout(5):
            return await check_in, await waiting.until("a", "h", _seek([None]), 60)

    assert asyncio.run(run()) == (None, None)


def test_a_check_in_that_is_cut_off_is_forgotten() -> None:
    """A host whose connection breaks leaves nothing behind."""

    async def run() -> int:
        waiting = Waiting(ask_again=60)
        check_in = asyncio.create_task(waiting.until("a", "h", _seek([None]), 60))
        await asyncio.sleep(0.01)
        check_in.cancel()
        await asyncio.gather(check_in, return_exceptions=True)
        return len(waiting)

    assert asyncio.run(run()) == 0
