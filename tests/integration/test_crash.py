"""What was acknowledged survives kill -9 (D3): the promise that the whole store stands on."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from incisor.store import Store, sqlite_url, telemetry
from support import reporter
from support.rows import ACCOUNT, job, open_scan

HOSTS = 16
# Not seeded: every run kills at other moments.
MOMENT = random.SystemRandom()
TESTS = Path(reporter.__file__).parent.parent


def killed_reporter(database: Path, seconds: float) -> list[tuple[int, int]]:
    """Let a reporter run for so long from its first acknowledgement, kill it; (host, call) of all
    acknowledgements that got out."""
    command = [sys.executable, "-m", "support.reporter", str(database), str(HOSTS)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=TESTS, env={**os.environ, "PYTHONPATH": str(TESTS)}
    )
    assert process.stdout is not None
    with process.stdout as lines:
        first = lines.readline()
        time.sleep(seconds)
        process.kill()
        process.wait()
        whole = [line.split() for line in (first, *lines) if line.endswith(b"\n")]
    return [(int(host), int(call)) for host, call in whole]


def rules_kept(store: Store, host: int) -> set[str]:
    """The rule ids of all telemetry that the database has of a host."""
    job_id = job(host).job_id
    return set(store.read_now(lambda conn: telemetry.last_of_each_rule(conn, ACCOUNT, job_id)))


@pytest.mark.parametrize("round_", range(4))
def test_acknowledged_telemetry_survives_kill_9(tmp_path: Path, round_: int) -> None:
    """Killed at a random moment under load, the database has every acknowledged message, and of
    each call all or nothing."""
    database = tmp_path / "incisor.db"
    with Store.open(sqlite_url(database), secret=b"s" * 32) as store:
        store.write_now(lambda conn: open_scan(conn, *map(job, range(1, HOSTS + 1))))
    acknowledged = killed_reporter(database, MOMENT.uniform(0.05, 0.6))
    assert len(acknowledged) > HOSTS
    with Store.open(sqlite_url(database), secret=b"s" * 32) as store:
        kept = {host: rules_kept(store, host) for host in range(1, HOSTS + 1)}
    for host, call in acknowledged:
        assert {one.rule_id for one in reporter.said(host, call)} <= kept[host]
    assert all(len(rules) % reporter.MESSAGES == 0 for rules in kept.values())
