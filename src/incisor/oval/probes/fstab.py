"""Our own object: file systems that /etc/fstab names, as items of the shape of partition_item."""

import re
from collections.abc import Iterator

from incisor.host import Host
from incisor.host.mounts import unescape
from incisor.oval.item import Item, Query

FSTAB = "/etc/fstab"
_FIELD = re.compile(r"[^ \t]+")


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """Lines of fstab(5). Spaces are only known of what is mounted."""
    for line in host.read(FSTAB).decode("utf-8", "surrogateescape").split("\n"):
        fields = [unescape(field) for field in _FIELD.findall(line)]
        if len(fields) >= 3 and not fields[0].startswith("#"):
            options = fields[3].split(",") if len(fields) > 3 else ["defaults"]
            yield Item(
                {
                    "mount_point": fields[1],
                    "device": fields[0],
                    "fs_type": fields[2],
                    "mount_options": tuple(options),
                    "total_space": None,
                    "space_used": None,
                    "space_left": None,
                    "source": "fstab",
                }
            )
