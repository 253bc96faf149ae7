"""incisor.host.commands: what the two programs print."""

import subprocess
from typing import Any

import pytest

from incisor.host import commands

SHOWN = (
    "Id=x.service\nNames=x.service alias.service\nActiveState=active\nWants=a=b\n\n"
    "Id=y.service\nLoadState=not-found\n"
)


def test_units_are_known_by_each_of_their_names() -> None:
    """An alias has its unit's properties; a value may have an equals sign."""
    units = commands.parse_units(SHOWN)
    assert units.keys() == {"x.service", "alias.service", "y.service"}
    assert units["alias.service"]["ActiveState"] == "active"
    assert units["x.service"]["Wants"] == "a=b"


def fake_run(outcome: Any, seen: list[Any]) -> Any:
    def run(command: list[str], **options: Any) -> Any:
        seen.append((command, options))
        if isinstance(outcome, Exception):
            raise outcome
        return subprocess.CompletedProcess(command, 0, outcome, b"")

    return run


def test_systemd_is_asked_only_where_it_is_process_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """sd_booted(3); elsewhere there is no answer to wait for."""
    seen: list[Any] = []
    monkeypatch.setattr(subprocess, "run", fake_run(SHOWN.encode(), seen))
    monkeypatch.setattr(commands, "_SYSTEMCTL", ("/bin/sh",))
    monkeypatch.setattr("os.path.isdir", lambda path: path != "/run/systemd/system")
    assert commands.show_units() is None
    monkeypatch.setattr("os.path.isdir", lambda _path: True)
    shown = commands.show_units()
    assert shown is not None
    assert "x.service" in shown
    assert len(seen) == 1


@pytest.mark.parametrize(
    "error", [subprocess.TimeoutExpired("x", 1), subprocess.CalledProcessError(1, "x")]
)
def test_a_program_that_fails_is_an_error(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that hangs as well."""
    monkeypatch.setattr(subprocess, "run", fake_run(error, []))
    monkeypatch.setattr(commands, "_SYSTEMCTL", ("/bin/sh",))
    monkeypatch.setattr("os.path.isdir", lambda _path: True)
    with pytest.raises(OSError, match="no answer"):
        commands.show_units()
