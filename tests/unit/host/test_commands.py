"""incisor.host.commands: what the two programs print."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from incisor.host import Package, commands

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


def test_packages_are_read_line_by_line() -> None:
    """(none) is nothing; lines of another form are none; the key is the signature's last word."""
    signed = "bash\tx86_64\t(none)\t5.1\t9\tRSA/SHA256, Mon, Key ID ab12\n"
    text = f"{signed}broken\nx\ty\t1\t2\t3\t(none)\n"
    assert commands.parse_rpms(text) == (
        Package("bash", "x86_64", "", "5.1", "9", "ab12"),
        Package("x", "y", "1", "2", "3", ""),
    )


def test_a_root_without_an_rpm_database_has_no_packages(tmp_path: Path) -> None:
    """No program is started."""
    assert commands.query_rpms(str(tmp_path)) == ()


def test_a_database_that_nothing_can_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an empty list, which would say that nothing is installed."""
    (tmp_path / "var/lib/rpm").mkdir(parents=True)
    monkeypatch.setattr(commands, "_RPM", ())
    with pytest.raises(FileNotFoundError, match="no rpm program"):
        commands.query_rpms(str(tmp_path))


def fake_run(outcome: Any, seen: list[Any]) -> Any:
    def run(command: list[str], **options: Any) -> Any:
        seen.append((command, options))
        if isinstance(outcome, Exception):
            raise outcome
        return subprocess.CompletedProcess(command, 0, outcome, b"")

    return run


def test_rpm_is_asked_with_a_fixed_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An absolute program, no shell, a clean environment and a time limit."""
    seen: list[Any] = []
    (tmp_path / "var/lib/rpm").mkdir(parents=True)
    monkeypatch.setattr(commands, "_RPM", ("/bin/sh",))
    monkeypatch.setattr(subprocess, "run", fake_run(b"x\ty\t1\t2\t3\t(none)\n", seen))
    assert len(commands.query_rpms(str(tmp_path))) == 1
    ((command, options),) = seen
    assert command[:3] == ["/bin/sh", "--root", str(tmp_path)]
    assert options["timeout"] == commands.TIMEOUT
    assert options["env"].keys() == {"PATH", "LC_ALL"}


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
