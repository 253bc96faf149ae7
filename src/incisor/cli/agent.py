"""`incisor enrol` and `incisor agent`: a host's two commands."""

import logging
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from incisor import logfmt
from incisor.agent import credentials, enrolment, evaluate, facts, priority, signals, state
from incisor.agent.assignment import Assignment, UnsuitableError
from incisor.agent.credentials import Credentials
from incisor.agent.errors import AgentError, Interrupted
from incisor.agent.loop import Agent
from incisor.agent.spool import Benchmark, Job
from incisor.agent.transport import Patience, Transport
from incisor.cli import progress
from incisor.cli.output import (
    BAD_INPUT,
    Fault,
    cpu_limit_option,
    json_option,
    print_facts,
    print_json,
)
from incisor.content import Catalogue
from incisor.host.live import LiveHost

STATE_DIR = "/var/lib/incisor-agent"

log = logging.getLogger(__name__)

# A person waits for the first two; a daemon keeps results as long as the service takes them late.
# A whole fleet may enrol at once: a service that answers "later" is waited for.
ENROL_PATIENCE = Patience(total=5, throttled=300)
ONCE_PATIENCE = Patience(total=60)
DAEMON_PATIENCE = Patience(total=24 * 3600)

state_dir_option = click.option(
    "--state-dir",
    default=STATE_DIR,
    show_default=True,
    envvar="INCISOR_STATE_DIR",
    show_envvar=True,
    help="Where this host keeps its credentials and the session it is in.",
)


@click.command()
@click.option(
    "--endpoint", required=True, help="The service, such as https://incisor.example:8080."
)
@click.option(
    "--enrolment-token",
    required=True,
    envvar="INCISOR_ENROLMENT_TOKEN",
    show_envvar=True,
    help="From `incisor enrolment create` on the service.",
)
@state_dir_option
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    help="CA certificates (PEM) that vouch for the service, instead of the system's.",
)
@click.option(
    "--allow-plaintext",
    is_flag=True,
    help="Allow http:// to another machine: the host's secret then crosses the network unencrypted."
    " To this machine (localhost) http:// is always allowed.",
)
@click.option("--force", is_flag=True, help="Enrol anew, as another resource, if enrolled already.")
@json_option
def enrol(
    endpoint: str,
    enrolment_token: str,
    state_dir: str,
    ca_file: str | None,
    allow_plaintext: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Exchange an enrolment token for this host's own credentials.

    The credentials are kept in the state directory, readable by nobody else. Then run
    `incisor agent` with the same state directory.

    \b
    Example: incisor enrol --endpoint https://incisor.example:8080 --enrolment-token TOKEN
    """
    logfmt.to(sys.stderr, logging.WARNING)
    with faults(interrupted=BAD_INPUT):
        enrolment.check_endpoint(endpoint, allow_plaintext=allow_plaintext)
        with state.locked(state_dir):
            _refuse_if_enrolled(state_dir, force)
            transport = Transport(endpoint, ca_file=ca_file, patience=ENROL_PATIENCE)
            granted = enrolment.redeem(transport, enrolment_token, facts.gather(LiveHost()))
            credentials.save(state_dir, granted)
    _print_enrolled(granted, state_dir, as_json)


@click.command()
@state_dir_option
@click.option(
    "--once",
    is_flag=True,
    help="Run the scans that are waiting (up to 10 s for a first one), then exit:"
    " 0 if all went well, 2 with the reason if not.",
)
@click.option(
    "--full-speed",
    is_flag=True,
    help="Keep the normal CPU and I/O priority; without this the scan yields to everything else.",
)
@click.option(
    "--bundled-only",
    is_flag=True,
    help="Take no content from the service: evaluate only what came with the agent.",
)
@cpu_limit_option
def agent(
    state_dir: str, once: bool, full_speed: bool, bundled_only: bool, cpu_limit: int | None
) -> None:
    """Fetch scan jobs from the service, evaluate this host, report the findings.

    Run it as root: what only root can see is otherwise reported as not evaluated. A scan that was
    cut short (kill, power, network) goes on where it was when the agent starts again. SIGTERM or
    Ctrl-C tells the service that the scan was interrupted.

    \b
    Example: incisor agent --once
    Example: incisor agent --cpu-limit 25
    """
    logfmt.to(sys.stderr, logging.WARNING if sys.stderr.isatty() else logging.INFO)
    with faults(BAD_INPUT if once else 0), state.locked(state_dir), signals.interruptible():
        worker = _agent(state_dir, ONCE_PATIENCE if once else DAEMON_PATIENCE, bundled_only)
        if not full_speed:
            priority.lower()
        if cpu_limit is not None:
            priority.limit(cpu_limit)
        if not once:
            worker.forever()
        count = worker.once()
        log.info("agent.done", extra={"sessions": count})


@contextmanager
def faults(interrupted: int) -> Iterator[None]:
    """Turn the agent's errors into the command's; `interrupted` is the status after a signal."""
    try:
        yield
    except AgentError as error:
        raise Fault(error.sentence, error.next_step) from error
    except Interrupted as signal:
        log.info("agent.interrupted", extra={"signal": str(signal)})
        sys.exit(interrupted)


def _fetched(state_dir: str, transport: Transport, job: Job, meant: Benchmark) -> Assignment:
    """A job with imported content; its modules are loaded for it alone."""
    from incisor.agent import contents, evaluate_content

    path = contents.fetched(state_dir, transport, meant)
    cache = os.path.join(state_dir, contents.PARSED)
    return evaluate_content.assign(job, meant, path, cache, LiveHost())


def _refuse_if_enrolled(state_dir: str, force: bool) -> None:
    if credentials.exist(state_dir) and not force:
        raise Fault(
            f"This host is enrolled already: {state_dir} holds its credentials.",
            "To enrol it anew, as another resource, repeat with --force.",
        )


def _print_enrolled(granted: Credentials, state_dir: str, as_json: bool) -> None:
    said = {
        "resourceId": granted.resource_id,
        "accountId": granted.account_id,
        "accessKeyId": granted.access_key_id,
    }
    if as_json:
        print_json(said)
    else:
        print_facts(said.items())
        click.echo(f"Now run: incisor agent --state-dir {shlex.quote(state_dir)}")


def _agent(state_dir: str, patience: Patience, bundled_only: bool) -> Agent:
    own = credentials.load(state_dir)
    host = LiveHost()
    known = facts.gather(host)
    catalogue = Catalogue.bundled()

    transport = Transport(own.endpoint, own, own.ca_file, patience)

    def assign(job: Job) -> Assignment:
        meant = job.benchmark
        if meant is None or meant.content is None:
            return evaluate.assign(job, known, LiveHost(), catalogue)
        if bundled_only:
            raise UnsuitableError(f"{meant.id} is imported; this agent takes what is bundled only.")
        return _fetched(state_dir, transport, job, meant)

    log.info("agent.started", extra={"endpoint": own.endpoint, "resource_id": own.resource_id})
    return Agent(state_dir, transport, known, assign, progress.here())
