"""What a benchmark gives, and how a process is measured."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: our figure, the floor's, their paired ratio, and the goal for it."""

    what: str
    ours: str
    floor: str
    ratio: float
    goal: str
    met: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What one process cost: wall and CPU seconds, peak resident memory in MB."""

    wall: float
    cpu: float
    peak_mb: float


LAUNCHER: Final = """
import json, os, subprocess, sys, time
began = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
wall = time.perf_counter() - began
print(json.dumps([wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]))
"""
"""Starts the measured process from a small one: the kernel counts the memory of the starting
process as the started one's, up to exec(2)."""


UNCOMPILED: Final = "PYTHONDONTWRITEBYTECODE"
"""Where this is set, a checkout's modules are compiled anew at each start; installed ones never
are."""


def measured(command: list[str]) -> Run:
    """Run a command to its end, its output thrown away, and read the kernel's account of it."""
    launched = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command]
    environment = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
    done = subprocess.run(launched, stdout=subprocess.PIPE, env=environment, check=True)
    return Run(*json.loads(done.stdout))


def ensure(program: str) -> None:
    """Install a Debian package of the program's name if the program is missing."""
    if shutil.which(program):
        return
    if os.geteuid() != 0:
        sys.exit(f"{program} is not installed: run `sudo apt-get install {program}` and try again")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", program], check=True)
