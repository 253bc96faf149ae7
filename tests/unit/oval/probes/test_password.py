"""incisor.oval.probes.password: lines of /etc/passwd."""

from support.content import fields
from support.fakehost import FakeHost


def test_a_user_has_the_seven_fields() -> None:
    """Under OVAL's names."""
    host = FakeHost.from_spec({"users": [{"name": "alice", "gecos": "A"}]})
    assert fields(host, "password", {"username": "alice"}) == [
        {
            "username": "alice",
            "password": "x",
            "user_id": 1000,
            "group_id": 1000,
            "gcos": "A",
            "home_dir": "/home/alice",
            "login_shell": "/bin/bash",
        }
    ]
