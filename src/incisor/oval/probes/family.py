"""ind-def:family_object -> ind-sys:family_item. Linux is of the family unix."""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Item, Query


def collect(_query: Query, _host: Host) -> Iterator[Item]:
    """The one item."""
    yield Item({"family": "unix"})
