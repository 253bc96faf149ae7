"""The two programs that a scan may start, with fixed arguments: systemctl and rpm.

What they know is kept in no file that could be read instead: systemd's run time state is behind its
bus, and the RPM database is in a binary format. No part of a command line comes from content.
"""

import os
from collections.abc import Mapping

from incisor.host import Package

TIMEOUT = 20.0
"""Seconds. A hanging bus must not hang the scan."""

_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
_SYSTEMCTL = ("/usr/bin/systemctl", "/bin/systemctl")
_RPM = ("/usr/bin/rpm", "/bin/rpm")
_PROPERTIES = "Id,Names,LoadState,ActiveState,UnitFileState,Wants,Requires"
_FORMAT = "%{NAME}\\t%{ARCH}\\t%{EPOCH}\\t%{VERSION}\\t%{RELEASE}\\t%{RSAHEADER:pgpsig}\\n"
_RPM_DATABASES = ("var/lib/rpm", "usr/lib/sysimage/rpm")

Shown = Mapping[str, Mapping[str, str]]


def show_units() -> Shown | None:
    """Properties of all units that systemd has loaded, or None if systemd is not process 1.

    /run/systemd/system exists exactly while systemd is the init system (sd_booted(3)).
    """
    program = next(filter(os.path.exists, _SYSTEMCTL), None)
    if program is None or not os.path.isdir("/run/systemd/system"):
        return None
    text = _output([program, "show", "--all", "--no-pager", f"--property={_PROPERTIES}", "*"])
    return parse_units(text)


def parse_units(text: str) -> Shown:
    """Blocks of `Name=value` lines, keyed by each of the unit's names."""
    shown: dict[str, Mapping[str, str]] = {}
    for block in text.split("\n\n"):
        unit = dict(line.partition("=")[::2] for line in block.splitlines() if "=" in line)
        for name in unit.get("Names", unit.get("Id", "")).split():
            shown[name] = unit
    return shown


def query_rpms(root: str) -> tuple[Package, ...]:
    """Installed packages; empty if there is no database. Raises OSError if rpm is missing or
    fails."""
    if not any(os.path.isdir(os.path.join(root, place)) for place in _RPM_DATABASES):
        return ()
    program = next(filter(os.path.exists, _RPM), None)
    if program is None:
        raise FileNotFoundError("there is an RPM database, but no rpm program to read it")
    return parse_rpms(_output([program, "--root", root, "-qa", "--qf", _FORMAT]))


def parse_rpms(text: str) -> tuple[Package, ...]:
    """One package a line; `(none)` stands for an absent value, and becomes empty text."""
    packages = []
    for line in text.splitlines():
        fields = ["" if part == "(none)" else part for part in line.split("\t")]
        if len(fields) == len(Package._fields):
            fields[-1] = fields[-1].rpartition("Key ID ")[2]
            packages.append(Package(*fields))
    return tuple(packages)


def _output(command: list[str]) -> str:
    import subprocess  # most scans start no program, and it takes a while to load

    try:
        done = subprocess.run(  # noqa: S603  # fixed programs by absolute path, fixed arguments
            command, env=_ENVIRONMENT, capture_output=True, timeout=TIMEOUT, check=True
        )
    except subprocess.SubprocessError as error:
        raise OSError(f"{command[0]} gave no answer: {error}") from error
    return done.stdout.decode("utf-8", "replace")
