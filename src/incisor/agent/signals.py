"""SIGTERM and SIGINT become the exception Interrupted in the main thread, wherever it is.

Once: further signals are ignored until the block ends, so that a supervisor which sends two does
not cut the farewell short. The farewell has a time limit of its own (see `job`).
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from incisor.agent.errors import Interrupted

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, the first SIGTERM or SIGINT raises Interrupted. Main thread only."""
    before = {each: signal.signal(each, _interrupt) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _interrupt(number: int, _: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Interrupted(signal.Signals(number).name)
