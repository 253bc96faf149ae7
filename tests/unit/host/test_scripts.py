"""incisor.host.scripts: a script gets what it is given and leaves nothing behind."""

import os
import time
from pathlib import Path

import pytest

from incisor.host import Ran
from incisor.host.scripts import MAX_OUTPUT, NICENESS, run

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "GIVEN": "1"}


def test_a_script_says_what_it_says_and_ends_as_it_ends() -> None:
    """Both outputs apart, its status untouched; bytes that are no UTF-8 are replaced."""
    ran = run("#!/bin/sh\nprintf 'caf\\351'; echo no >&2; exit 102\n", ENVIRONMENT)
    assert ran == Ran(102, "caf\N{REPLACEMENT CHARACTER}", "no\n")


def test_it_sees_no_environment_but_the_given_and_no_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the one who scans has set."""
    monkeypatch.setenv("SECRET", "x")
    ran = run("#!/usr/bin/env -S sh -u\nread line || env\n", ENVIRONMENT)
    names = {line.partition("=")[0] for line in ran.output.splitlines()}
    assert names - {"PWD", "OLDPWD", "_", "SHLVL"} == {"PATH", "GIVEN"}


def test_it_is_polite_and_bounded() -> None:
    """Lowest priority, no core dumps, small files, and no rights on its directory for others."""
    said = run("#!/bin/sh\nsleep 0.1; nice; ulimit -c; ulimit -f; stat -c %a .\n", ENVIRONMENT)
    nice, core, written, mode = said.output.split()
    assert (int(nice), core, int(written), mode) == (NICENESS, "0", 16 * 1024 * 2, "700")


def test_what_it_says_too_much_is_dropped_and_does_not_stop_it() -> None:
    """Its status still counts."""
    ran = run("#!/bin/sh\nhead -c 300000 /dev/zero | tr '\\0' x; exit 101\n", ENVIRONMENT)
    assert (ran.status, len(ran.output)) == (101, MAX_OUTPUT)


def test_one_that_takes_too_long_is_ended_with_all_it_started() -> None:
    """Its outputs up to then are kept."""
    script = "#!/bin/sh\nsleep 600 &\necho $!\nwait\n"
    ran = run(script, ENVIRONMENT, timeout=0.5)
    assert (ran.status, ran.reason) == (None, "it took more than 0 s")
    assert_gone(int(ran.output))


def test_what_it_leaves_in_the_background_is_ended_and_not_waited_for() -> None:
    """Even if that keeps writing."""
    began = time.monotonic()
    ran = run("#!/bin/sh\nyes &\necho $! >&2\nexit 101\n", ENVIRONMENT)
    assert ran.status == 101
    assert time.monotonic() - began < 10
    assert_gone(int(ran.errors))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 101\n", "its first line names no interpreter"),
        ("#!\nexit 101\n", "its first line names no interpreter"),
        ("#!/nowhere/sh\n", "/nowhere/sh: No such file or directory"),
        ("#!/bin/sh\nkill -9 $$\n", "it was ended by signal 9"),
    ],
)
def test_one_that_cannot_run_to_its_end_says_why(script: str, reason: str) -> None:
    """And has no status."""
    ran = run(script, ENVIRONMENT)
    assert (ran.status, ran.reason) == (None, reason)


def test_nothing_is_left_of_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it wrote there."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run("#!/bin/sh\ntouch a; pwd; exit 101\n", ENVIRONMENT).output.startswith(str(tmp_path))
    assert not list(tmp_path.iterdir())


def assert_gone(pid: int) -> None:
    """The process ends within a moment: it may still have to be reaped by whoever inherited it."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.02)
    os.kill(pid, 9)
    pytest.fail(f"{pid} is still running")
