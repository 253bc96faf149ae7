"""The `incisor` command: one subcommand per noun, each in its own module.

A subcommand's module is imported only when it is called, so that `incisor scan` starts fast and
works on a host where nothing of the service is installed. COMMANDS is the whole list.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click

from incisor.cli.output import Fault


class Entry(NamedTuple):
    """Where a subcommand lives, and what `incisor --help` says of it without importing it."""

    module: str
    attribute: str
    summary: str


COMMANDS: Mapping[str, Entry] = {
    "serve": Entry("serve", "serve", "Run the service: the API, the scheduler, the store."),
    "accounts": Entry("accounts", "accounts", "Create and list accounts."),
    "organisation": Entry(
        "organisation", "organisation", "Join accounts whose scans one of them configures."
    ),
    "keys": Entry("keys", "keys", "Create, list and revoke access keys for people and programs."),
    "policies": Entry("policies", "policies", "Keep policies that say what a key may do."),
    "enrolment": Entry("enrolment", "enrolment", "Create tokens with which hosts enrol."),
    "enrol": Entry("agent", "enrol", "On a host: exchange a token for the host's own credentials."),
    "agent": Entry("agent", "agent", "On a host: fetch scan jobs, evaluate, report."),
    "hosts": Entry("hosts", "hosts", "List, show and tag enrolled hosts."),
    "scans": Entry("scans", "scans", "List scans; show why one found what it found."),
    "scan": Entry("scan", "scan", "Evaluate a benchmark on this host, with no service at all."),
    "benchmarks": Entry(
        "benchmarks", "benchmarks", "List, show, import and validate benchmarks, SCAP content too."
    ),
    "version": Entry("version", "version", "Print the version."),
}

SERVICE_PACKAGES = frozenset({"alembic", "httptools", "sqlalchemy", "uvicorn", "uvloop"})


class LazyGroup(click.Group):
    """A group whose subcommands are named in COMMANDS and imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's form
        """The order of COMMANDS is the order of the help: service first, then the host's side."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import the one module that is needed; say how to install what it lacks."""
        entry = COMMANDS.get(cmd_name)
        return None if entry is None else _imported(cmd_name, entry)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


def _imported(name: str, entry: Entry) -> click.Command:
    try:
        command = getattr(import_module(f"incisor.cli.{entry.module}"), entry.attribute)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in SERVICE_PACKAGES:
            raise
        raise Fault(
            f"`incisor {name}` belongs to the service, which is not installed here "
            f"({missing.name} is missing).",
            "Install it with: pip install 'incisor[service]'",
        ) from None
    assert isinstance(command, click.Command)
    return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Scan hosts against CIS benchmarks; serve Amazon Inspector's CIS API.

    \b
    Look at this host, with no service:   incisor scan
    Start a service:                      incisor serve --data-dir ./data
    Help for one command:                 incisor keys create --help
    """
