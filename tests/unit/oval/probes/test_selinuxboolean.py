"""incisor.oval.probes.selinuxboolean: what selinuxfs says."""

from support.content import items
from support.fakehost import FakeHost


def test_current_and_pending_values() -> None:
    """Two digits a file."""
    host = FakeHost.from_spec({"files": {"/sys/fs/selinux/booleans/x": "1 0"}})
    (found,) = items(host, "selinuxboolean", {"name": "x"})
    assert (found.fields["current_status"], found.fields["pending_status"]) == (True, False)


def test_without_selinux_there_is_no_item() -> None:
    """The object is incomplete, and its tests are unknown, as they are in oscap."""
    assert items(FakeHost.from_spec(), "selinuxboolean", {"name": "x"}) == []
