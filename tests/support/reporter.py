"""A process that reports for ever, to be killed: `python reporter.py DATABASE HOSTS`.

Each of its hosts sends telemetry through the store as fast as it is acknowledged; each
acknowledgement is a line "host call" on standard output.
"""

import asyncio
import os
import sys
from pathlib import Path

from sqlalchemy import Connection

from incisor.store import Store, jobs, results, sqlite_url
from incisor.wire.shapes import CisSessionMessage
from support.rows import ACCOUNT, NOW, TOKEN, job, message

MESSAGES = 10


def said(host: int, call: int) -> list[CisSessionMessage]:
    """What a host says in a call: rule ids that name both."""
    return [message(f"{host}.{call}.{number}") for number in range(MESSAGES)]


async def report(store: Store, host: int) -> None:
    """Send telemetry for ever."""
    call = 0
    while True:
        await store.write(lambda conn: keep(conn, host, call), isolated=False)  # noqa: B023 - awaited
        # One write, past Python's buffers: it is out before the process can be killed.
        os.write(1, f"{host} {call}\n".encode())
        call += 1


def keep(conn: Connection, host: int, call: int) -> None:
    """SendCisSessionTelemetry's unit."""
    mine = job(host)
    assert jobs.touch(conn, ACCOUNT, mine.job_id, TOKEN, mine.resource_id, NOW)
    results.append_telemetry(conn, ACCOUNT, mine.job_id, said(host, call), NOW)


async def main(path: Path, hosts: int) -> None:
    """All hosts at once."""
    store = Store.open(sqlite_url(path), secret=b"s" * 32)
    await asyncio.gather(*(report(store, host) for host in range(1, hosts + 1)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
