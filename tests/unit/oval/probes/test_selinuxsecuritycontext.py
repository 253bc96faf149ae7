"""incisor.oval.probes.selinuxsecuritycontext: contexts of files and processes."""

from incisor.oval.probes.selinuxsecuritycontext import context
from support.content import items
from support.fakehost import FakeHost


def test_a_context_is_taken_apart() -> None:
    """User, role, type, and the levels if there are any; the high level defaults to the low."""
    assert context(b"u:r:t\0") == {"user": "u", "role": "r", "type": "t"}
    found = context(b"u:object_r:etc_t:s0-s15:c0.c1023\n")
    assert (found["low_sensitivity"], found["low_category"]) == ("s0", None)
    assert (found["high_sensitivity"], found["rawhigh_category"]) == ("s15", "c0.c1023")
    assert context(b"u:r:t:s0:c1")["high_category"] == "c1"


def test_files_without_a_context_are_items_without_one() -> None:
    """So that filters drop them, and states do not know."""
    host = FakeHost.from_spec()
    host.attributes["/etc/passwd", "security.selinux"] = b"u:r:passwd_t:s0\0"
    (labelled,) = items(host, "selinuxsecuritycontext", {"filepath": "/etc/passwd"})
    (bare,) = items(host, "selinuxsecuritycontext", {"filepath": "/etc/group"})
    assert labelled.fields["type"] == "passwd_t"
    assert "type" not in bare.fields
