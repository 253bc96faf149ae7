"""incisor.oval.probes.sysctl: kernel parameters as they run."""

import pytest

from incisor.oval.tables import Flag
from support.content import collected, fields
from support.fakehost import FakeHost

HOST = FakeHost.from_spec(
    {
        "sysctl": {
            "kernel.two": "1\t2\n3",
            "net.ipv4.conf.eth0/1.rp_filter": 1,
        },
        "files": {"/proc/sys/net/ipv4/route/flush": {"content": "", "mode": "0200"}},
    }
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kernel.randomize_va_space", ("2",)),
        ("kernel.two", ("1\t2", "3")),
        ("net.ipv4.conf.eth0/1.rp_filter", ("1",)),
    ],
)
def test_a_parameter_has_its_lines_as_values(name: str, value: tuple[str, ...]) -> None:
    """Tabs are kept; a slash in a name is a dot of the path."""
    assert fields(HOST, "sysctl", {"name": name}) == [{"name": name, "value": value}]


@pytest.mark.parametrize("name", ["no.such", "net.ipv4.route.flush", "net.ipv4"])
def test_what_has_no_value_is_no_item(name: str) -> None:
    """A parameter that is missing, is only written, or is a directory."""
    assert fields(HOST, "sysctl", {"name": name}) == []


def test_a_pattern_finds_every_parameter_that_it_matches() -> None:
    """Also below the fixed beginning of the pattern only."""
    found = fields(HOST, "sysctl", {"name": ("pattern", r"^net\.ipv4\.conf\.[^.]+\.rp_filter$")})
    assert {item["name"] for item in found} == {
        "net.ipv4.conf.all.rp_filter",
        "net.ipv4.conf.default.rp_filter",
        "net.ipv4.conf.eth0/1.rp_filter",
    }
    assert fields(HOST, "sysctl", {"name": ("pattern", "^nothing.x")}) == []


def test_a_parameter_that_only_root_may_read_is_told() -> None:
    """Without root the object is incomplete."""
    files = {"/proc/sys/kernel/secret": {"content": "1\n", "mode": "0600"}}
    host = FakeHost.from_spec({"files": files, "root": False})
    found = collected(host, "sysctl", {"name": "kernel.secret"})
    assert (found.flag, found.needs_privilege) == (Flag.INCOMPLETE, True)
