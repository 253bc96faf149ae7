"""incisor.agent.priority: a scan yields, and keeps to its share."""

import json
import subprocess
import sys
from typing import Any

import pytest


def said_by(program: str) -> Any:
    """What a Python program prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", f"import json, os, time\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_agent_takes_the_lowest_priority() -> None:
    """However nice the process was before, afterwards only idle time is left for it; the I/O class
    follows the policy."""
    program = (
        "from incisor.agent import priority; os.nice(5); priority.lower();"
        "print(json.dumps([os.nice(0), os.sched_getscheduler(0) == os.SCHED_IDLE]))"
    )
    assert said_by(program) == [19, True]


def test_where_the_policy_may_not_be_chosen_the_priority_is_lowered_all_the_same() -> None:
    """A sandbox may refuse the call."""
    program = (
        "from incisor.agent import priority\n"
        "def refuse(*_): raise PermissionError(1, 'no')\n"
        "os.sched_setscheduler = refuse; priority.lower(); print(os.nice(0))"
    )
    assert said_by(program) == 19


@pytest.mark.parametrize("percent", [10, 50])
def test_no_more_cpu_is_used_than_allowed(percent: int) -> None:
    """A process that only counts gets its share; other load can only make it less."""
    program = (
        "from incisor.agent import priority\n"
        f"priority.limit({percent})\n"
        "began, used = time.monotonic(), time.process_time()\n"
        "while time.process_time() - used < 0.1: pass\n"
        "print(json.dumps([time.process_time() - used, time.monotonic() - began]))"
    )
    used, passed = said_by(program)
    # The last tick's pause may be still to come.
    assert (used - 0.03) / passed <= percent / 100
