"""/etc/passwd and /etc/group: the formats of passwd(5) and group(5). Local accounts only.

Lines are read as the C library reads them, for it decides who is an account: one that ends after
the group's id is (`toor:x:0:0`), one whose id is no number of 32 bits is not. Lines that begin with
+ or -, which ask NIS for more, are left out: no account has such a name.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from incisor.host import Host

_NOT_INTERACTIVE: Final = frozenset({"nologin", "false"})
_BLANKS: Final = " \t\v\f\r"
_NUMBER: Final = re.compile(r"[ \t\v\f\r]*[+-]?[0-9]+")
_LARGEST: Final = 2**32 - 1


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
    return tuple(user for line in lines(_text(content)) if (user := _user(line)))


def _user(line: str) -> User | None:
    """A line may end after the group's id; the shell is the rest of it, colons and all."""
    name, password, uid, gid, gecos, home, shell, *_ = (*line.split(":", 6), *("",) * 6)
    owner, group = number(uid), number(gid)
    if owner is None or group is None:
        return None
    return User(name, password, owner, group, gecos, home, shell)


@lru_cache(maxsize=4)
def groups(content: bytes) -> tuple[Group, ...]:
    """Groups in the order of the file."""
    return tuple(group for line in lines(_text(content)) if (group := _group(line)))


def _group(line: str) -> Group | None:
    name, _password, gid, members, *_ = (*line.split(":", 3), *("",) * 3)
    listed = (member.lstrip(_BLANKS) for member in members.split(","))
    known = number(gid)
    return None if known is None else Group(name, known, tuple(m for m in listed if m))


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def lines(text: str) -> Iterator[str]:
    """The lines of accounts, without the blanks before them and what follows a NUL."""
    for whole in text.split("\n"):
        line = whole.lstrip(_BLANKS).partition("\0")[0]
        if line[:1] not in ("", "#", "+", "-"):
            yield line


def number(text: str) -> int | None:
    """An id or a number of days as strtoul(3) reads it, if it has 32 bits and nothing follows."""
    found = int(text) if _NUMBER.fullmatch(text) else -1
    return found if 0 <= found <= _LARGEST else None


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
