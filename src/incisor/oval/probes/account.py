"""Our own object: a local user with the facts that belong to it, joined.

From passwd(5), group(5), shadow(5), shells(5), login.defs(5) and the stat of the home directory.
"""

from collections.abc import Iterator, Mapping
from stat import S_IMODE, S_ISDIR
from typing import NamedTuple

from incisor.host import Host
from incisor.oval.accounts import User, groups, interactive, lines, login_shells, users
from incisor.oval.dropins import text_of
from incisor.oval.item import FieldValue, Item, Problem, Query
from incisor.oval.passwords import state

UID_MIN = 1000
"""login.defs(5): what counts as a system user if the file does not say."""

_HOME = ("home_exists", "home_owner_ok", "home_mode")


class _Facts(NamedTuple):
    shells: frozenset[str]
    uid_min: int
    group_ids: frozenset[int]
    passwords: Mapping[str, str] | None
    """Name → password_state; None where /etc/shadow may not be read."""


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All local users."""
    facts = _Facts(
        login_shells(text_of(host, "/etc/shells")),
        _uid_min(host),
        frozenset(group.gid for group in groups(host.read("/etc/group"))),
        _passwords(host),
    )
    for user in users(host.read("/etc/passwd")):
        yield _item(user, facts, host)


def _item(user: User, facts: _Facts, host: Host) -> Item:
    fields: dict[str, FieldValue] = {
        "username": user.name,
        "user_id": user.uid,
        "group_id": user.gid,
        "home_dir": user.home,
        "login_shell": user.shell,
        "interactive": interactive(user, facts.shells),
        "system": user.uid < facts.uid_min,
        "group_exists": user.gid in facts.group_ids,
    }
    problems: dict[str, Problem] = {}
    if facts.passwords is None:
        problems["password_state"] = _refused("/etc/shadow", host)
    else:
        fields["password_state"] = facts.passwords.get(user.name)
    try:
        fields |= _home(user, host)
    except PermissionError:
        problems |= dict.fromkeys(_HOME, _refused(user.home, host))
    return Item(fields, problems)


def _refused(path: str, host: Host) -> Problem:
    return Problem(f"needs root: {path}", needs_privilege=host.euid != 0)


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


def _passwords(host: Host) -> Mapping[str, str] | None:
    try:
        rows = [line.split(":", 2) for line in lines(text_of(host, "/etc/shadow"))]
    except PermissionError:
        return None
    return {row[0]: state(row[1]) for row in rows if len(row) > 2}


def _uid_min(host: Host) -> int:
    for line in reversed(text_of(host, "/etc/login.defs").splitlines()):
        words = line.split()
        if len(words) >= 2 and words[0] == "UID_MIN" and words[1].isdecimal():
            return int(words[1])
    return UID_MIN
