"""`make demo` as a newcomer runs it, without the installation."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import urllib3

DEMO = Path(__file__).parents[2] / "tools" / "demo.py"
# A loaded machine is slow; an idle one needs five.
LIMIT_SECONDS = 90


class Place:
    """A directory for one demo; whatever it leaves running is ended."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Begin a demo in a process group of its own, as a shell does.

        Ctrl-C is heard even where whoever runs the tests ignores it, as jobs of a script do.
        """
        return subprocess.Popen(
            ["env", "--default-signal=INT", sys.executable, str(DEMO), *options],
            cwd=self.path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )

    def run(self, *options: str, status: int = 0) -> str:
        """Run a demo to its end and return what it printed."""
        demo = self.start(*options)
        out, err = demo.communicate(timeout=LIMIT_SECONDS)
        assert demo.returncode == status, out + err
        return out + err

    def processes(self) -> set[int]:
        """Whoever still runs with this directory as its own."""
        return set(filter(self._is_here, map(int, filter(str.isdecimal, os.listdir("/proc")))))

    def _is_here(self, pid: int) -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            return state != "Z" and Path(f"/proc/{pid}/cwd").readlink() == self.path
        except OSError:
            return False


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Where a demo runs."""
    here = Place(tmp_path)
    yield here
    for pid in here.processes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(tmp_path / ".demo", ignore_errors=True)


def test_the_demo_shows_findings_and_leaves_nothing_running(place: Place) -> None:
    """Chapters, failed checks with evidence, commands to go on; exit 0 and no process."""
    said = place.run()
    assert re.search(r"Chapter +Passed +Failed +Skipped", said)
    assert re.search(r"^ +expected ", said, re.MULTILINE)
    assert re.search(r"^ +found ", said, re.MULTILINE)
    assert "aws inspector2 list-cis-scans --endpoint-url http://127.0.0.1:" in said
    assert "export AWS_SECRET_ACCESS_KEY=" in said
    assert place.processes() == set()


def test_the_demo_can_leave_the_service_running(place: Place) -> None:
    """With --keep the service answers afterwards, and what ends it is printed."""
    said = place.run("--keep")
    endpoint = re.search(r"http://127\.0\.0\.1:[0-9]+", said)
    stop = re.search(r"kill ([0-9]+)", said)
    assert endpoint is not None
    assert stop is not None
    assert urllib3.request("GET", f"{endpoint[0]}/healthz").status == 200
    assert place.processes() == {int(stop[1])}
    assert f"kill {stop[1]}" in place.run(status=2)


def test_a_demo_after_a_demo_begins_anew(place: Place) -> None:
    """What an earlier one left, also the number of a process that is gone, is no hindrance."""
    (place.path / ".demo").mkdir()
    (place.path / ".demo" / "service.pid").write_text("4194305\n")
    (place.path / ".demo" / "data").mkdir()
    place.run()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_nothing_running(place: Place, number: signal.Signals) -> None:
    """Ctrl-C and kill end the service and the agent too."""
    demo = place.start()
    assert demo.stdout is not None
    demo.stdout.readline()
    os.killpg(demo.pid, number)
    _, err = demo.communicate(timeout=LIMIT_SECONDS)
    assert demo.returncode == 128 + number
    assert "Traceback" not in err
    assert place.processes() == set()
