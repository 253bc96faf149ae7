"""A scan yields to whatever else the host does, and takes no more of it than it is given."""

import atexit
import os
import signal
import time
from types import FrameType
from typing import Final

LOWEST: Final = 19

TICK: Final = 0.02
"""Seconds of CPU between two looks at what was used."""


def lower() -> None:
    """Run only when nothing else wants the CPU or the disk: the policy SCHED_IDLE, and nice 19.

    Linux derives the I/O class of a process that never set one from its policy (ioprio_set(2)):
    this one's is `idle`. Whoever may not choose the policy has the lowest priority of its own.
    """
    os.nice(LOWEST - os.nice(0))
    try:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except OSError:  # a sandbox that allows no such call; nice(2) has done the most of it
        return


def limit(percent: int) -> None:
    """From here on use at most so much of one CPU, by pausing whenever more was used.

    Main thread only. The programs that a scan starts (systemctl, rpm) are not counted.
    """
    pauses = _Pauses(percent / 100)
    signal.signal(signal.SIGPROF, pauses.tick)
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    atexit.register(signal.setitimer, signal.ITIMER_PROF, 0)  # it outlives the handler otherwise


class _Pauses:
    """Waits in the signal's handler until the share is kept; time that went by unused counts, but
    only since the tick before."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._now = time.monotonic()
        self._used = time.process_time()

    def tick(self, _signal: int, _frame: FrameType | None) -> None:
        used = time.process_time()
        due = self._now + (used - self._used) / self._share
        time.sleep(max(due - time.monotonic(), 0.0))
        self._now, self._used = time.monotonic(), used
