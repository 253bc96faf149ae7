"""Makes one report in a process of its own: python -m incisor.dispatch.report_worker < order

A report of a large fleet is a minute of computing, which would keep the service from its sessions.
The file appears whole or not at all: it is written beside its place, brought to disk, then renamed.
The process reads the database in one transaction, so that all parts of a report agree.
"""

import os
import pickle
import sys
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection

from incisor.content import Library
from incisor.dispatch import holdings, report_source
from incisor.dispatch.report_source import Wanted
from incisor.durable import whole_file
from incisor.reports import FORMATS
from incisor.store import Store, StoreError
from incisor.wire.shapes import CisReportFormat

FAILED: Final = 3
"""The exit status of a report that cannot be made; the reason is on standard error."""
NICENESS: Final = 10
"""Sessions of hosts go before reports."""


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


if __name__ == "__main__":
    sys.exit(main())
