"""/etc/passwd and /etc/group: the formats of passwd(5) and group(5). Local accounts only.

Lines that are not of the format are left out, as the C library leaves them out.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from incisor.host import Host

_NOT_INTERACTIVE = frozenset({"nologin", "false"})


class User(NamedTuple):
    """One line of /etc/passwd."""

    name: str
    password: str
    uid: int
    gid: int
    gecos: str
    home: str
    shell: str


class Group(NamedTuple):
    """One line of /etc/group."""

    name: str
    gid: int
    members: tuple[str, ...]


@lru_cache(maxsize=4)
def users(content: bytes) -> tuple[User, ...]:
    """Users in the order of the file."""
    found = []
    for fields in _rows(content, 7):
        if fields[2].isdecimal() and fields[3].isdecimal():
            name, password, uid, gid, *rest = fields
            found.append(User(name, password, int(uid), int(gid), *rest))
    return tuple(found)


@lru_cache(maxsize=4)
def groups(content: bytes) -> tuple[Group, ...]:
    """Groups in the order of the file."""
    return tuple(
        Group(name, int(gid), tuple(m for m in members.split(",") if m))
        for name, _password, gid, members in _rows(content, 4)
        if gid.isdecimal()
    )


@lru_cache(maxsize=4)
def user_names(content: bytes) -> Mapping[int, str]:
    """The first name of each user id."""
    return {user.uid: user.name for user in reversed(users(content))}


@lru_cache(maxsize=4)
def group_names(content: bytes) -> Mapping[int, str]:
    """The first name of each group id."""
    return {group.gid: group.name for group in reversed(groups(content))}


def local_names(host: Host) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """The names of the host's user and group ids; none where the files are missing."""
    return user_names(_content(host, "/etc/passwd")), group_names(_content(host, "/etc/group"))


def _content(host: Host, path: str) -> bytes:
    try:
        return host.read(path)
    except FileNotFoundError:
        return b""


def login_shells(content: str) -> frozenset[str]:
    """The shells of people: shells(5)."""
    lines = (line.strip() for line in content.splitlines())
    return frozenset(line for line in lines if line.startswith("/"))


def interactive(user: User, shells: frozenset[str]) -> bool:
    """Whether the shell lets its user log in: one of shells(5) that is not nologin or false."""
    return user.shell in shells and user.shell.rpartition("/")[2] not in _NOT_INTERACTIVE


def _rows(content: bytes, width: int) -> list[list[str]]:
    text = content.decode("utf-8", "surrogateescape")
    rows = [line.split(":") for line in text.splitlines() if line[:1] not in ("", "#", "+", "-")]
    return [row for row in rows if len(row) == width and row[0]]
