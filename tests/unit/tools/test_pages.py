"""The reference leaves nothing out."""

import dataclasses

import pytest

import pages
from incisor import settings
from incisor.cli import COMMANDS
from incisor.wire.model import MODEL


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described(command: str) -> None:
    """Each command has a section with its own help."""
    assert f"## `incisor {command}`\n\n```text\nUsage: incisor {command} " in pages.commands_page()


def test_every_setting_is_described() -> None:
    """Each setting has its variable in the table."""
    page = pages.settings_page()
    names = [settings.variable(each.name) for each in dataclasses.fields(settings.Settings)]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_every_operation_is_listed() -> None:
    """Each operation of the model has its line, and says whether it is served."""
    lines = pages.operations_page().splitlines()
    listed = [line.split(" | ")[0].removeprefix("| ") for line in lines if "` | " in line]
    assert listed == list(MODEL.operations)
