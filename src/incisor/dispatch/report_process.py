"""Starts the process that makes a report, and waits for it."""

import pickle
import subprocess
import sys
from typing import Final

from incisor.dispatch import report_worker
from incisor.dispatch.report_worker import Order

REASON_CHARACTERS: Final = 1_000
"""Of what a process said on standard error, so much of the end is kept."""


class Worker:
    """The process that makes one report."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._process = subprocess.Popen(  # noqa: S603 - this very Python, and a module of ours
            [sys.executable, "-m", report_worker.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def finish(self) -> tuple[int, str]:
        """Wait for its end, in a thread; its exit status, and the end of what it said."""
        _, said = self._process.communicate(pickle.dumps(self._order))
        return self._process.returncode, said.decode(errors="replace").strip()[-REASON_CHARACTERS:]

    def kill(self) -> None:
        """End it if it has not ended."""
        self._process.kill()
