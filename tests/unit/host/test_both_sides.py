"""The two sides of `Host`: a directory tree on disk and the host in memory answer alike."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from incisor.host import FileSystems, Host, WalkRequest
from incisor.host.live import LiveHost
from incisor.host.units import units_of
from incisor.oval.item import Item
from incisor.oval.model import Behaviors
from support.content import collected
from support.fakehost import FakeHost, Node

FILES: dict[str, Any] = {
    "/etc/passwd": "root:x:0:0::/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/sh\n",
    "/etc/group": "root:x:0:\nalice:x:1000:alice\n",
    "/etc/shells": "/bin/sh\n/bin/bash\n",
    "/etc/login.defs": "UID_MIN 1000\n",
    "/etc/shadow": {"content": "root:*:19000:0:99999:7:::\n", "mode": "0640"},
    "/etc/fstab": "UUID=1 / ext4 rw 0 1\n",
    "/etc/ssh/sshd_config": "Include conf.d/*.conf\nMaxAuthTries 6\n",
    "/etc/ssh/conf.d/1.conf": "MaxAuthTries 4\n",
    "/etc/sysctl.d/x.conf": "kernel.x=1\n",
    "/etc/modprobe.d/x.conf": "install cramfs /bin/false\n",
    "/etc/pam.d/svc": "auth required pam_unix.so nullok\n@include other\n",
    "/etc/pam.d/other": "account required pam_unix.so\n",
    "/etc/os": {"target": "ssh/sshd_config"},
    "/etc/dangling": {"target": "/nowhere"},
    "/proc/sys/kernel/x": "1\t2\n3\n",
    "/proc/net/tcp": "head\n0: 0100007F:0016 0:0 0A 0 0 0 0 0 55 1\n",
    "/proc/self/mountinfo": "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n",
    "/var/lib/dpkg/status": "Package: x\nStatus: install ok installed\nVersion: 1-1\n",
    "/usr/lib/systemd/system/x.service": "[Install]\nWantedBy=a.target\n",
    "/srv/open": {"content": "x", "mode": "0666"},
    "/srv/dir": {"type": "directory", "mode": "1777"},
    "/srv/suid": {"content": "", "mode": "4755"},
    "/srv/pipe": {"type": "fifo", "mode": "0600"},
    "/home/alice": {"type": "directory", "mode": "0750"},
}

DOWN = Behaviors(recurse_direction="down", recurse_file_system="local")


def on_disk(root: Path) -> LiveHost:
    """The files below a directory, owned by whoever runs the tests."""
    for path, given in FILES.items():
        file = given if isinstance(given, dict) else {"content": given}
        place = root / path[1:]
        place.parent.mkdir(parents=True, exist_ok=True)
        if "target" in file:
            place.symlink_to(file["target"])
        elif file.get("type") == "directory":
            place.mkdir()
        elif file.get("type") == "fifo":
            os.mkfifo(place)
        else:
            place.write_text(file["content"])
        if "target" not in file:
            place.chmod(int(file.get("mode", "0644" if place.is_file() else "0755"), 8))
    for directory, _, _ in os.walk(root):
        if str(directory)[len(str(root)) :] not in FILES:
            os.chmod(directory, 0o755)
    return LiveHost(str(root))


def in_memory() -> FakeHost:
    """The same files and nothing else, with the same owner."""
    host = FakeHost()
    built = FakeHost.from_spec({"files": FILES})
    for path, node in built.nodes.items():
        if any(known == path or known.startswith(path.rstrip("/") + "/") for known in FILES):
            mode = node.mode if path in FILES else stat.S_IFDIR | 0o755
            host.nodes[path] = Node(
                mode, os.geteuid(), os.getegid(), node.content, node.target, node.modified
            )
    host.systemd = units_of(host, None)
    return host


@pytest.fixture
def hosts(tmp_path: Path) -> tuple[Host, Host]:
    tmp_path.chmod(0o755)
    return on_disk(tmp_path), in_memory()


OBJECTS: list[tuple[str, dict[str, Any], Behaviors]] = [
    ("file", {"filepath": "/srv/open"}, Behaviors()),
    ("file", {"path": "/srv", "filename": ("pattern", ".*")}, DOWN),
    ("file", {"path": "/srv"}, DOWN),
    ("file", {"path": "/etc", "filename": ("pattern", "^(os|dangling)$")}, Behaviors()),
    ("file", {"filepath": ("pattern", "^/etc/ssh/.*")}, Behaviors()),
    ("symlink", {"filepath": "/etc/os"}, Behaviors()),
    ("symlink", {"filepath": "/etc/dangling"}, Behaviors()),
    ("textfilecontent54", {"filepath": "/etc/os", "pattern": ("pattern", r"^\w+ (\d)")}, DOWN),
    ("textfilecontent54", {"filepath": "/srv/pipe", "pattern": ("pattern", ".")}, DOWN),
    ("dpkginfo", {}, Behaviors()),
    ("rpminfo", {}, Behaviors()),
    ("sysctl", {"name": "kernel.x"}, Behaviors()),
    ("sysctl", {"name": ("pattern", "^kernel")}, Behaviors()),
    ("systemdunitproperty", {}, Behaviors()),
    ("systemdunitdependency", {"unit": "x.service"}, Behaviors()),
    ("fstab", {}, Behaviors()),
    ("password", {}, Behaviors()),
    ("group", {}, Behaviors()),
    ("shadow", {}, Behaviors()),
    ("account", {}, Behaviors()),
    ("duplicate", {}, Behaviors()),
    ("setting", {"source": "sshd", "key": "MaxAuthTries"}, Behaviors()),
    ("setting", {"source": "sysctl", "key": "kernel.x"}, Behaviors()),
    ("pam", {"service": "svc"}, Behaviors()),
    ("interface", {}, Behaviors()),
    ("kernelmodule", {"name": "cramfs"}, Behaviors()),
]


def told(item: Item) -> str:
    """An item as text; how large a directory is, is the file system's business."""
    fields = dict(item.fields)
    fields.pop("m_time", None)  # the files on disk were made just now
    if fields.get("type") == "directory":
        del fields["size"]
    return str(sorted(fields.items(), key=str))


