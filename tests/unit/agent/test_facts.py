"""What the agent says about its host."""

import pytest

from incisor import __version__
from incisor.agent.facts import Facts, gather, os_release
from incisor.wire.shapes import ComputePlatform
from support.fakehost import FakeHost

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n'


def facts_of(text: str, path: str = "/etc/os-release") -> Facts:
    """The facts of a host with this os-release file."""
    return gather(FakeHost.from_spec({"files": {path: text}}))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (DEBIAN, "DEBIAN_12"),
        ('ID=ubuntu\nVERSION_ID="22.04"\n', "UBUNTU_22_04"),
        ('ID="amzn"\nVERSION_ID="2023"\n', "AMAZON_LINUX_2023"),
        ('ID="rhel"\nVERSION_ID="9.4"\n', "RHEL_9"),
    ],
)
def test_a_platform_has_inspectors_name(text: str, name: str) -> None:
    """os-release's words become the one name that benchmarks and results use."""
    assert facts_of(text).platform_name == name


def test_the_three_words_of_the_platform_fit_their_shapes() -> None:
    """However long os-release's words are, StopCisSession can carry them."""
    platform = facts_of(f"ID={'x' * 99}\nVERSION_ID={'1' * 99}\n").platform
    lengths = [len(word or "") for word in (platform.vendor, platform.product, platform.version)]
    assert lengths == [16, 32, 8]


def test_a_check_in_says_name_platform_and_version() -> None:
    """The service learns what it needs to choose a benchmark."""
    facts = Facts("web-1", ComputePlatform(vendor="Debian", product="debian", version="12"))
    said = facts.check_in()
    assert (said.hostname, said.platform, said.agent_version) == ("web-1", "DEBIAN_12", __version__)


def test_a_host_that_does_not_say_what_it_is_has_an_unknown_platform() -> None:
    """No os-release is no reason to crash: the service is told, and the scan says why it ended."""
    assert facts_of("").platform_name == "UNKNOWN"


def test_os_release_is_read_as_its_manual_says() -> None:
    """Quotes are dropped, comments and damage passed over, the last assignment wins."""
    text = "# ID=no\nID='a b'\nNAME=\"x=y\"\nnonsense\nID=last  \n"
    assert os_release(text) == {"ID": "last", "NAME": "x=y"}
