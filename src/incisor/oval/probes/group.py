"""Our own object: lines of /etc/group."""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.accounts import groups
from incisor.oval.item import Item, Query


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All local groups."""
    for group in groups(host.read("/etc/group")):
        yield Item({"name": group.name, "group_id": group.gid, "members": group.members})
