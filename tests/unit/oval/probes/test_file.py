"""incisor.oval.probes.file: what lstat says of files."""

from typing import Any

import pytest

from support.content import fields
from support.fakehost import FakeHost

HOST = FakeHost.from_spec(
    {
        "files": {
            "/srv/x": {"content": "abc", "mode": "4751", "user": "alice", "group": "shadow"},
            "/srv/sticky": {"type": "directory", "mode": "1777"},
            "/srv/link": {"target": "/srv/x"},
            "/srv/pipe": {"type": "fifo"},
            "/srv/socket": {"type": "socket"},
            "/srv/block": {"type": "block special"},
            "/srv/lost": {"content": "", "user": 4242, "group": 4343},
        }
    }
)


def test_a_file_has_its_stat_in_ovals_words() -> None:
    """Type, owners, size, each permission bit, and our own mode and names."""
    (found,) = fields(HOST, "file", {"filepath": "/srv/x"})
    expected: dict[str, Any] = {
        "filepath": "/srv/x",
        "path": "/srv",
        "filename": "x",
        "type": "regular",
        "user_id": 1000,
        "group_id": 42,
        "size": 3,
        "m_time": int(HOST.now()),
        "has_extended_acl": False,
        "mode": 0o4751,
        "user_name": "alice",
        "group_name": "shadow",
        "user_exists": True,
        "group_exists": True,
        **dict.fromkeys(("suid", "uread", "uwrite", "uexec", "gread", "gexec", "oexec"), True),
        **dict.fromkeys(("sgid", "sticky", "gwrite", "oread", "owrite"), False),
    }
    assert found == expected


def test_a_directory_has_no_filename() -> None:
    """OVAL's form of a directory; the sticky bit is a field."""
    (found,) = fields(HOST, "file", {"path": "/srv/sticky"})
    assert (found["path"], found["filename"], found["sticky"]) == ("/srv/sticky", None, True)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("link", "symbolic link"),
        ("pipe", "fifo"),
        ("socket", "socket"),
        ("block", "block special"),
    ],
)
def test_each_type_has_its_name(name: str, kind: str) -> None:
    """A link is told as a link and not as what it leads to."""
    (found,) = fields(HOST, "file", {"path": "/srv", "filename": name})
    assert found["type"] == kind


def test_owners_without_an_account_are_told() -> None:
    """An unowned file has ids, no names."""
    (found,) = fields(HOST, "file", {"filepath": "/srv/lost"})
    assert (found["user_exists"], found["user_name"]) == (False, None)
    assert (found["group_exists"], found["group_name"]) == (False, None)


def test_a_host_without_accounts_has_unowned_files_only() -> None:
    """No /etc/passwd is no fault of the probe."""
    host = FakeHost.from_spec({"files": {"/etc/passwd": None, "/etc/group": None}})
    (found,) = fields(host, "file", {"filepath": "/etc/fstab"})
    assert found["user_exists"] is False
