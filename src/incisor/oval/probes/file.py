"""unix-def:file_object -> unix-sys:file_item, from lstat: a symbolic link is an item of its own.

user_name, group_name, user_exists and group_exists speak of local accounts (/etc/passwd,
/etc/group).
"""

import stat
from collections.abc import Iterator, Mapping

from incisor.host import Host, Match
from incisor.oval.accounts import local_names
from incisor.oval.item import FieldValue, FromWalk, Gap, Item, Query

TYPES = {
    stat.S_IFREG: "regular",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "symbolic link",
    stat.S_IFCHR: "character special",
    stat.S_IFBLK: "block special",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
}

BITS: Mapping[str, int] = {
    "suid": stat.S_ISUID,
    "sgid": stat.S_ISGID,
    "sticky": stat.S_ISVTX,
    "uread": stat.S_IRUSR,
    "uwrite": stat.S_IWUSR,
    "uexec": stat.S_IXUSR,
    "gread": stat.S_IRGRP,
    "gwrite": stat.S_IWGRP,
    "gexec": stat.S_IXGRP,
    "oread": stat.S_IROTH,
    "owrite": stat.S_IWOTH,
    "oexec": stat.S_IXOTH,
}

ACL = "system.posix_acl_access"
"""The attribute that holds an access control list with more entries than the mode has (acl(5))."""

PARAMETERS = frozenset({"filepath", "path", "filename"})


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """Items for what the paths find."""
    for found in query.files(host):
        yield found if isinstance(found, Gap) else _with_acl(item(found, host), host)


def _with_acl(found: Item, host: Host) -> Item:
    """The attribute is read for what is kept only; links have none of their own."""
    extended: bool | None = None
    if found.fields["type"] != "symbolic link":
        extended = host.attribute(str(found.fields["filepath"]), ACL) is not None
    return Item({**found.fields, "has_extended_acl": extended})


def item(match: Match, host: Host) -> Item:
    """The whole item."""
    status = match.stat
    fields: dict[str, FieldValue] = {"path": match.directory, "filename": match.name or None}
    fields["filepath"] = match.directory
    if match.name:
        fields["filepath"] = match.directory.rstrip("/") + "/" + match.name
    fields["size"] = status.size
    fields["m_time"] = int(status.modified)
    fields.update(partial(status.mode, status.uid, status.gid, host).fields)
    return Item(fields)


def partial(mode: int, uid: int, gid: int, host: Host) -> Item:
    """What the mode and the owners alone say."""
    users, groups = local_names(host)
    return Item(
        {
            "type": TYPES.get(stat.S_IFMT(mode)),
            "user_id": uid,
            "group_id": gid,
            "mode": stat.S_IMODE(mode),
            "user_name": users.get(uid),
            "group_name": groups.get(gid),
            "user_exists": uid in users,
            "group_exists": gid in groups,
            **{name: bool(mode & bit) for name, bit in BITS.items()},
        }
    )


FROM_WALK = FromWalk(partial, item)
