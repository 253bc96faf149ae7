"""The `incisor` command itself."""

import subprocess
import sys
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from incisor.cli import COMMANDS, main

SERVICE_ONLY = "sqlalchemy", "uvicorn", "alembic", "uvloop", "httptools"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name: str) -> None:
    """Its module has it, and it explains itself."""
    entry = COMMANDS[name]
    command = getattr(import_module(f"incisor.cli.{entry.module}"), entry.attribute)
    assert isinstance(command, click.Command)
    assert command.help


def test_help_lists_every_command_in_the_order_of_the_table() -> None:
    """With its summary."""
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    lines = [line.split()[0] for line in shown.output.split("Commands:")[1].splitlines() if line]
    assert [each for each in lines if each in COMMANDS] == list(COMMANDS)


def test_an_unknown_command_is_bad_input() -> None:
    """Status 2."""
    assert CliRunner().invoke(main, ["scna"]).exit_code == 2


BLOCKED = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)
sys.meta_path.insert(0, Missing())
from incisor.cli import main
main({arguments!r})
"""


def without_service(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command on a host where nothing of the service is installed."""
    code = BLOCKED.format(blocked=SERVICE_ONLY, arguments=list(arguments))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


@pytest.mark.parametrize("name", ["serve", "accounts", "keys", "enrolment", "hosts", "scans"])
def test_a_command_of_the_service_says_what_to_install(name: str) -> None:
    """One sentence and pip's command, instead of a traceback."""
    finished = without_service(name, "--help")
    assert finished.returncode == 2
    assert "pip install 'incisor[service]'" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("name", ["scan", "agent", "enrol", "benchmarks", "version"])
def test_a_hosts_command_needs_nothing_of_the_service(name: str) -> None:
    """Its help works without the service's packages."""
    finished = without_service(name, "--help")
    assert finished.returncode == 0, finished.stderr


def test_help_imports_no_command() -> None:
    """`incisor --help` is as fast on any host."""
    finished = without_service("--help")
    assert finished.returncode == 0
    assert "serve" in finished.stdout
