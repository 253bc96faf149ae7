"""A service on loopback that says what a test tells it to say, and remembers what it was asked.

It stands for a service in trouble (silent, throttling, refusing), which the real one cannot be made
to be on demand. What is not scripted gets 200 and an empty result.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

START, STOP = "/cissession/start", "/cissession/stop"
HEALTH, TELEMETRY = "/cissession/health/send", "/cissession/telemetry/send"
CHECK_IN, REDEEM = "/incisor/v1/check-in", "/incisor/v1/enrolments:redeem"


class Asked(NamedTuple):
    """One request that arrived."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.raw)


class Say(NamedTuple):
    """One answer. `hang_up` closes the connection instead."""

    status: int = 200
    body: object = {}
    headers: Mapping[str, str] = {}
    hang_up: bool = False
    before: Callable[[], object] = lambda: None


def refuse(status: int, code: str, message: str = "no", **headers: str) -> Say:
    """An error answer in the service's form."""
    return Say(status, {"message": message}, {"x-amzn-ErrorType": code, **headers})


@dataclass
class Script:
    """What to answer, per path, in order; then `{}` for ever."""

    endpoint: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, deque[Say]] = field(default_factory=dict)

    def say(self, path: str, *answers: Say) -> None:
        """The next answers on this path."""
        self.answers.setdefault(path, deque()).extend(answers)

    def on(self, path: str) -> Sequence[Asked]:
        """The requests that this path got."""
        return [each for each in self.asked if each.path == path]

    def paths(self) -> Sequence[str]:
        """The paths in the order in which they were asked."""
        return [each.path for each in self.asked]

    def next(self, path: str) -> Say:
        """The answer that is due."""
        waiting = self.answers.get(path)
        return waiting.popleft() if waiting else Say()


@contextmanager
def scripted() -> Iterator[Script]:
    """Run the service; `endpoint` is its URL."""
    script = Script()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(script))
    server.daemon_threads = True
    script.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(script: Script) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            path, _, query = self.path.partition("?")
            length = int(self.headers.get("Content-Length", "0"))
            raw = self.rfile.read(length)
            script.asked.append(Asked(self.command, path, query, dict(self.headers), raw))
            say = script.next(path)
            say.before()
            if say.hang_up:
                self.close_connection = True
                return
            self._send(say)

        do_GET = do_PUT = do_POST = answer  # noqa: N815 - the names that http.server calls

        def _send(self, say: Say) -> None:
            content = say.body if isinstance(say.body, bytes) else json.dumps(say.body).encode()
            self.send_response(say.status)
            for name, value in {**say.headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Tests read `asked` instead."""

    return Handler
