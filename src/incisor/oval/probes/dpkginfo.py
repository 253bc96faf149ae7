"""linux-def:dpkginfo_object -> linux-sys:dpkginfo_item, from dpkg's status file (dpkg(1)).

A package counts as installed unless only its configuration is left, or not even that.
"""

import re
from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Item, Query

STATUS = "/var/lib/dpkg/status"

MAX_STATUS = 64 * 1024 * 1024
"""Bytes: some hundred times an ordinary server's."""

_FIELD = re.compile(rb"^(Package|Status|Architecture|Version): *(.*?) *$", re.MULTILINE)
_GONE = frozenset({"not-installed", "config-files", ""})


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All installed packages; none where there is no dpkg."""
    for stanza in host.read(STATUS, MAX_STATUS).split(b"\n\n"):
        fields = {key.decode(): value.decode() for key, value in _FIELD.findall(stanza)}
        state = fields.get("Status", "").rpartition(" ")[2]
        if state not in _GONE and "Package" in fields and "Version" in fields:
            yield _item(fields)


def _item(fields: dict[str, str]) -> Item:
    epoch, colon, rest = fields["Version"].partition(":")
    if not colon:
        epoch, rest = "0", fields["Version"]
    version, dash, release = rest.rpartition("-")
    if not dash:
        version, release = rest, ""
    return Item(
        {
            "name": fields["Package"],
            "arch": fields.get("Architecture"),
            "epoch": epoch,
            "version": version,
            "release": release,
            "evr": f"{epoch}:{rest}",
        }
    )
