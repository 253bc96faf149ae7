"""A scan yields."""

import subprocess
import sys


def test_the_agent_takes_the_lowest_priority() -> None:
    """However nice the process was before, afterwards it is as nice as can be."""
    program = "import os; from incisor.agent import priority; os.nice(5); priority.lower();"
    done = subprocess.run(
        [sys.executable, "-c", program + "print(os.nice(0))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "19\n"
