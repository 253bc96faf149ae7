"""linux-def:partition_object -> linux-sys:partition_item: mounted file systems.

Network file systems are not asked for their space: one that does not answer would hang the scan.
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.host.mounts import Mount, parse
from incisor.oval.item import FieldValue, Gap, Item, Problem, Query

MOUNTS = "/proc/self/mountinfo"
_SPACE = ("total_space", "space_used", "space_left")


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """Items in the order of the table; of several on one mount point, the visible one."""
    text = host.read(MOUNTS).decode("utf-8", "surrogateescape")
    for mount in parse(text):
        if query.matches("mount_point", mount.mount_point):
            yield _item(mount, host)


def _item(mount: Mount, host: Host) -> Item:
    fields: dict[str, FieldValue] = {
        "mount_point": mount.mount_point,
        "device": mount.device,
        "fs_type": mount.fs_type,
        "mount_options": mount.options,
        "source": "mounted",
    }
    if not mount.local:
        return Item(fields, dict.fromkeys(_SPACE, Problem("not a local file system")))
    try:
        space = host.space(mount.mount_point)
    except OSError as error:
        return Item(fields, dict.fromkeys(_SPACE, Problem(error.strerror or str(error))))
    return Item(fields | dict(zip(_SPACE, space, strict=True)))
