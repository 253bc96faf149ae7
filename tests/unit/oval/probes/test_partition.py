"""incisor.oval.probes.partition: mounted file systems."""

from typing import Any

from incisor.host import Space
from support.content import fields, items
from support.fakehost import FakeHost

TMP: dict[str, Any] = {"target": "/tmp", "source": "tmpfs", "type": "tmpfs", "options": "rw,noexec"}


def test_a_mount_has_its_device_type_options_and_space() -> None:
    """Options of the mount and of the file system, each once."""
    host = FakeHost.from_spec({"mounts": [{**TMP, "total": 10, "used": 4, "left": 5}]})
    assert fields(host, "partition", {"mount_point": "/tmp"}) == [
        {
            "mount_point": "/tmp",
            "device": "tmpfs",
            "fs_type": "tmpfs",
            "mount_options": ("rw", "noexec"),
            "total_space": 10,
            "space_used": 4,
            "space_left": 5,
            "source": "mounted",
        }
    ]


def test_a_directory_that_is_no_mount_point_is_no_item() -> None:
    """The object does not exist."""
    assert fields(FakeHost.from_spec(), "partition", {"mount_point": "/tmp"}) == []


def test_a_network_file_system_is_not_asked_for_its_space() -> None:
    """A server that does not answer must not hang the scan."""
    host = FakeHost.from_spec({"mounts": [{**TMP, "type": "nfs4"}]})
    (found,) = items(host, "partition", {"mount_point": "/tmp"})
    assert found.problems.keys() == {"total_space", "space_used", "space_left"}


def test_a_mount_that_gives_no_space_keeps_its_other_fields() -> None:
    """The reason stands with the fields."""

    class Refusing(FakeHost):
        def space(self, path: str) -> Space:
            raise OSError(5, "Input/output error")

    host = Refusing()
    host.nodes |= FakeHost.from_spec({"mounts": [TMP]}).nodes
    (found,) = items(host, "partition", {"mount_point": "/tmp"})
    assert found.fields["fs_type"] == "tmpfs"
    assert found.problems["total_space"].reason == "Input/output error"
