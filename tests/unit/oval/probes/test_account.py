"""incisor.oval.probes.account: local users with the facts that belong to them."""

from typing import Any

import pytest

from support.content import fields, items
from support.fakehost import FakeHost


def alice(spec: dict[str, Any] | None = None, **user: Any) -> dict[str, Any]:
    host = FakeHost.from_spec({**(spec or {}), "users": [{"name": "alice", **user}]})
    (found,) = fields(host, "account", {"username": "alice"})
    return found


@pytest.mark.parametrize(
    ("user", "name", "value"),
    [
        ({}, "interactive", True),
        ({"shell": "/usr/sbin/nologin"}, "interactive", False),
        ({"shell": "/bin/notlisted"}, "interactive", False),
        ({}, "system", False),
        ({"uid": 999}, "system", True),
        ({}, "home_exists", True),
        ({}, "home_owner_ok", True),
        ({}, "home_mode", 0o700),
        ({"home_mode": "0755"}, "home_mode", 0o755),
        ({"no_home": True}, "home_exists", False),
        ({"no_home": True}, "home_owner_ok", None),
        ({"home": "/root"}, "home_owner_ok", False),
        ({"home": "relative"}, "home_exists", False),
        ({}, "group_exists", True),
        ({"gid": 4242, "no_group": True}, "group_exists", False),
    ],
)
def test_a_users_facts_are_joined(user: dict[str, Any], name: str, value: Any) -> None:
    """Shell, numbers, home directory and group."""
    assert alice(**user)[name] == value


def test_a_shell_that_lets_nobody_in_is_not_interactive_even_if_listed() -> None:
    """Some hosts list nologin among the valid shells."""
    spec = {"files": {"/etc/shells": "/usr/sbin/nologin\n"}}
    assert alice(spec, shell="/usr/sbin/nologin")["interactive"] is False


@pytest.mark.parametrize(
    ("text", "system"), [("UID_MIN 5000\n", True), ("", False), ("UID_MIN many\n", False)]
)
def test_login_defs_says_where_people_begin(text: str, system: bool) -> None:
    """1000 if it does not."""
    assert alice({"files": {"/etc/login.defs": text}})["system"] is system


def test_a_home_behind_a_closed_directory_is_not_guessed() -> None:
    """Without root its facts are missing, with the reason."""
    files = {"/secret": {"type": "directory", "mode": "0700"}}
    users = [{"name": "bob", "uid": 1001, "home": "/secret/bob"}]
    host = FakeHost.from_spec({"files": files, "users": users, "root": False})
    (found,) = items(host, "account", {"username": "bob"})
    assert found.problems["home_exists"].needs_privilege
    assert found.fields["interactive"] is False
