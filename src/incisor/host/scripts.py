"""Running a script of the content's: the one thing here that is not reading.

Only `incisor scan --allow-sce` comes here, for a scan that a person at this machine asked for. The
agent cannot (pyproject.toml holds it to that): what a service sends is never run.
"""

import os
import resource
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Final

from incisor.host import Ran

TIMEOUT: Final = 300.0
"""Seconds for one script: enough for one that looks through all file systems of a large host."""

MAX_OUTPUT: Final = 64 * 1024
"""Bytes kept of each of its outputs; the rest is read and dropped, lest the script wait."""

MAX_WRITTEN: Final = 16 * 1024 * 1024
"""Bytes of a file that it writes."""

MAX_MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space of each of its processes."""

NICENESS: Final = 19

LIMITS: Final[Mapping[int, int]] = {
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: MAX_WRITTEN,
    resource.RLIMIT_AS: MAX_MEMORY,
}


def run(script: str, environment: Mapping[str, str], *, timeout: float = TIMEOUT) -> Ran:
    """Run it with this environment and no other, without input, at the lowest priority, in a
    session of its own, of which nothing is left running. Never raises for what the script does.
    """
    interpreter = _interpreter(script)
    if not interpreter:
        return Ran(None, reason="its first line names no interpreter")
    with tempfile.TemporaryDirectory(prefix="incisor-", ignore_cleanup_errors=True) as directory:
        path = os.path.join(directory, "script")
        with open(path, "w", encoding="utf-8", opener=_private) as file:
            file.write(script)
        try:
            process = subprocess.Popen(  # noqa: S603  # this is what the user has allowed
                [*interpreter, path],
                cwd=directory,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            return Ran(None, reason=f"{interpreter[0]}: {error.strerror}")
        return _attended(process, timeout)


def _interpreter(script: str) -> list[str]:
    """The words of a first line `#!program argument`. The program is started by us, so that the
    file needs no right to be executed, which a hardened /tmp does not give."""
    first = script.partition("\n")[0]
    return first.removeprefix("#!").split(None, 1) if first.startswith("#!") else []


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _attended(process: subprocess.Popen[bytes], timeout: float) -> Ran:
    """Wait for the script's end, reading what it says, and end all that it started."""
    outputs = _Outputs(process)
    ended = False
    try:
        _restrain(process.pid)
        ended = outputs.read(time.monotonic() + timeout)
    finally:
        _end_session(process)
        outputs.close()
    output, errors = outputs.texts()
    if not ended:
        return Ran(None, output, errors, f"it took more than {timeout:.0f} s")
    if process.returncode < 0:
        return Ran(None, output, errors, f"it was ended by signal {-process.returncode}")
    return Ran(process.returncode, output, errors)


def _restrain(pid: int) -> None:
    """Limits and priority, given from outside: nothing of ours runs in the new process. One that
    has ended already needs none."""
    with suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PGRP, pid, NICENESS)
        for kind, limit in LIMITS.items():
            resource.prlimit(pid, kind, (limit, limit))


def _end_session(process: subprocess.Popen[bytes]) -> None:
    """The script and what it left in the background. Its status is fetched only after that, so that
    its number still belongs to it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Outputs:
    """Both outputs of a process, as they come, each kept up to its limit."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self._end = os.pidfd_open(process.pid)
        self._kept = {process.stdout: bytearray(), process.stderr: bytearray()}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._end, selectors.EVENT_READ)
        for source in self._kept:
            self._selector.register(source, selectors.EVENT_READ)

    def read(self, deadline: float) -> bool:
        """Until the process has ended (what it left in the background may go on writing), or the
        deadline; whether it has ended."""
        while (left := deadline - time.monotonic()) > 0:
            ready = [key.fileobj for key, _ in self._selector.select(left)]
            for source in self._kept:
                if source in ready and not self._take(source):
                    self._selector.unregister(source)
            if self._end in ready:
                return True  # a pipe holds no more than one of our reads takes
        return False

    def _take(self, source: IO[bytes]) -> bytes:
        chunk = os.read(source.fileno(), 1 << 16)
        kept = self._kept[source]
        kept += chunk[: MAX_OUTPUT - len(kept)]
        return chunk

    def texts(self) -> list[str]:
        """As text; bytes that are no UTF-8 become replacement characters."""
        return [bytes(kept).decode("utf-8", "replace") for kept in self._kept.values()]

    def close(self) -> None:
        """Give the descriptors back."""
        self._selector.close()
        os.close(self._end)
        for source in self._kept:
            source.close()
