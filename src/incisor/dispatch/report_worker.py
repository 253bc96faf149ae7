"""Makes one report in a process of its own: python -m incisor.dispatch.report_worker < order

A report of a large fleet is a minute of computing, which would keep the service from its sessions.
The file appears whole or not at all: it is written beside its place, brought to disk, then renamed.
The process reads the database in one transaction, so that all parts of a report agree.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Final, NamedTuple

from sqlalchemy import Connection

from incisor.content import Library
from incisor.dispatch import holdings, report_source
from incisor.dispatch.report_source import Wanted
from incisor.reports import FORMATS
from incisor.store import Store, StoreError
from incisor.wire.shapes import CisReportFormat

FAILED: Final = 3
"""The exit status of a report that cannot be made; the reason is on standard error."""
NICENESS: Final = 10
"""Sessions of hosts go before reports."""
PART: Final = ".part"
"""What the name of a file ends with that is being written."""


class Order(NamedTuple):
    """What to make, from which database, and where to put it.

    Imported benchmarks are read from the database: they are too large to be told.
    """

    database: str
    catalogue: Library
    wanted: Wanted
    report_format: CisReportFormat
    path: Path


def main() -> int:
    """Make the report that standard input orders; the exit status."""
    os.nice(NICENESS)
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301 - the service itself wrote it
    try:
        print(make(order), end="", file=sys.stderr)
    except (OSError, StoreError) as error:
        print(error, file=sys.stderr)
        return FAILED
    return 0


def make(order: Order) -> str:
    """Write the report to its path; what its readers should know of it."""
    write = FORMATS[order.report_format].write

    def made(conn: Connection) -> str:
        holdings.refresh(conn, order.catalogue)
        return write(report_source.report(conn, order.wanted, order.catalogue), file)

    with Store.open(order.database, secret=b"") as store, whole_file(order.path) as file:
        return store.read_now(made)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, which is at the path once the block has ended well, and not before."""
    handle, name = mkstemp(PART, f"{path.name}.", path.parent)  # for this user alone: 0600
    draft = Path(name)
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


if __name__ == "__main__":
    sys.exit(main())
