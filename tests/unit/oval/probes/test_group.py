"""incisor.oval.probes.group: lines of /etc/group."""

from support.content import fields
from support.fakehost import FakeHost


def test_a_group_has_its_number_and_members() -> None:
    """An empty list of members is an empty list."""
    host = FakeHost.from_spec({"groups": [{"name": "sudo", "members": ["alice", "bob"]}]})
    assert fields(host, "group", {"name": "sudo"}) == [
        {"name": "sudo", "group_id": 27, "members": ("alice", "bob")}
    ]
    assert fields(host, "group", {"name": "shadow"})[0]["members"] == ()
