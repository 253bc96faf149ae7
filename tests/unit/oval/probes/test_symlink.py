"""incisor.oval.probes.symlink: where links lead."""

import pytest

from support.content import fields
from support.fakehost import FakeHost

HOST = FakeHost.from_spec(
    {
        "files": {
            "/srv/a": {"target": "b"},
            "/srv/b": {"target": "../etc/./motd"},
            "/srv/loop": {"target": "loop"},
            "/srv/gone": {"target": "/nowhere/x"},
            "/srv/through": {"target": "/bin/bash"},
        }
    }
)


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/srv/a", "/etc/motd"),
        ("/srv/gone", "/nowhere/x"),
        ("/srv/loop", None),
        ("/srv/through", "/usr/bin/bash"),
    ],
)
def test_a_link_has_the_path_without_links(path: str, canonical: str | None) -> None:
    """Through links in the middle, upwards, and to nothing; a loop leads nowhere."""
    assert fields(HOST, "symlink", {"filepath": path}) == [
        {"filepath": path, "canonical_path": canonical}
    ]


@pytest.mark.parametrize("path", ["/etc/motd", "/etc", "/nothing"])
def test_what_is_no_link_is_no_item(path: str) -> None:
    """A file, a directory, nothing."""
    assert fields(HOST, "symlink", {"filepath": path}) == []
