"""incisor.host.live: this machine, and roots on it."""

import os
import stat
from pathlib import Path

import pytest

from incisor.host import FileStat, FileSystems, TooLargeError, WalkRequest
from incisor.host.live import LiveHost


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "etc/sub").mkdir(parents=True)
    (tmp_path / "etc/file").write_text("inside")
    (tmp_path / "etc/absolute").symlink_to("/etc/file")
    (tmp_path / "etc/upwards").symlink_to("../../../../etc/file")
    (tmp_path / "etc/loop").symlink_to("loop")
    (tmp_path / "lib").symlink_to("/etc")
    os.mkfifo(tmp_path / "etc/fifo")
    return tmp_path


@pytest.mark.parametrize("path", ["/etc/file", "/etc/absolute", "/etc/upwards", "/lib/file"])
def test_links_lead_nowhere_outside_the_root(root: Path, path: str) -> None:
    """Absolute ones begin at the root, and above it there is nothing."""
    host = LiveHost(str(root))
    assert host.read(path) == b"inside"
    status = host.stat(path, follow=True)
    assert status is not None
    assert status.size == 6


def test_the_real_machine_is_the_root_by_default() -> None:
    """Paths are as they are."""
    host = LiveHost()
    assert host.stat("/") is not None
    assert host.read("/proc/self/mountinfo")
    assert host.uname().sysname == "Linux"
    assert host.euid == os.geteuid()
    assert abs(host.now() - os.stat("/proc/self").st_mtime) < 86400
    assert host.space("/").total > 0


def test_a_link_is_told_as_a_link(root: Path) -> None:
    """Unless it is to be followed."""
    host = LiveHost(str(root))
    status = host.stat("/etc/absolute")
    assert status is not None
    assert stat.S_ISLNK(status.mode)
    assert host.readlink("/etc/absolute") == "/etc/file"
    assert host.readlink("/etc/file") is None
    assert host.readlink("/nowhere") is None


@pytest.mark.parametrize("path", ["/nowhere", "/etc/file/below"])
def test_what_is_not_there_has_no_stat(root: Path, path: str) -> None:
    """None, and not an error."""
    assert LiveHost(str(root)).stat(path) is None


@pytest.mark.parametrize("path", ["etc/file", "/etc\0/file", ""])
def test_paths_are_absolute(root: Path, path: str) -> None:
    """Content cannot ask for anything else."""
    with pytest.raises(ValueError, match="absolute"):
        LiveHost(str(root)).stat(path)
    with pytest.raises(ValueError, match="absolute"):
        LiveHost().read(path)


def test_a_loop_of_links_ends(root: Path) -> None:
    """As the kernel ends it."""
    with pytest.raises(OSError, match="too many levels"):
        LiveHost(str(root)).read("/etc/loop")


def test_only_regular_files_are_read_and_only_so_far(root: Path) -> None:
    """A pipe would block, a directory has no text, a huge file no end."""
    host = LiveHost(str(root))
    for path in ("/etc/fifo", "/etc/sub"):
        with pytest.raises(IsADirectoryError):
            host.read(path)
    with pytest.raises(TooLargeError, match="larger than 5"):
        host.read("/etc/file", 5)
    assert host.read("/etc/file", 6) == b"inside"


def test_a_file_is_read_once_for_all_questions(root: Path) -> None:
    """What was read is what the scan goes by."""
    host = LiveHost(str(root))
    assert host.read("/etc/file") == b"inside"
    (root / "etc/file").write_text("changed")
    assert host.read("/etc/file") == b"inside"


def test_names_are_sorted_and_kept_whatever_their_bytes(root: Path) -> None:
    """A name that is not UTF-8 can be used to ask again."""
    os.mkdir(os.fsencode(str(root)) + b"/odd")
    with open(os.fsencode(str(root)) + b"/odd/\xff", "wb") as file:
        file.write(b"x")
    host = LiveHost(str(root))
    (name,) = host.list("/odd")
    assert host.read(f"/odd/{name}") == b"x"
    assert list(host.list("/etc")) == sorted(host.list("/etc"))


def every(_directory: str, _name: str, _status: FileStat) -> bool:
    return True


def names(host: LiveHost, top: str = "/") -> set[str]:
    request = WalkRequest((top,), lambda *_: True, every, file_systems=FileSystems.LOCAL)
    (result,) = host.walk([request])
    return {f"{match.directory}|{match.name}" for match in result.kept}


def test_a_walk_has_paths_as_seen_from_the_root(root: Path) -> None:
    """And follows no link."""
    found = names(LiveHost(str(root)))
    assert {"/|", "/etc|", "/etc|file", "/etc/sub|", "/|lib", "/etc|fifo"} <= found
    assert "/lib|file" not in found


def test_a_walks_root_may_be_reached_by_a_link(root: Path) -> None:
    """Inside the root as well."""
    assert "/lib|file" in names(LiveHost(str(root)), "/lib")


def test_a_directory_that_is_swapped_for_a_link_is_not_entered(root: Path) -> None:
    """Somebody who races the walk cannot lead it astray."""
    host = LiveHost(str(root))
    before = os.stat(root / "etc/sub")
    (root / "etc/sub").rmdir()
    (root / "etc/sub").symlink_to("/etc")
    entries = host._entries("/etc/sub", before.st_dev, before.st_ino)
    assert list(entries) == []


def test_a_directory_that_becomes_a_link_after_it_was_resolved_leads_nowhere(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever writes in a mounted root cannot have the scan read this machine's own files."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("secret")
    (outside / "inner").mkdir()
    host = LiveHost(str(root))
    host.stat("/etc/sub/secret")
    (root / "etc/sub").rmdir()
    (root / "etc/sub").symlink_to(outside)
    (outside / "link").symlink_to("secret")
    for ask in (
        lambda: host.stat("/etc/sub/secret"),
        lambda: host.stat("/etc/sub/secret", follow=True),
        lambda: host.readlink("/etc/sub/link"),
        lambda: host.attribute("/etc/sub/secret", "security.selinux"),
        lambda: host.space("/etc/sub/inner"),
    ):
        with pytest.raises(PermissionError, match=f"leads out of {root}"):
            ask()
    with pytest.raises(PermissionError, match=f"leads out of {root}"):
        host.read("/etc/sub/secret")
    with pytest.raises(PermissionError, match=f"leads out of {root}"):
        host.digest("/etc/sub/secret", "sha256")
    with pytest.raises(PermissionError, match=f"leads out of {root}"):
        host.list("/etc/sub/inner")


def test_a_root_may_be_reached_by_a_link(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What lies below it is inside it."""
    link = tmp_path_factory.mktemp("links") / "root"
    link.symlink_to(root)
    assert LiveHost(str(link)).read("/etc/file") == b"inside"


def test_a_root_without_systemd_has_units_from_its_files(root: Path) -> None:
    """The machine's own systemd is not asked about another root; the answer is remembered."""
    host = LiveHost(str(root))
    assert not host.units().running
    assert host.units() is host.units()
    assert host.rpms() == ()
