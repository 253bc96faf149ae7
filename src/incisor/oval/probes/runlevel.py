"""unix-def:runlevel_object -> unix-sys:runlevel_item: System V services by runlevel.

Said by the links in /etc/rcN.d or /etc/rc.d/rcN.d.

Every service with a script in init.d has an item for each runlevel that there is a directory for;
without a link there it is neither started nor killed. What systemd makes of such scripts is not
said here.
"""

import re
from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Item, Query

PLACES = ("/etc", "/etc/rc.d")
RUNLEVELS = "0123456"

_LINK = re.compile(r"([SK])\d\d(.+)", re.DOTALL)


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """Items by runlevel, then by name."""
    links = {level: _links(host, level) for level in RUNLEVELS}
    named = {name for found in links.values() for _, name in found or ()}
    services = sorted(named.union(*(_listed(host, f"{place}/init.d") or () for place in PLACES)))
    for level, found in links.items():
        if found is not None:
            yield from (_item(name, level, found) for name in services)


def _item(name: str, level: str, links: set[tuple[str, str]]) -> Item:
    start, kill = (("S", name) in links, ("K", name) in links)
    return Item({"service_name": name, "runlevel": level, "start": start, "kill": kill})


def _links(host: Host, level: str) -> set[tuple[str, str]] | None:
    """(S or K, service) of a runlevel; None if it has no directory."""
    listed = [names for p in PLACES if (names := _listed(host, f"{p}/rc{level}.d")) is not None]
    if not listed:
        return None
    matches = (_LINK.fullmatch(name) for names in listed for name in names)
    return {(match[1], match[2]) for match in matches if match}


def _listed(host: Host, directory: str) -> tuple[str, ...] | None:
    try:
        return host.list(directory)
    except (FileNotFoundError, NotADirectoryError):
        return None
