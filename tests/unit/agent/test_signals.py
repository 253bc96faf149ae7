"""Signals as an exception."""

import os
import signal
import time

import pytest

from incisor.agent.errors import Interrupted
from incisor.agent.signals import SIGNALS, interruptible


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