@pytest.mark.parametrize(("kind", "values", "behaviors"), OBJECTS)
def test_a_probe_finds_the_same_on_both_sides(
    hosts: tuple[Host, Host], kind: str, values: dict[str, Any], behaviors: Behaviors
) -> None:
    """What cases prove with the host in memory holds on real files."""
    live, fake = (collected(host, kind, values, behaviors=behaviors) for host in hosts)
    assert (live.flag, live.count, live.reasons) == (fake.flag, fake.count, fake.reasons)
    assert sorted(map(told, live.items)) == sorted(map(told, fake.items))


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/nowhere", FileNotFoundError),
        ("/etc/dangling", FileNotFoundError),
        ("/srv/pipe", IsADirectoryError),
        ("/srv/dir", IsADirectoryError),
    ],
)
def test_what_cannot_be_read_fails_the_same_way(
    hosts: tuple[Host, Host], path: str, error: type[OSError]
) -> None:
    """The same exception on both sides."""
    for host in hosts:
        with pytest.raises(error):
            host.read(path)


def test_a_walk_visits_the_same(hosts: tuple[Host, Host]) -> None:
    """Every file and directory, once."""
    seen = []
    for host in hosts:
        request = WalkRequest(
            ("/",), lambda *_: True, lambda *_: True, file_systems=FileSystems.LOCAL, keep=9999
        )
        (result,) = host.walk([request])
        seen.append(sorted((m.directory, m.name, stat.filemode(m.stat.mode)) for m in result.kept))
    assert seen[0] == seen[1]
