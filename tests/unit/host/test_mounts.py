"""incisor.host.mounts: the table of mounts."""

import pytest

from incisor.host.mounts import Mount, inside, parse, unescape

LINE = "36 35 98:0 /data /mnt/a\\040b rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=x\n"


def test_a_line_of_mountinfo_is_read() -> None:
    """Optional fields vary in number; options of mount and file system are joined."""
    assert parse(LINE) == (
        Mount("/mnt/a b", "/dev/root", "ext3", ("rw", "noatime", "errors=x"), "98:0", "/data"),
    )


@pytest.mark.parametrize("name", ["a\u00a0b", "a\u2028b", "a\x0bb", "a\rb", "a\x85-\x85x"])
def test_users_choose_names_of_mount_points(name: str) -> None:
    """The kernel escapes no such blank: it neither ends a line nor a field."""
    (mount,) = parse(LINE.replace("a\\040b", name))
    assert (mount.mount_point, mount.fs_type) == (f"/mnt/{name}", "ext3")


def test_of_several_on_one_mount_point_the_last_is_visible() -> None:
    """What is covered cannot be seen."""
    text = "1 0 0:1 / /x rw - ext4 a rw\n2 0 0:2 / /y rw - xfs b rw\n3 0 0:3 / /x rw - tmpfs c rw\n"
    assert [(m.mount_point, m.fs_type) for m in parse(text)] == [("/y", "xfs"), ("/x", "tmpfs")]


@pytest.mark.parametrize("text", ["", "\n", "1 0 0:1 /\n", "1 0 0:1 / /x rw - ext4\n", "- -"])
def test_lines_that_are_none_are_left_out(text: str) -> None:
    """A short line is no mount."""
    assert parse(text) == ()


@pytest.mark.parametrize(
    ("kind", "local"),
    [
        ("ext4", True),
        ("tmpfs", True),
        ("overlay", True),
        ("fuseblk", True),
        ("proc", False),
        ("sysfs", False),
        ("autofs", False),
        ("nfs4", False),
        ("cifs", False),
        ("fuse.sshfs", False),
        ("fuse.lxcfs", True),
        ("9p", False),
    ],
)
def test_local_is_what_df_l_calls_local(kind: str, local: bool) -> None:
    """Memory file systems are local, network and kernel ones are not."""
    assert Mount("/x", "d", kind, (), "0:1", "/").local is local


@pytest.mark.parametrize(
    ("path", "directory", "expected"),
    [("/a/b", "/a", True), ("/a", "/a", True), ("/ab", "/a", False), ("/x", "/", True)],
)
def test_inside_goes_by_path_components(path: str, directory: str, expected: bool) -> None:
    """A common beginning of the text is not enough."""
    assert inside(path, directory) is expected


def test_octal_escapes_are_undone() -> None:
    """Blank, tab, newline and backslash."""
    assert unescape(r"a\040b\011c\134") == "a b\tc\\"
