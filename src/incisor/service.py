"""The service: settings → store, catalogue and clock → the ASGI app, and the server that runs it.

    application(settings)    the app; its lifespan runs the scheduler and closes the store
    serve(settings)          the app on uvicorn, until SIGTERM or SIGINT

What cannot work is found before the first request is taken: StartError says what, and what to do.
"""

import asyncio
import contextlib
import gc
import logging
import resource
import signal
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, NoReturn

import uvicorn

from incisor import __version__
from incisor.api import downloads
from incisor.api.call import Context, Limits, Reports
from incisor.api.connection import Connection
from incisor.api.downloads import Downloads
from incisor.api.gateway import Gateway, Receive, Scope, Send
from incisor.auth import policy
from incisor.auth.credentials import Credentials
from incisor.auth.strangers import REDEEM_ENROLMENT, UNKNOWN_KEY, Strangers
from incisor.auth.throttle import Rate, Throttle
from incisor.content import Catalogue, Library
from incisor.dispatch import holdings, report_files, reporting, ticker
from incisor.dispatch.reporting import Press
from incisor.dispatch.ticker import Works
from incisor.dispatch.timings import Timings
from incisor.dispatch.waiting import Waiting
from incisor.settings import Settings
from incisor.store import Store, StoreError, service_secret

GRACE_SECONDS: Final = 10
"""How long requests that are under way may take once the service is told to stop."""
BACKLOG: Final = 2048

log = logging.getLogger(__name__)


class StartError(Exception):
    """The service cannot start: one sentence that says why, and the next step."""

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(f"{sentence} {next_step}".rstrip())
        self.sentence = sentence
        self.next_step = next_step


