"""Our own object: a local user with the facts that belong to it, joined.

From passwd(5), group(5), shells(5), login.defs(5) and the stat of the home directory.
"""

from collections.abc import Iterator
from stat import S_IMODE, S_ISDIR
from typing import NamedTuple

from incisor.host import Host
from incisor.oval.accounts import User, groups, users
from incisor.oval.dropins import text_of
from incisor.oval.item import FieldValue, Item, Problem, Query

UID_MIN = 1000
"""login.defs(5): what counts as a system user if the file does not say."""

_HOME = ("home_exists", "home_owner_ok", "home_mode")
_NOT_INTERACTIVE = frozenset({"nologin", "false"})


class _Facts(NamedTuple):
    shells: frozenset[str]
    uid_min: int
    group_ids: frozenset[int]


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All local users."""
    facts = _Facts(
        _shells(host),
        _uid_min(host),
        frozenset(group.gid for group in groups(host.read("/etc/group"))),
    )
    for user in users(host.read("/etc/passwd")):
        yield _item(user, facts, host)


def _item(user: User, facts: _Facts, host: Host) -> Item:
    shell = user.shell.rpartition("/")[2]
    fields: dict[str, FieldValue] = {
        "username": user.name,
        "user_id": user.uid,
        "group_id": user.gid,
        "home_dir": user.home,
        "login_shell": user.shell,
        "interactive": user.shell in facts.shells and shell not in _NOT_INTERACTIVE,
        "system": user.uid < facts.uid_min,
        "group_exists": user.gid in facts.group_ids,
    }
    try:
        return Item(fields | _home(user, host))
    except PermissionError:
        problem = Problem(f"needs root: {user.home}", needs_privilege=host.euid != 0)
        return Item(fields, dict.fromkeys(_HOME, problem))


def _home(user: User, host: Host) -> dict[str, FieldValue]:
    """A home that is no directory has neither owner nor mode."""
    status = host.stat(user.home, follow=True) if user.home.startswith("/") else None
    if status is None or not S_ISDIR(status.mode):
        return {"home_exists": False, "home_owner_ok": None, "home_mode": None}
    return {
        "home_exists": True,
        "home_owner_ok": status.uid == user.uid,
        "home_mode": S_IMODE(status.mode),
    }


def _shells(host: Host) -> frozenset[str]:
    lines = (line.strip() for line in text_of(host, "/etc/shells").splitlines())
    return frozenset(line for line in lines if line.startswith("/"))


def _uid_min(host: Host) -> int:
    for line in reversed(text_of(host, "/etc/login.defs").splitlines()):
        words = line.split()
        if len(words) >= 2 and words[0] == "UID_MIN" and words[1].isdecimal():
            return int(words[1])
    return UID_MIN
