"""Signals as an exception."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from incisor.agent.errors import Interrupted
from incisor.agent.signals import SIGNALS, interruptible
from incisor.host import FileStat, WalkRequest
from incisor.host.live import LiveHost
from incisor.oval import patterns


def wait_for(number: signal.Signals) -> None:
    """Send the signal to this very process, which is busy."""
    os.kill(os.getpid(), number)
    time.sleep(5)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_what_the_agent_does(number: signal.Signals) -> None:
    """The first signal is raised where the main thread is, by its name."""
    with interruptible(), pytest.raises(Interrupted, match=number.name):
        wait_for(number)


def test_further_signals_do_not_cut_the_farewell_short() -> None:
    """A supervisor that sends two signals gets one farewell."""
    with interruptible():
        with pytest.raises(Interrupted):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)


def test_afterwards_signals_have_their_former_effect() -> None:
    """Nothing of the agent stays in a process that used it."""
    before = [signal.getsignal(number) for number in SIGNALS]
    with interruptible(), pytest.raises(Interrupted):
        os.kill(os.getpid(), signal.SIGTERM)
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_no_probe_can_swallow_an_interruption() -> None:
    """A probe's `except Exception` lets it through."""
    assert not issubclass(Interrupted, Exception)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_walk_ends_where_it_is(tmp_path: Path, number: signal.Signals) -> None:
    """No further file is looked at: a tree of millions does not hold the end up."""
    for name in range(1000):
        (tmp_path / str(name)).touch()
    seen: list[str] = []

    def accepts(_directory: str, name: str, _status: FileStat) -> bool:
        seen.append(name)
        os.kill(os.getpid(), number)
        return True

    request = WalkRequest((str(tmp_path),), lambda *_: True, accepts)
    with interruptible(), pytest.raises(Interrupted, match=number.name):
        LiveHost().walk([request])
    assert len(seen) == 1


def test_a_pattern_that_backtracks_for_ever_ends_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The matching itself looks for signals: it is not waited for, however long it may take."""
    monkeypatch.setattr(patterns, "MATCH_SECONDS", 600.0)
    used = 0.0

    def interrupt() -> None:
        nonlocal used
        used = time.process_time()
        os.kill(os.getpid(), signal.SIGTERM)

    timer = threading.Timer(0.2, interrupt)
    timer.start()
    with interruptible(), pytest.raises(Interrupted):
        patterns.matches("^(?:a|a)*$", "a" * 60 + "!")
    timer.join()
    assert time.process_time() - used < 1
