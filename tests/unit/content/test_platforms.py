"""incisor.content.platforms: CPE names in the words of results."""

import pytest

from incisor.content.platforms import platforms
from incisor.scap import xccdf
from incisor.scap.xccdf import LogicalTest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cpe:/o:debian:debian_linux:12", "DEBIAN_12"),
        ("cpe:/o:canonical:ubuntu_linux:22.04::~~lts~~~", "UBUNTU_22_04"),
        ("cpe:/o:redhat:enterprise_linux:9", "RHEL_9"),
        ("cpe:/o:redhat:enterprise_linux:8.10", "RHEL_8"),
        ("cpe:/o:amazon:amazon_linux:2023", "AMAZON_LINUX_2023"),
        ("cpe:/o:almalinux:almalinux:9", "ALMALINUX_9"),
        ("cpe:/o:oracle:linux:9", "ORACLE_LINUX_9"),
        ("cpe:/o:suse:linux_enterprise_server:15", "SLES_15"),
        ("cpe:/o:fedoraproject:fedora:38", "FEDORA_38"),
        (r"cpe:2.3:o:canonical:ubuntu_linux:22\.04:*:*:*:lts:*:*:*", "UBUNTU_22_04"),
        ("cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*", "DEBIAN_12"),
    ],
)
def test_a_cpe_name_is_a_platform(name: str, expected: str) -> None:
    """The word that hosts of that platform say of themselves."""
    assert platforms(xccdf.Benchmark("b", platforms=(name,))) == (expected,)


def test_names_of_one_platform_are_one() -> None:
    """A benchmark may name every minor version."""
    names = tuple(f"cpe:/o:redhat:enterprise_linux:8.{minor}" for minor in range(4))
    assert platforms(xccdf.Benchmark("b", platforms=names)) == ("RHEL_8",)


def test_what_is_no_operating_system_is_no_platform() -> None:
    """Applications, and a benchmark without platforms."""
    assert platforms(xccdf.Benchmark("b", platforms=("cpe:/a:google:chrome", "#box"))) == ()
    assert platforms(xccdf.Benchmark("b")) == ()


def test_a_platform_of_the_language_stands_for_its_names() -> None:
    """Nested tests count, negated ones do not."""
    deb, rhel = "cpe:/o:debian:debian_linux:12", "cpe:/o:redhat:enterprise_linux:9"
    either = LogicalTest(
        "OR",
        False,
        (deb, LogicalTest("AND", False, (rhel,)), LogicalTest("AND", True, ("cpe:/o:a:b:1",))),
    )
    benchmark = xccdf.Benchmark("b", platforms=("#either",), applicability={"either": either})
    assert platforms(benchmark) == ("DEBIAN_12", "RHEL_9")
