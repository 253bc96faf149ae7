"""incisor.store.writer."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from incisor.store import (
    BusyDatabaseError,
    ClosedStoreError,
    DiskFullError,
    StoreError,
    sqlite,
    sqlite_url,
)
from incisor.store.writer import Writer

Unit = Callable[[Connection], None]


class Bench:
    """A writer on a table of numbers, and a second connection that sees what is committed."""

    def __init__(self, path: Path) -> None:
        self._engine = sqlite.engine(make_url(sqlite_url(path)))
        self.connection = self._engine.connect()
        self.driver = sqlite.driver(self.connection)
        self.driver.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)")
        self.commits = 0
        self.driver.set_trace_callback(self._note)
        self.writer = Writer(self.connection, "test")
        self.other = sqlite3.connect(path, isolation_level=None)

    def seen(self) -> list[int]:
        """The numbers that another process would see."""
        return [row[0] for row in self.other.execute("SELECT n FROM numbers ORDER BY n")]

    def close(self) -> None:
        """End both connections."""
        self.writer.close()
        self.other.close()
        self._engine.dispose()

    def _note(self, statement: str) -> None:
        self.commits += statement == "COMMIT"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A bench on a file of its own."""
    made = Bench(tmp_path / "numbers.db")
    yield made
    made.close()


def put(number: int) -> Unit:
    """A unit that writes a number."""

    def unit(conn: Connection) -> None:
        conn.exec_driver_sql("INSERT INTO numbers VALUES (?)", (number,))

    return unit


def put_and_fail(number: int) -> Unit:
    """A unit that writes a number, then finds that it must not."""

    def unit(conn: Connection) -> None:
        put(number)(conn)
        raise ValueError(f"not {number}")

    return unit


def statement(text: str) -> Unit:
    """A unit of one statement."""

    def unit(conn: Connection) -> None:
        sqlite.driver(conn).execute(text)

    return unit


async def outcomes(bench: Bench, *units: Unit, isolated: bool = True) -> list[object]:
    """What each of some concurrent units came to."""
    writes = (bench.writer.write(unit, isolated) for unit in units)
    return list(await asyncio.gather(*writes, return_exceptions=True))


def test_what_was_acknowledged_is_committed(bench: Bench) -> None:
    """When the call returns, another process sees the row."""

    async def run() -> list[int]:
        await bench.writer.write(put(1), isolated=True)
        return bench.seen()

    assert asyncio.run(run()) == [1]


def test_a_unit_returns_its_value(bench: Bench) -> None:
    """What the function returns is what the caller gets."""
    assert asyncio.run(bench.writer.write(lambda _: "value", isolated=True)) == "value"


def test_concurrent_units_share_a_commit(bench: Bench) -> None:
    """A hundred callers at once cost two commits, not a hundred."""
    asyncio.run(outcomes(bench, *(put(number) for number in range(100))))
    assert bench.seen() == list(range(100))
    assert bench.commits <= 2


def test_a_unit_that_fails_undoes_only_itself(bench: Bench) -> None:
    """The others of its batch are committed, and its caller gets the exception."""
    before, failed, after = asyncio.run(outcomes(bench, put(1), put_and_fail(2), put(3)))
    assert (before, after) == (None, None)
    assert str(failed) == "not 2"
    assert bench.seen() == [1, 3]


def test_a_unit_without_savepoint_keeps_what_it_did_before_it_failed(bench: Bench) -> None:
    """That is what the caller asks for with isolated=False; the others are not affected."""
    results = asyncio.run(outcomes(bench, put(1), put_and_fail(2), isolated=False))
    assert [str(result) for result in results] == ["None", "not 2"]
    assert bench.seen() == [1, 2]


def test_a_batch_whose_commit_fails_is_undone_and_told_to_all(bench: Bench) -> None:
    """Nobody is told that something is on disk that is not; the next batch works."""
    bench.driver.execute("PRAGMA foreign_keys = ON")
    bench.driver.execute(
        "CREATE TABLE child (n REFERENCES numbers (n) DEFERRABLE INITIALLY DEFERRED)"
    )
    orphan = statement("INSERT INTO child VALUES (7)")
    results = asyncio.run(outcomes(bench, put(1), orphan))
    assert all(isinstance(result, sqlite3.IntegrityError) for result in results)
    assert bench.seen() == []
    asyncio.run(bench.writer.write(put(2), isolated=True))
    assert bench.seen() == [2]


