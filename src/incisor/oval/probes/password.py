"""unix-def:password_object -> unix-sys:password_item: lines of /etc/passwd."""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.accounts import users
from incisor.oval.item import Item, Query


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All local users."""
    for user in users(host.read("/etc/passwd")):
        yield Item(
            {
                "username": user.name,
                "password": user.password,
                "user_id": user.uid,
                "group_id": user.gid,
                "gcos": user.gecos,
                "home_dir": user.home,
                "login_shell": user.shell,
            }
        )
