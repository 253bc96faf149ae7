"""unix-def:uname_object -> unix-sys:uname_item: the running kernel."""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Item, Query


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """The one item."""
    name = host.uname()
    yield Item(
        {
            "machine_class": name.machine,
            "node_name": name.nodename,
            "os_name": name.sysname,
            "os_release": name.release,
            "os_version": name.version,
            "processor_type": name.machine,
        }
    )
