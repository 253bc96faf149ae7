"""One at a time: tests run in several processes, and what they install is there for all of them."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone() -> Iterator[None]:
    """Whoever comes second waits, and then finds what the first one made."""
    with Path(sys.prefix, ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
