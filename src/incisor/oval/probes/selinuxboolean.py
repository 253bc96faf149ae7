"""linux-def:selinuxboolean_object -> linux-sys:selinuxboolean_item, from selinuxfs."""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Gap, Item, Query

BOOLEANS = "/sys/fs/selinux/booleans"


def collect(_query: Query, host: Host) -> Iterator[Item | Gap]:
    """All booleans of the loaded policy; without SELinux nobody knows any."""
    try:
        names = host.list(BOOLEANS)
    except (FileNotFoundError, NotADirectoryError):
        yield Gap("SELinux is not enabled on this host")
        return
    for name in names:
        current, _, pending = host.read(f"{BOOLEANS}/{name}").decode("ascii").partition(" ")
        yield Item(
            {
                "name": name,
                "current_status": current == "1",
                "pending_status": pending.strip("\n\0 ") == "1",
            }
        )
