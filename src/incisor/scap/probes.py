"""The probes as published OVAL content expects them, where our own vocabulary says more or other.

Content is written for oscap, which reads /etc/shadow through the C library and has nothing to say
of systemd's units where systemd does not run; the YAML benchmarks are written for the vocabulary.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from incisor.host import Host
from incisor.oval.item import Gap, Item, Probe, Query
from incisor.oval.probes import PROBES

EMPTY_NUMBER: Final = -1
"""getspent(3): what an empty numeric field of /etc/shadow reads as."""

RPM: Final = "/usr/lib/rpm/rpmrc"

NUMBERS: Final = ("chg_lst", "chg_allow", "chg_req", "exp_warn", "exp_inact", "exp_date")


def _files(query: Query, host: Host) -> Iterator[Item | Gap]:
    """A filepath never names a directory (unix-def:file_object, filepath)."""
    for each in PROBES["file"].collect(query, host):
        directory = isinstance(each, Item) and each.fields["type"] == "directory"
        if not (directory and query.has("filepath")):
            yield each


def _shadow(query: Query, host: Host) -> Iterator[Item | Gap]:
    for each in PROBES["shadow"].collect(query, host):
        yield each if isinstance(each, Gap) else _with_numbers(each)


def _with_numbers(item: Item) -> Item:
    empty = {name: EMPTY_NUMBER for name in NUMBERS if item.fields.get(name) is None}
    return replace(item, fields={**item.fields, **empty})


def _units(kind: str) -> Probe:
    """A probe of systemd's units that is in error where there is no systemd to ask: content that
    says "the service is enabled" means one that runs (openscap, systemdshared.h). Of a mounted
    root's units the files tell what they can."""
    probe = PROBES[kind]

    def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
        units = host.units()
        if units.running or units.mounted:
            yield from probe.collect(query, host)
        else:
            yield Gap(units.reason, error=True)

    return replace(probe, collect=collect)


def _rpms(kind: str) -> Probe:
    """A probe of RPM packages. Without RPM's own configuration there is no RPM here, and oscap asks
    for none."""
    probe = PROBES[kind]

    def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
        if host.stat(RPM) is None:
            yield Gap("RPM is not installed on this host", foreign=True)
        else:
            yield from probe.collect(query, host)

    return replace(probe, collect=collect)


OVAL_PROBES: Final[Mapping[str, Probe]] = {
    **PROBES,
    "file": replace(PROBES["file"], collect=_files),
    **{kind: _rpms(kind) for kind in ("rpminfo", "rpmverifyfile", "rpmverifypackage")},
    "shadow": replace(PROBES["shadow"], collect=_shadow),
    "systemdunitdependency": _units("systemdunitdependency"),
    "systemdunitproperty": _units("systemdunitproperty"),
}
