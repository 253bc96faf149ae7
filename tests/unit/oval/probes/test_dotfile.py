"""incisor.oval.probes.dotfile: dot files joined with the users whose homes they are in."""

from typing import Any

from incisor.oval.tables import Flag
from support.content import collected, fields
from support.fakehost import FakeHost

HOME = {"type": "directory", "mode": "0700", "user": "alice", "group": "alice"}
FILES = {
    "/home/alice": HOME,
    "/home/alice/.profile": {"content": "", "mode": "0640", "user": "alice", "group": "alice"},
    "/home/alice/notes": "not a dot file",
    "/home/alice/.config/app": "below a directory",
    "/root/.bashrc": None,
}


def host(**more: Any) -> FakeHost:
    return FakeHost.from_spec({**more, "files": FILES | more.get("files", {})})


def test_a_dot_file_has_its_user_its_mode_and_its_owners() -> None:
    """One item for each entry with a dot that is no directory, and for nothing else."""
    assert fields(host(), "dotfile", {}) == [
        {
            "username": "alice",
            "filepath": "/home/alice/.profile",
            "filename": ".profile",
            "regular": True,
            "mode": 0o640,
            "owner_ok": True,
            "group_ok": True,
        }
    ]


def test_another_owner_or_group_shows() -> None:
    """owner_ok and group_ok speak of the user whose home it is."""
    planted = {"content": "", "user": "daemon", "group": "daemon"}
    (found,) = fields(
        host(files={"/home/alice/.rhosts": planted}), "dotfile", {"filename": ".rhosts"}
    )
    assert (found["owner_ok"], found["group_ok"]) == (False, False)


def test_a_link_is_an_item_of_its_own() -> None:
    """A .forward that is a link is still there; its mode is not that of a regular file."""
    link = {"type": "symlink", "target": "/etc/passwd", "user": "alice", "group": "alice"}
    (found,) = fields(
        host(files={"/home/alice/.forward": link}), "dotfile", {"filename": ".forward"}
    )
    assert found["regular"] is False


def test_users_who_cannot_log_in_are_left_out() -> None:
    """Nobody's shell reads the dot files of a service account."""
    users = [{"name": "alice", "shell": "/usr/sbin/nologin"}]
    assert fields(host(users=users), "dotfile", {}) == []


def test_a_home_that_does_not_exist_has_no_dot_files() -> None:
    """Whether it should exist is another question."""
    users = [{"name": "alice", "home": "/home/gone", "no_home": True}]
    assert fields(host(users=users), "dotfile", {}) == []


def test_a_home_that_may_not_be_read_is_a_gap() -> None:
    """Without root the object is incomplete and says what it needs."""
    found = collected(host(root=False, files={"/home/alice": {**HOME, "user": 4}}), "dotfile", {})
    assert found.flag is Flag.INCOMPLETE
    assert found.needs_privilege
    assert "needs root: /home/alice" in found.reasons