class Application:
    """The ASGI app: requests go to the gateway; between start and end the scheduler runs."""

    def __init__(self, context: Context, settings: Settings) -> None:
        self.context = context
        self._gateway = Gateway(context)
        self._downloads = Downloads(context)
        self._settings = settings

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """One request, or the lifespan; other protocols are not served."""
        if scope["type"] == "http":
            if scope["raw_path"].startswith(downloads.RAW_STEM):
                return self._downloads(scope, receive, send)
            return self._gateway(scope, receive, send)
        if scope["type"] == "lifespan":
            return self._lifespan(receive, send)
        raise ValueError(f"{scope['type']} is not served")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        tick = self._settings.tick
        clockwork = (
            asyncio.create_task(ticker.run(works(self.context), tick)),
            asyncio.create_task(reporting.run(press(self.context, self._settings), tick)),
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in clockwork:
            task.cancel()
        await asyncio.gather(*clockwork, return_exceptions=True)
        self.context.store.close()
        await send({"type": "lifespan.shutdown.complete"})


class Server(uvicorn.Server):
    """uvicorn, which lets waiting check-ins answer before it waits for requests to end."""

    def __init__(self, config: uvicorn.Config, waiting: Waiting) -> None:
        super().__init__(config)
        self._waiting = waiting

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop taking requests, answer those that were taken, end the lifespan."""
        self._waiting.close()
        await super().shutdown(sockets)


def application(
    settings: Settings,
    catalogue: Catalogue | None = None,
    clock: Callable[[], float] = time.time,
) -> Application:
    """The app with its database open; raises StartError.

    `catalogue` replaces the bundled benchmarks; `clock` gives epoch seconds.
    """
    return Application(context(settings, catalogue or Catalogue.bundled(), clock), settings)


def serve(settings: Settings, started: Callable[[str], None] = lambda _: None) -> None:
    """Serve until SIGTERM or SIGINT, which exit with status 0; `started` gets the URL.

    Raises StartError before anything was made or changed, unless the database itself is the fault.
    Belongs in the main thread of a process of its own.
    """
    check_tls(settings)
    with listening(settings.host, settings.port) as sock:
        app = application(settings)
        url = url_of(settings, sock)
        allow_many_connections()
        leave_on_signals()
        spare_the_collector()
        log.info("service.started", extra={"url": url, "version": __version__})
        started(url)
        try:
            Server(config(app, settings), app.context.waiting).run([sock])
        finally:
            log.info("service.stopped", extra={"url": url})


def allow_many_connections() -> None:
    """Use all the file descriptors that this process may have: each waiting host holds one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def spare_the_collector() -> None:
    """Leave what is loaded out of garbage collection, and collect less often.

    Requests make next to no cycles; looking for them after every 700 objects costs a tenth of the
    processor's time under load.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def leave_on_signals() -> None:
    """Make SIGTERM and SIGINT an exit with status 0.

    While it runs, uvicorn handles both; once it has ended cleanly it raises them again.
    """

    def leave(_number: int, _frame: object) -> NoReturn:
        raise SystemExit(0)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, leave)


def context(settings: Settings, catalogue: Catalogue, clock: Callable[[], float]) -> Context:
    """What the operations work with; opens the database. Raises StartError."""
    try:
        store = Store.open(settings.database_url, secret=service_secret(settings.data_dir))
        known = Library(catalogue)
        store.read_now(lambda conn: holdings.refresh(conn, known))
    except StoreError as error:
        raise StartError(str(error)) from error
    return Context(
        store=store,
        credentials=Credentials(store, clock),
        catalogue=known,
        waiting=Waiting(),
        clock=clock,
        region=settings.region,
        timings=timings(settings),
        limits=Limits(settings.body_limit, settings.max_configurations, settings.check_in_wait),
        throttle=Throttle(rates(settings)),
        strangers=Strangers(stranger_rates(settings)),
        reports=Reports(
            directory=report_files.directory_in(settings.data_dir),
            asked=asyncio.Event(),
            link_seconds=settings.report_link,
            public_url=settings.public_url,
        ),
    )


def timings(settings: Settings) -> Timings:
    """The times that jobs live by."""
    return Timings(
        session_timeout=settings.session_timeout,
        job_lifetime=settings.job_lifetime,
        late_results=settings.late_results,
        lease=settings.lease,
        results_retention=settings.results_retention,
    )


def rates(settings: Settings) -> dict[str, Rate]:
    """How often an account may call each operation, Inspector's and ours."""
    kinds = (
        (settings.agent_rate, policy.SESSION | {policy.CHECK_IN, policy.FETCH_CONTENT}),
        (settings.read_rate, policy.READ | policy.OWN_READ),
        (settings.change_rate, policy.CHANGE | policy.OWN_CHANGE),
    )
    return {
        name: Rate(per_second, per_second * settings.burst)
        for per_second, names in kinds
        for name in names
    }


def stranger_rates(settings: Settings) -> dict[str, Rate]:
    """How often an address may ask for what nobody has signed."""
    rates = {
        REDEEM_ENROLMENT: settings.enrolment_rate,
        UNKNOWN_KEY: settings.unknown_key_rate,
    }
    return {name: Rate(rate, rate * settings.burst) for name, rate in rates.items()}


def works(context: Context) -> Works:
    """What the scheduler works with."""
    return Works(context.store, context.catalogue, context.waiting, context.timings, context.clock)


def press(context: Context, settings: Settings) -> Press:
    """What reports are made with."""
    return Press(
        store=context.store,
        database=settings.database_url,
        catalogue=context.catalogue,
        region=context.region,
        directory=context.reports.directory,
        asked=context.reports.asked,
        clock=context.clock,
    )


def config(app: Application, settings: Settings) -> uvicorn.Config:
    """How uvicorn is run; it logs nothing of its own but errors."""
    return uvicorn.Config(
        app,
        interface="asgi3",
        loop="uvloop",
        http=Connection,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        log_level=logging.ERROR,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there; raises StartError if it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        sock = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise StartError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}.",
            "Choose another with --host and --port, or stop what uses it (ss -ltnp shows it).",
        ) from error
    with sock:
        yield sock


def check_tls(settings: Settings) -> None:
    """Raise StartError if the certificate and the key cannot be used together."""
    if settings.tls_certificate is None or settings.tls_key is None:
        return
    try:
        pair = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        pair.load_cert_chain(settings.tls_certificate, settings.tls_key, password="")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise StartError(
            f"The certificate {settings.tls_certificate} cannot be used with the key "
            f"{settings.tls_key}: {error.strerror if isinstance(error, OSError) else error}.",
            "Give a certificate chain and its unencrypted key, both PEM and readable "
            "(--tls-certificate, --tls-key).",
        ) from error


def url_of(settings: Settings, sock: socket.socket) -> str:
    """Where clients reach the service, as far as it knows itself."""
    scheme = "http" if settings.tls_certificate is None else "https"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{scheme}://{host}:{sock.getsockname()[1]}"
