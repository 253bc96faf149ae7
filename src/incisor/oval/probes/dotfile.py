"""Our own object: the dot files in the home directories of local users who can log in.

Every entry of a home directory whose name begins with a dot and that is no directory, with the
facts that join it to its user. A link is an item of its own (lstat), with `regular` false.
"""

from collections.abc import Iterator
from stat import S_IMODE, S_ISDIR, S_ISREG

from incisor.host import Host
from incisor.oval.accounts import User, interactive, login_shells, users
from incisor.oval.dropins import names_in, text_of
from incisor.oval.item import Gap, Item, Query


def collect(_query: Query, host: Host) -> Iterator[Item | Gap]:
    """Dot files of all interactive users; a home that may not be read is a gap."""
    shells = login_shells(text_of(host, "/etc/shells"))
    for user in users(host.read("/etc/passwd")):
        if interactive(user, shells) and user.home.startswith("/"):
            try:
                yield from _in_home(user, host)
            except PermissionError:
                yield Gap(f"needs root: {user.home}", needs_privilege=host.euid != 0)


def _in_home(user: User, host: Host) -> Iterator[Item]:
    for name in names_in(host, user.home):
        if name.startswith("."):
            yield from _item(user, name, host)


def _item(user: User, name: str, host: Host) -> Iterator[Item]:
    path = f"{user.home.rstrip('/')}/{name}"
    status = host.stat(path)
    if status is None or S_ISDIR(status.mode):
        return
    yield Item(
        {
            "username": user.name,
            "filepath": path,
            "filename": name,
            "regular": S_ISREG(status.mode),
            "mode": S_IMODE(status.mode),
            "owner_ok": status.uid == user.uid,
            "group_ok": status.gid == user.gid,
        }
    )
