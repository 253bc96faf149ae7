"""systemd's units from their files, for hosts and images where systemd does not run.

Follows systemd.unit(5) and the table of `is-enabled` in systemctl(1). Presets are not applied: they
say what would be enabled, not what is. Where systemd runs, its own answers are laid over the
files'.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from incisor.host import MAX_READ, FileStat, Units

LINKED = (("/etc/systemd/system", ""), ("/run/systemd/system", "-runtime"))
"""Directories whose links enable units, and how systemctl marks those of /run."""

UNIT_PATH = (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
    "/run/systemd/generator.late",
)
"""Where units are looked for, the first hit wins (systemd.unit(5), table 1)."""

UNIT_TYPES = (
    *(".service", ".socket", ".timer", ".target", ".mount", ".automount"),
    *(".path", ".swap", ".slice", ".scope"),
)
NOT_RUNNING = "systemd is not running on this host"

_INSTALLS = ("WantedBy", "RequiredBy", "UpheldBy", "Alias")
Shown = Mapping[str, Mapping[str, str]]


class Files(Protocol):
    """The file questions of a host."""

    def stat(self, path: str, *, follow: bool = False) -> FileStat | None: ...
    def read(self, path: str, limit: int = MAX_READ) -> bytes: ...
    def list(self, path: str) -> tuple[str, ...]: ...
    def readlink(self, path: str) -> str | None: ...


class _Unit(NamedTuple):
    state: str
    load: str
    alias_of: str | None = None
    needs: tuple[str, ...] = ()


def units_of(files: Files, shown: Shown | None) -> Units:
    """Every unit's LoadState and UnitFileState; ActiveState and the like from `shown` if given."""
    enabled = dict(_enablements(files))
    listed = {directory: _names(files, directory) for directory in UNIT_PATH}
    found: dict[str, _Unit] = {}
    for directory, names in listed.items():
        for name in names:
            if name.endswith(UNIT_TYPES) and name not in found:
                found[name] = _inspect(files, directory, name, enabled)
    properties: dict[str, Mapping[str, str]] = {n: _properties(found, n) for n in found}
    for name, state in enabled.items():
        properties.setdefault(name, _instance(properties, name, state))
    pulled = _pulled(files, listed)
    dependencies = {
        name: tuple(dict.fromkeys((*unit.needs, *pulled.get(name, ()))))
        for name, unit in found.items()
    }
    if shown is None:
        return Units(False, NOT_RUNNING, properties, dependencies)
    return Units(True, "", _overlay(properties, shown), _shown_needs(dependencies, shown))


def _names(files: Files, directory: str) -> tuple[str, ...]:
    try:
        return files.list(directory)
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _enablements(files: Files) -> Iterator[tuple[str, str]]:
    """Units that a link below .wants or .requires, or an alias, enables."""
    for directory, mark in reversed(LINKED):
        for name in _names(files, directory):
            if name.endswith((".wants", ".requires", ".upholds")):
                for unit in _names(files, f"{directory}/{name}"):
                    yield unit, "enabled" + mark
            elif (target := files.readlink(f"{directory}/{name}")) and target != "/dev/null":
                yield target.rpartition("/")[2], "enabled" + mark


def _inspect(files: Files, directory: str, name: str, enabled: Mapping[str, str]) -> _Unit:
    path = f"{directory}/{name}"
    target = files.readlink(path)
    status = files.stat(path, follow=True)
    if target == "/dev/null" or (status and status.size == 0 and target is None):
        return _Unit("masked-runtime" if directory.startswith("/run") else "masked", "masked")
    alias = target.rpartition("/")[2] if target else name
    if alias != name:
        return _Unit("alias", "loaded", alias_of=alias)
    if status is None:
        return _Unit("bad", "error")
    return _parsed(files.read(path).decode("utf-8", "replace"), directory, name, enabled)


def _parsed(text: str, directory: str, name: str, enabled: Mapping[str, str]) -> _Unit:
    needs: list[str] = []
    installs = also = False
    for line in (line for line in text.splitlines() if "=" in line):
        key, value = (part.strip() for part in line.split("=", 1))
        if key in ("Wants", "Requires", "BindsTo", "Requisite"):
            needs += value.split()
        installs |= key in _INSTALLS
        also |= key == "Also"
    default = "disabled" if installs else "indirect" if also else "static"
    if directory.startswith("/run/systemd/generator"):
        default = "generated"
    return _Unit(enabled.get(name, default), "loaded", needs=tuple(needs))


def _properties(found: Mapping[str, _Unit], name: str) -> dict[str, str]:
    unit = found[name]
    target = found.get(unit.alias_of or "")
    unit = target or unit
    return {"LoadState": unit.load, "UnitFileState": unit.state}


def _instance(properties: Shown, name: str, state: str) -> Mapping[str, str]:
    """A unit known only by a link to it: an instance of a template, or one without a file."""
    stem, at, rest = name.partition("@")
    template = properties.get(f"{stem}@.{rest.rpartition('.')[2]}") if at else None
    load = template["LoadState"] if template else "not-found"
    return {"LoadState": load, "UnitFileState": state if template else ""}


def _pulled(files: Files, listed: Mapping[str, tuple[str, ...]]) -> Mapping[str, list[str]]:
    """By unit, what links in its .wants and .requires pull in."""
    pulled: dict[str, list[str]] = {}
    for directory, names in listed.items():
        for name in names:
            unit, _, kind = name.rpartition(".")
            if kind in ("wants", "requires"):
                pulled.setdefault(unit, []).extend(_names(files, f"{directory}/{name}"))
    return pulled


def _overlay(properties: Shown, shown: Shown) -> Shown:
    """systemd's answers win; a unit that it has not loaded is inactive."""
    kept = ("LoadState", "ActiveState", "UnitFileState")
    merged = {name: {"ActiveState": "inactive", **known} for name, known in properties.items()}
    for name, answer in shown.items():
        merged[name] = {**merged.get(name, {}), **{k: answer[k] for k in kept if k in answer}}
    return merged


def _shown_needs(
    dependencies: Mapping[str, tuple[str, ...]], shown: Shown
) -> Mapping[str, tuple[str, ...]]:
    said = {
        name: tuple(f"{answer.get('Requires', '')} {answer.get('Wants', '')}".split())
        for name, answer in shown.items()
    }
    return {**dependencies, **said}
