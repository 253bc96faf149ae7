"""Accounts as the C library reads them, which decides who may log in.

fgetpwent(3), fgetgrent(3) and fgetspent(3) are the oracle, on lines of every kind.
"""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incisor.oval.accounts import groups, users
from support.content import fields
from support.fakehost import FakeHost

PIECES = (
    *("", "", ":", ":", "::", ":::", "\n", "\n", "x:x:0:0", "root:x:", "0", "1", "19000", "-1"),
    *(" ", "\t", "\v", "\r", "#", "a", "b,c", ",", "4294967295", "4294967296", "3000000000", "+1"),
    *("/bin/sh", "\x85", "\u2028", "1_0", "\u0661", "01", "a:x:19000:0:99999:7", "a:x:1:2:3"),
)
"""Without NULs: after blanks glibc doubles what stands before one."""

files = st.lists(st.sampled_from(PIECES), max_size=40).map(lambda some: "".join(some) + "\n")
T = TypeVar("T", bound=ctypes.Structure)
quick = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Passwd(ctypes.Structure):
    """struct passwd of glibc."""

    _fields_: ClassVar = [
        *((name, ctypes.c_char_p) for name in ("name", "password")),
        *((name, ctypes.c_uint32) for name in ("uid", "gid")),
        *((name, ctypes.c_char_p) for name in ("gecos", "home", "shell")),
    ]


class Group(ctypes.Structure):
    """struct group of glibc."""

    _fields_: ClassVar = [
        *((name, ctypes.c_char_p) for name in ("name", "password")),
        ("gid", ctypes.c_uint32),
        ("members", ctypes.POINTER(ctypes.c_char_p)),
    ]


class Shadow(ctypes.Structure):
    """struct spwd of glibc."""

    AGES: ClassVar = ("chg_lst", "chg_allow", "chg_req", "exp_warn", "exp_inact", "exp_date")
    _fields_: ClassVar = [
        *((name, ctypes.c_char_p) for name in ("name", "password")),
        *((name, ctypes.c_long) for name in AGES),
        ("flag", ctypes.c_ulong),
    ]


def entries(path: Path, content: str, reader: str, kind: type[T]) -> Iterator[T]:
    """What the C library reads of a file, without NIS's lines, of which nobody is an account."""
    path.write_bytes(content.encode())
    library = ctypes.CDLL(None)
    library.fopen.restype = ctypes.c_void_p
    read = getattr(library, reader)
    read.argtypes, read.restype = [ctypes.c_void_p], ctypes.POINTER(kind)
    stream = ctypes.c_void_p(library.fopen(bytes(path), b"r"))
    while found := read(stream):
        if found.contents.name[:1] not in (b"+", b"-"):
            yield found.contents
    library.fclose(stream)


def text(value: bytes) -> str:
    """As we decode it."""
    return value.decode("utf-8", "surrogateescape")


@quick
@given(files)
def test_users_are_the_c_librarys(tmp_path: Path, content: str) -> None:
    """Lines that end early, blanks, numbers too large: the same users, the same fields."""
    theirs = [
        (text(e.name), text(e.password), e.uid, e.gid, *map(text, (e.gecos, e.home, e.shell)))
        for e in entries(tmp_path / "passwd", content, "fgetpwent", Passwd)
    ]
    assert [tuple(user) for user in users(content.encode())] == theirs


def members(entry: Group) -> Iterator[str]:
    """A list of strings that ends with NULL."""
    for member in entry.members:
        if member is None:
            return
        yield text(member)


@quick
@given(files)
def test_groups_are_the_c_librarys(tmp_path: Path, content: str) -> None:
    """With their members."""
    theirs = [
        (text(e.name), e.gid, tuple(members(e)))
        for e in entries(tmp_path / "group", content, "fgetgrent", Group)
    ]
    assert [tuple(group) for group in groups(content.encode())] == theirs


@quick
@given(files)
def test_ages_of_passwords_are_the_c_librarys(tmp_path: Path, content: str) -> None:
    """An empty one, −1 there, does not exist here."""
    theirs = [
        (text(e.name), text(e.password), *(getattr(e, name) for name in Shadow.AGES))
        for e in entries(tmp_path / "shadow", content, "fgetspent", Shadow)
    ]
    host = FakeHost.from_spec({"files": {"/etc/shadow": {"content": content}}})
    names = ("username", "password", *Shadow.AGES)
    ours = [
        tuple(-1 if item[name] is None else item[name] for name in names)
        for item in fields(host, "shadow", {})
    ]
    assert ours == theirs


@pytest.mark.parametrize(
    "line", ["toor:x:0:0", "toor:x:0:0:", "\ttoor:x:+0:0::/:/bin/sh:more", "toor:x:0:0:\0:"]
)
def test_a_hidden_root_is_seen(line: str) -> None:
    """Such a line is an account with root's rights, whatever it lacks."""
    (user,) = users(line.encode())
    assert (user.name, user.uid) == ("toor", 0)
