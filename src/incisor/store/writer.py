"""Group commit: concurrent units share one transaction and one wait for the disk.

A disk takes hundreds to thousands of waits a second, but each may carry any number of rows. Units
that arrive while a commit is under way form the next batch, so the batch grows with the load by
itself and an idle service commits at once.

Which thread does what is deliberate. The statements of a batch run on the event loop's thread; only
COMMIT, which is one long call outside the interpreter's lock, runs in a thread of its own. A thread
that ran statements would have to win back the lock after each of them from a busy event loop, up to
five milliseconds a time: measured, that is slower than no thread at all.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection

from incisor.store import sqlite
from incisor.store.errors import ClosedStoreError, StoreError

T = TypeVar("T")

# A batch keeps the loop's thread for no longer than this, or one unit if that takes longer.
BATCH_S: Final = 0.02
# Pause between attempts to get the write lock while a command in another process holds it.
LOCK_PAUSE_S: Final = 0.005

_CLOSED: Final = "The service is shutting down. Try again when it is back."


class _Waiting(NamedTuple):
    unit: Callable[[Connection], Any]
    future: asyncio.Future[Any]
    isolated: bool


class _Done(NamedTuple):
    future: asyncio.Future[Any]
    value: Any
    error: Exception | None


class Writer:
    """The one writing connection of a process, and the units that wait for it."""

    def __init__(self, connection: Connection, where: str) -> None:
        """`where` names the database in error messages. The connection is the writer's alone."""
        self._connection = connection
        self._driver = sqlite.driver(connection)
        # The loop must never sleep in SQLite: `_begin` waits for the lock instead.
        self._driver.execute("PRAGMA busy_timeout = 0")
        # The connection may have been lent to a reader before.
        self._driver.execute("PRAGMA query_only = 0")
        self._where = where
        self._queue: deque[_Waiting] = deque()
        self._committer = ThreadPoolExecutor(1, thread_name_prefix="incisor-commit")
        self._drain: asyncio.Task[None] | None = None
        self._closed = False

    async def write(self, unit: Callable[[Connection], T], isolated: bool) -> T:
        """What the unit returned, once it is on disk."""
        if self._closed:
            raise ClosedStoreError(_CLOSED)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.append(_Waiting(unit, future, isolated))
        if self._drain is None or self._drain.done():
            self._drain = loop.create_task(self._work())
        return await future

    def close(self) -> None:
        """Wait for a commit that is under way; refuse what has not begun."""
        self._closed = True
        self._committer.shutdown()
        self._connection.close()
        waiting = [one for one in self._queue if not one.future.get_loop().is_closed()]
        self._queue.clear()
        _resolve([_Done(one.future, None, ClosedStoreError(_CLOSED)) for one in waiting])

    async def _work(self) -> None:
        """Commit batch after batch until nothing waits."""
        while self._queue:
            done: list[_Done] = []
            try:
                await self._begin()
                self._run_batch(done)
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._committer, self._driver.execute, "COMMIT")
            except Exception as error:
                self._fail(done, sqlite.explained(error, self._where))
            else:
                _resolve(done)

    async def _begin(self) -> None:
        """Take the write lock, without holding up the loop while another process has it."""
        deadline = time.monotonic() + sqlite.LOCK_TIMEOUT_S
        while True:
            try:
                self._driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                await asyncio.sleep(LOCK_PAUSE_S)
            else:
                return

    def _run_batch(self, done: list[_Done]) -> None:
        """Run what waits, each unit so that its failure undoes only itself."""
        until = time.monotonic() + BATCH_S
        while self._queue and (not done or time.monotonic() < until):
            waiting = self._queue.popleft()
            if waiting.future.done():  # the caller has given up
                continue
            done.append(self._run(waiting))
            if not self._driver.in_transaction:
                # A full disk, for one, ends the transaction, and what ran before is undone.
                raise done[-1].error or StoreError("A unit of work ended the transaction.")

    def _run(self, waiting: _Waiting) -> _Done:
        try:
            if waiting.isolated:
                return _Done(waiting.future, self._run_isolated(waiting.unit), None)
            return _Done(waiting.future, waiting.unit(self._connection), None)
        except Exception as error:
            return _Done(waiting.future, None, sqlite.explained(error, self._where))

    def _run_isolated(self, unit: Callable[[Connection], T]) -> T:
        self._driver.execute("SAVEPOINT unit")
        try:
            value = unit(self._connection)
        except BaseException:
            if self._driver.in_transaction:
                self._driver.execute("ROLLBACK TO unit")
                self._driver.execute("RELEASE unit")
            raise
        self._driver.execute("RELEASE unit")
        return value

    def _fail(self, done: list[_Done], error: Exception) -> None:
        """Undo the batch and tell its callers; without a batch, all who wait for the lock."""
        if not self._closed and self._driver.in_transaction:
            self._driver.execute("ROLLBACK")
        if not done:
            done = [_Done(waiting.future, None, error) for waiting in self._queue]
            self._queue.clear()
        _resolve([_Done(one.future, None, one.error or error) for one in done])


def _resolve(done: list[_Done]) -> None:
    for future, value, error in done:
        if future.done():  # the caller has given up
            continue
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)
