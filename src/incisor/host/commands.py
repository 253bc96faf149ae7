"""The programs that a scan may start, with fixed arguments: systemctl, and what `rpm` asks.

What they know is kept in no file that could be read instead. No part of a command line comes from
content.
"""

import os
from collections.abc import Collection, Mapping

TIMEOUT = 20.0
"""Seconds. A hanging bus must not hang the scan."""

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
_SYSTEMCTL = ("/usr/bin/systemctl", "/bin/systemctl")
_PROPERTIES = "Id,Names,LoadState,ActiveState,UnitFileState,Wants,Requires"

Shown = Mapping[str, Mapping[str, str]]


def show_units() -> Shown | None:
    """Properties of all units that systemd has loaded, or None if systemd is not process 1.

    /run/systemd/system exists exactly while systemd is the init system (sd_booted(3)).
    """
    program = next(filter(os.path.exists, _SYSTEMCTL), None)
    if program is None or not os.path.isdir("/run/systemd/system"):
        return None
    text = output([program, "show", "--all", "--no-pager", f"--property={_PROPERTIES}", "*"])
    return parse_units(text)


def parse_units(text: str) -> Shown:
    """Blocks of `Name=value` lines, keyed by each of the unit's names."""
    shown: dict[str, Mapping[str, str]] = {}
    for block in text.split("\n\n"):
        unit = dict(line.partition("=")[::2] for line in block.splitlines() if "=" in line)
        for name in unit.get("Names", unit.get("Id", "")).split():
            shown[name] = unit
    return shown


def output(command: list[str], statuses: Collection[int] = (0,)) -> str:
    """What a program says on its standard output. Raises OSError if it ends with another status."""
    import subprocess  # most scans start no program, and it takes a while to load

    try:
        done = subprocess.run(  # noqa: S603  # fixed programs by absolute path, fixed arguments
            command, env=ENVIRONMENT, capture_output=True, timeout=TIMEOUT, check=False
        )
        if done.returncode not in statuses:
            raise subprocess.CalledProcessError(done.returncode, command)
    except subprocess.SubprocessError as error:
        raise OSError(f"{command[0]} gave no answer: {error}") from error
    return done.stdout.decode("utf-8", "replace")
