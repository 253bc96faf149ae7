"""Mounted file systems, as /proc/self/mountinfo lists them (proc(5)), and which of them are local.

Local follows the definition that oscap uses for OVAL's recurse_file_system="local" (`df -l`):
neither a network file system nor proc, sysfs or autofs. So /tmp and /dev/shm as tmpfs are local,
which is where world-writable files are worth finding.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

NOT_LOCAL = frozenset(
    (
        *("autofs", "proc", "sysfs"),
        *("9p", "afs", "auristorfs", "beegfs", "ceph", "cifs", "davfs", "gfs", "gfs2", "glusterfs"),
        *("gpfs", "lustre", "ncp", "ncpfs", "nfs", "nfs4", "ocfs2", "panfs", "pvfs2", "smb3"),
        *("smbfs", "sshfs", "s3fs", "rclone"),
    )
)
"""File system types that `local` leaves out; `fuse.X` is looked up as X."""

_OCTAL = re.compile(r"\\([0-7]{3})")


class Mount(NamedTuple):
    """One line of mountinfo. `root` is the directory of the file system that is mounted."""

    mount_point: str
    device: str
    fs_type: str
    options: tuple[str, ...]
    number: str
    root: str

    @property
    def local(self) -> bool:
        """Whether OVAL's `local` includes it."""
        return self.fs_type.removeprefix("fuse.") not in NOT_LOCAL


def parse(mountinfo: str) -> tuple[Mount, ...]:
    """Mounts in the order of the table. Of several on one mount point the last one is visible.

    Users choose names of mount points; the kernel escapes of them only blanks, tabs, line ends and
    backslashes.
    """
    mounts: dict[str, Mount] = {}
    for line in mountinfo.split("\n"):
        mount = _mount(line)
        if mount:
            mounts.pop(mount.mount_point, None)
            mounts[mount.mount_point] = mount
    return tuple(mounts.values())


def _mount(line: str) -> Mount | None:
    head, separator, tail = line.partition(" - ")
    left, right = head.split(" "), tail.split(" ")
    if not separator or len(left) < 6 or len(right) < 2:
        return None
    options = (left[5], right[2] if len(right) > 2 else "")
    return Mount(
        unescape(left[4]), unescape(right[1]), right[0], _merge(options), left[2], unescape(left[3])
    )


def _merge(options: Iterable[str]) -> tuple[str, ...]:
    """Per-mount options first, then those of the file system; each once."""
    return tuple(dict.fromkeys(o for part in options for o in part.split(",") if o))


def unescape(text: str) -> str:
    r"""Undo \040 and the like, as in mountinfo and fstab."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)


def inside(path: str, directory: str) -> bool:
    """Whether the path is the directory or lies below it."""
    return path == directory or path.startswith(directory.rstrip("/") + "/")
