"""A scan yields to whatever else the host does."""

import os

LOWEST = 19


def lower() -> None:
    """Give this process the lowest CPU priority, and with it the lowest of its I/O class.

    Linux derives the I/O priority of a process that never set one from its nice value
    (ioprio_set(2): (nice + 20) / 5), so one call does both.
    """
    os.nice(LOWEST - os.nice(0))
