"""incisor.oval.dropins: which files, in which order."""

import pytest

from incisor.oval.dropins import dropins, expand, text_of
from support.fakehost import FakeHost

HOST = FakeHost.from_spec(
    {
        "files": {
            "/etc/x.d/20-b.conf": "etc b",
            "/etc/x.d/README": "no",
            "/etc/x.d/.hidden.conf": "no",
            "/usr/lib/x.d/10-a.conf": "usr a",
            "/usr/lib/x.d/20-b.conf": "usr b",
            "/usr/lib/x.d/30-c.conf": "usr c",
        }
    }
)


def test_files_are_ordered_by_name_and_earlier_directories_hide_later_ones() -> None:
    """The rule that systemd, sysctl and modprobe share."""
    assert dropins(HOST, ("/etc/x.d", "/run/x.d", "/usr/lib/x.d"), ".conf") == (
        "/usr/lib/x.d/10-a.conf",
        "/etc/x.d/20-b.conf",
        "/usr/lib/x.d/30-c.conf",
    )


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("/etc/x.d/*.conf", ["/etc/x.d/20-b.conf"]),
        ("/*/x.d/README", ["/etc/x.d/README"]),
        ("/etc/x.d/nothing", ["/etc/x.d/nothing"]),
        ("/nowhere/*", []),
        ("/etc/x.d/[0-9]?-b.conf", ["/etc/x.d/20-b.conf"]),
    ],
)
def test_globs_expand_as_in_a_shell(pattern: str, paths: list[str]) -> None:
    """Hidden files only where the pattern has the dot; a name without a special character as is."""
    assert list(expand(HOST, pattern)) == paths


@pytest.mark.parametrize(("path", "text"), [("/etc/x.d/README", "no"), ("/no", ""), ("/etc", "")])
def test_a_file_that_is_missing_reads_as_empty(path: str, text: str) -> None:
    """A configuration that is not there sets nothing."""
    assert text_of(HOST, path) == text
