"""The installed `incisor serve` as a process of its own, as an operator runs it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INCISOR = str(Path(sys.executable).parent / "incisor")
STARTED = "incisor serves "


@dataclass
class Served:
    """A service that runs in a process."""

    process: subprocess.Popen[str]
    endpoint: str

    def kill(self) -> None:
        """End it as a power cut would: nothing of the process gets to run."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def terminate(self) -> int:
        """Ask it to end, as an operator does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def serving(data_dir: Path, *options: str, **environ: str) -> Iterator[Served]:
    """`incisor serve` on a free port; ended when the block ends, if it still runs."""
    command = [INCISOR, "serve", "--data-dir", str(data_dir), "--port", "0", *options]
    with (
        open(data_dir.with_suffix(".log"), "a") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment(environ)
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(STARTED), data_dir.with_suffix(".log").read_text()
            yield Served(process, line.removeprefix(STARTED).strip())
        finally:
            if process.poll() is None:
                process.terminate()


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """An environment without settings but those given."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("INCISOR_")}
    return {**own, **more}


def incisor(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """What an incisor command printed, and its exit status."""
    return subprocess.run(
        [INCISOR, *arguments],
        env=environment(environ),
        capture_output=True,
        text=True,
        timeout=60,
    )


def printed(*arguments: str, **environ: str) -> Any:
    """The JSON that a command printed; it must succeed."""
    finished = incisor(*arguments, "--json", **environ)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)
