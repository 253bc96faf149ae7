"""What the agent must not forget about the session it is in.

    STATE/session.json   which job, which token: written before Start, removed after Stop
    STATE/results.log    frames: each result, how many were acknowledged, the Stop message

A killed agent opens the spool again and goes on in the same session. Results reach the kernel one
by one (that survives `kill -9`) and the disk before they are sent (that survives a power cut, so
that no result is known to the service alone). An acknowledgement that gets lost only repeats an
idempotent call.
"""

import os
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

import msgspec

from incisor.agent import state
from incisor.agent.errors import StateError
from incisor.agent.frames import Log
from incisor.durable import sync
from incisor.wire import shapes

SESSION_FILE = "session.json"
LOG_FILE = "results.log"


class Benchmark(msgspec.Struct, frozen=True, rename="camel"):
    """Which benchmark the service means: id, version, SHA-256 of its content.

    Of one that was imported into the service, `content` says what is to be fetched, and `profile`
    which profile of SCAP content is meant.
    """

    id: str
    version: str
    sha256: str
    content: Literal["scap", "yaml"] | None = None
    profile: str | None = None


class Job(msgspec.Struct, frozen=True, rename="camel"):
    """This host's part of a scan, from check-in. No benchmark: none for this platform."""

    scan_job_id: str
    scan_arn: str
    security_level: shapes.CisSecurityLevel
    benchmark: Benchmark | None = None


class Session(msgspec.Struct, frozen=True, rename="camel"):
    """A job and the token that this host chose for it (a fresh UUID)."""

    job: Job
    session_token: str


class _Result(msgspec.Struct, frozen=True, tag="result", array_like=True):
    message: shapes.CisSessionMessage


class _Acknowledged(msgspec.Struct, frozen=True, tag="acknowledged", array_like=True):
    count: int


class _Stop(msgspec.Struct, frozen=True, tag="stop", array_like=True):
    message: shapes.StopCisSessionMessage


_Record = _Result | _Acknowledged | _Stop
_decoder: msgspec.msgpack.Decoder[_Record] = msgspec.msgpack.Decoder(_Record)


class Spool:
    """One session's memory. One thread appends results, one acknowledges; writes are atomic."""

    def __init__(self, state_dir: str, session: Session) -> None:
        """Open the log of this session, with what an earlier process left in it."""
        self._state_dir = state_dir
        self.session = session
        self._log = Log(os.path.join(state_dir, LOG_FILE))
        self._results: list[shapes.CisSessionMessage] = []
        self._acknowledged = 0
        self.stop: shapes.StopCisSessionMessage | None = None
        for payload in self._log.recovered:
            self._take(_decoder.decode(payload))

    @property
    def results(self) -> Sequence[shapes.CisSessionMessage]:
        """Every result of the session so far, in the order in which they came."""
        return self._results

    @property
    def acknowledged(self) -> int:
        """How many of the results, counted from the first, the service has acknowledged."""
        return self._acknowledged

    def append(self, message: shapes.CisSessionMessage) -> None:
        """Keep a result."""
        self._write(_Result(message))

    def acknowledge(self, count: int) -> None:
        """Note that the service has the first `count` results."""
        self._write(_Acknowledged(count))

    def decide_stop(self, message: shapes.StopCisSessionMessage) -> None:
        """Keep how the session ends, durably: only the same Stop may ever be repeated."""
        self._write(_Stop(message))
        self._log.sync()

    def sync(self) -> None:
        """Make every result durable; called before results are sent."""
        self._log.sync()

    def close(self) -> None:
        """Let go of the files; the session can be opened again."""
        self._log.close()

    def remove(self) -> None:
        """The session is over: forget it. May be repeated, if it was interrupted.

        session.json goes first: it is what makes a session.
        """
        self.close()
        for name in (SESSION_FILE, LOG_FILE):
            with suppress(FileNotFoundError):
                os.unlink(os.path.join(self._state_dir, name))
            sync(self._state_dir)

    def _write(self, record: _Record) -> None:
        self._log.append(msgspec.msgpack.encode(record))
        self._take(record)

    def _take(self, record: _Record) -> None:
        match record:
            case _Result(message):
                self._results.append(message)
            case _Acknowledged(count):
                self._acknowledged = max(self._acknowledged, min(count, len(self._results)))
            case _Stop(message):
                self.stop = message


def begin(state_dir: str, job: Job) -> Spool:
    """A new session with a fresh token, durable before anything is sent."""
    log = os.path.join(state_dir, LOG_FILE)
    if os.path.lexists(log):
        os.unlink(log)
    session = Session(job, str(uuid.uuid4()))
    path = os.path.join(state_dir, SESSION_FILE)
    state.write_atomically(path, [msgspec.json.encode(session)])
    return Spool(state_dir, session)


def resume(state_dir: str) -> Spool | None:
    """The session that an earlier process did not end, or None. Raises StateError if damaged."""
    path = os.path.join(state_dir, SESSION_FILE)
    try:
        with open(path, "rb") as file:
            session = msgspec.json.decode(file.read(), type=Session)
        return Spool(state_dir, session)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise StateError(
            f"The session in {path} is damaged ({error}).",
            "Remove the file; the service will time the session out.",
        ) from error