def test_a_unit_that_ends_the_transaction_fails_those_before_it(bench: Bench) -> None:
    """As SQLite does in some faults: what ran before is gone, and its callers are told."""
    first, second, third = asyncio.run(outcomes(bench, put(1), statement("ROLLBACK"), put(3)))
    assert isinstance(first, Exception)
    assert isinstance(second, Exception)
    assert third is None
    assert bench.seen() == [3]


def test_without_savepoint_too_a_lost_transaction_is_noticed(bench: Bench) -> None:
    """Units after it never run outside a transaction."""
    results = asyncio.run(outcomes(bench, put(1), statement("ROLLBACK"), put(3), isolated=False))
    assert isinstance(results[0], StoreError)
    assert results[2] is None
    assert bench.seen() == [3]


def test_a_full_disk_is_one_clear_error_and_passes(bench: Bench) -> None:
    """Nothing is half written, and when there is room again the same writer goes on."""
    bench.driver.execute("PRAGMA max_page_count = 3")
    bench.driver.execute("CREATE TABLE large (b)")
    fill = statement("INSERT INTO large VALUES (zeroblob(100000))")
    _, full = asyncio.run(outcomes(bench, put(1), fill))
    assert isinstance(full, DiskFullError)
    assert "Make room" in str(full)
    bench.driver.execute("PRAGMA max_page_count = 1000")
    assert asyncio.run(outcomes(bench, put(2), fill)) == [None, None]


def test_it_waits_for_another_process_without_holding_up_the_loop(bench: Bench) -> None:
    """While a command has the write lock, other tasks run; then the unit is written."""

    async def run() -> bool:
        bench.other.execute("BEGIN IMMEDIATE")
        write = asyncio.create_task(bench.writer.write(put(1), isolated=True))
        await asyncio.sleep(0.03)
        waited = not write.done()
        bench.other.execute("COMMIT")
        await write
        return waited

    assert asyncio.run(run())
    assert bench.seen() == [1]


def test_a_lock_that_is_never_released_is_one_clear_error(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All who wait are told; once the lock is free, writing works again."""
    monkeypatch.setattr(sqlite, "LOCK_TIMEOUT_S", 0.01)
    bench.other.execute("BEGIN IMMEDIATE")
    results = asyncio.run(outcomes(bench, put(1), put(2)))
    assert all(isinstance(result, BusyDatabaseError) for result in results)
    bench.other.execute("COMMIT")
    assert asyncio.run(outcomes(bench, put(3))) == [None]


def test_a_unit_whose_caller_has_gone_is_not_run(bench: Bench) -> None:
    """A request that was given up before its turn leaves nothing behind."""

    async def run() -> None:
        write = asyncio.create_task(bench.writer.write(put(1), isolated=True))
        await asyncio.sleep(0)
        write.cancel()
        await bench.writer.write(put(2), isolated=True)

    asyncio.run(run())
    assert bench.seen() == [2]


def test_a_caller_who_goes_during_the_commit_harms_nobody(bench: Bench) -> None:
    """The batch is committed and the others get their answers."""

    async def run() -> None:
        tasks = [asyncio.create_task(bench.writer.write(put(n), isolated=True)) for n in (1, 2)]
        while bench.driver.total_changes < 2:
            await asyncio.sleep(0)
        tasks[0].cancel()
        await tasks[1]

    asyncio.run(run())
    assert bench.seen() == [1, 2]


def test_a_long_batch_is_cut(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units do not keep the loop for longer than a batch may take; the rest are the next batch."""
    monkeypatch.setattr("incisor.store.writer.BATCH_S", 0.0)
    asyncio.run(outcomes(bench, put(1), put(2), put(3)))
    assert bench.commits == 3


def test_a_closed_writer_refuses(bench: Bench) -> None:
    """A unit after the end is told so, in words for the caller."""
    bench.writer.close()
    with pytest.raises(ClosedStoreError, match="shutting down"):
        asyncio.run(bench.writer.write(put(1), isolated=True))


def test_closing_tells_those_who_wait(bench: Bench) -> None:
    """A unit that had not begun is refused, not forgotten."""

    async def run() -> list[object]:
        bench.other.execute("BEGIN IMMEDIATE")
        write = asyncio.create_task(bench.writer.write(put(1), isolated=True))
        await asyncio.sleep(0.01)
        bench.writer.close()
        return list(await asyncio.gather(write, return_exceptions=True))

    (result,) = asyncio.run(run())
    assert isinstance(result, ClosedStoreError)
