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
        roots.directory("nowhere", Content(tmp_path, "p"), tmp_path, tmp_path)


def test_nobody_sees_into_what_is_hidden_on_this_host() -> None:
    """Covered for the command alone: what was there is there again afterwards."""
    root = Root("host", "/", hidden=("/a", "/b"))
    command = root.entering(["x"], "/d")
    assert command[:2] == ["unshare", "--mount"]
    assert command[-1].index("'/a'") < command[-1].index("'/b'") < command[-1].index("exec 'x'")
    assert root.beside(["x"]) == ["unshare", "--mount", "x"]


def test_roots_that_were_made_are_no_part_of_this_host(tmp_path: Path) -> None:
    """Nor is what the user hides."""
    with roots.opened("host", Content(tmp_path, "p"), tmp_path, ["/srv"]) as root:
        assert root.hidden == (str(tmp_path), "/srv")


def test_a_root_that_depends_on_content_does_not_stay(tmp_path: Path) -> None:
    """Each has a place of its own, so that several can be there at a time."""
    with roots.scratch("hardened", tmp_path) as one, roots.scratch("hardened", tmp_path) as other:
        assert one != other
        assert one.is_dir()
    assert not list(tmp_path.iterdir())
    with roots.scratch("minimal", tmp_path) as kept:
        assert kept == tmp_path


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
