"""incisor.oval.probes.dpkginfo: installed Debian packages."""

import pytest

from incisor.oval.tables import Flag
from support.content import collected, fields
from support.fakehost import FakeHost


def status(name: str, state: str, version: str = "1.0-1") -> str:
    return f"Package: {name}\nStatus: {state}\nArchitecture: amd64\nVersion: {version}\n\n"


def host(text: str) -> FakeHost:
    return FakeHost.from_spec({"files": {"/var/lib/dpkg/status": text}})


@pytest.mark.parametrize(
    ("version", "epoch", "upstream", "release", "evr"),
    [
        ("1:4.13+dfsg1-1+b1", "1", "4.13+dfsg1", "1+b1", "1:4.13+dfsg1-1+b1"),
        ("3.134", "0", "3.134", "", "0:3.134"),
        ("2.0-rc-3", "0", "2.0-rc", "3", "0:2.0-rc-3"),
    ],
)
def test_versions_are_taken_apart(
    version: str, epoch: str, upstream: str, release: str, evr: str
) -> None:
    """Epoch 0 and an empty release where there is none."""
    (found,) = fields(host(status("x", "install ok installed", version)), "dpkginfo", {"name": "x"})
    assert found == {
        "name": "x",
        "arch": "amd64",
        "epoch": epoch,
        "version": upstream,
        "release": release,
        "evr": evr,
    }


@pytest.mark.parametrize(
    ("state", "installed"),
    [
        ("install ok installed", True),
        ("hold ok installed", True),
        ("install ok half-configured", True),
        ("install ok triggers-pending", True),
        ("deinstall ok config-files", False),
        ("purge ok not-installed", False),
    ],
)
def test_a_package_of_which_only_configuration_is_left_is_not_installed(
    state: str, installed: bool
) -> None:
    """What dpkg has unpacked counts, whatever remains to be done."""
    assert bool(fields(host(status("x", state)), "dpkginfo", {"name": "x"})) is installed


def test_stanzas_may_have_their_fields_in_any_order_and_continue() -> None:
    """Descriptions that speak of a Package are not one."""
    text = "Version: 2\nDescription: a\n Package: no\nPackage: x\nStatus: install ok installed\n"
    (found,) = fields(host(text), "dpkginfo", {"name": ("pattern", ".")})
    assert (found["name"], found["arch"], found["evr"]) == ("x", None, "0:2")


def test_a_host_without_dpkg_has_no_packages() -> None:
    """An RPM host answers a dpkg question with none."""
    bare = FakeHost.from_spec({"files": {"/var/lib/dpkg/status": None}})
    assert collected(bare, "dpkginfo", {"name": "x"}).flag is Flag.DOES_NOT_EXIST
