"""The README's tour, run word for word."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def tour(port: int) -> str:
    """The README's shell blocks as one script, on a port that is free here."""
    page = (ROOT / "README.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return "set -e\n" + "".join(blocks).replace("8080", str(port))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_the_tour_does_what_it_says(tmp_path: Path) -> None:
    """Copied into a shell, the tour ends with a completed scan of the host that followed it."""
    with subprocess.Popen(
        ["bash", "-c", tour(free_port())],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as shell:
        try:
            status = shell.wait(timeout=120)
        finally:
            os.killpg(shell.pid, signal.SIGTERM)
        assert shell.stdout is not None
        said = shell.stdout.read()
    assert status == 0, said
    assert re.search(r"^nightly\tCOMPLETED\t\d+\t\d+$", said, re.MULTILINE), said
