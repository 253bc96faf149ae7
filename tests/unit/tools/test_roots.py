"""tools.roots: how commands come to run inside a root."""

from pathlib import Path

import pytest

import roots
from published import Content
from roots import Root


def test_this_host_is_entered_by_nothing() -> None:
    """A command runs as it is."""
    root = Root("host", "/")
    assert root.beside(["x", "y"]) == ["x", "y"]
    assert root.entering(["x"], "/d") == ["sh", "-c", "cd /d && exec 'x'"]


def test_a_directory_is_entered_by_chroot_in_its_own_mount_namespace() -> None:
    """What is mounted there ends with the command."""
    command = Root("minimal", "/r").entering(["x"], "/d")
    assert command[:2] == ["unshare", "--mount"]
    assert "chroot '/r'" in command[-1]


def test_a_running_system_is_joined() -> None:
    """In all of its namespaces; a program of this machine keeps its own files at first."""
    root = Root("systemd", "/r", 42)
    assert {"nsenter", "--target=42", "--mount", "--pid"} <= set(root.entering(["x"], "/d"))
    assert "--mount" not in root.beside(["x"])


def test_a_root_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With those that can be made."""
    with pytest.raises(SystemExit, match=r"there is no root 'nowhere': .* systemd"):
        roots.directory("nowhere", Content(tmp_path, "p"), tmp_path)


def test_only_the_hardened_root_depends_on_the_profile() -> None:
    """It is made by the content's own fixes."""
    assert [
        name
        for name in ("minimal", "hardened", "hardened:3", "rpm:5")
        if roots.depends_on_content(name)
    ] == ["hardened", "hardened:3"]


def test_fixes_are_those_of_the_profile_or_of_the_tailorings() -> None:
    """What is evaluated is what is mended."""
    plain = Content(Path("ds.xml"), "p")
    assert roots.fixing(plain)[-3:] == ["--profile", "p", "ds.xml"]
    tailored = plain._replace(tailoring=Path("t.xml"))
    assert roots.fixing(tailored)[-3:] == ["--tailoring-file", "t.xml", "ds.xml"]
