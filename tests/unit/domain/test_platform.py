"""incisor.domain.platform: one name for a platform, however its agent says it."""

import pytest

from incisor.domain.platform import NAMES, platform_name
from incisor.wire.shapes import ComputePlatform


@pytest.mark.parametrize(
    ("vendor", "product", "version", "name"),
    [
        ("debian", "debian_linux", "12", "DEBIAN_12"),
        ("Debian", "Debian GNU/Linux", "12", "DEBIAN_12"),
        ("debian", "linux", "12.5", "DEBIAN_12"),
        ("Debian", None, "13", "DEBIAN_13"),
        ("canonical", "ubuntu_linux", "22.04", "UBUNTU_22_04"),
        ("Canonical", "Ubuntu", "24.04.1", "UBUNTU_24_04"),
        ("amazon", "linux", "2023", "AMAZON_LINUX_2023"),
        ("Amazon", "Amazon Linux", "2", "AMAZON_LINUX_2"),
        ("redhat", "enterprise_linux", "9", "RHEL_9"),
        ("Red Hat", "Red Hat Enterprise Linux", "9.3", "RHEL_9"),
        ("redhat", "rhel", "8.10", "RHEL_8"),
        ("oracle", "linux", "9", "ORACLE_LINUX_9"),
        ("rocky", "rocky", "9.4", "ROCKY_LINUX_9"),
        ("almalinux", "almalinux", "9.4", "ALMALINUX_9"),
    ],
)
def test_known_products_have_the_name_that_inspector_gives(
    vendor: str, product: str | None, version: str, name: str
) -> None:
    """CPE's words and those of os-release come to the same name."""
    said = ComputePlatform(vendor=vendor, product=product, version=version)
    assert platform_name(said) == name


@pytest.mark.parametrize(
    ("vendor", "product", "version", "name"),
    [
        ("Acme", "Box OS", "3.1", "ACME_BOX_OS_3_1"),
        ("Acme", "AcmeOS", "3", "ACME_ACMEOS_3"),
        ("Microsoft", "windows_server", "2022", "MICROSOFT_WINDOWS_SERVER_2022"),
        ("Acme", "Acme OS", None, "ACME_OS"),
        (None, None, "7", "7"),
    ],
)
def test_others_follow_the_rule(
    vendor: str | None, product: str | None, version: str | None, name: str
) -> None:
    """Vendor, product, version: upper case with underscores, the vendor said once."""
    said = ComputePlatform(vendor=vendor, product=product, version=version)
    assert platform_name(said) == name


@pytest.mark.parametrize(
    "said", [None, ComputePlatform(), ComputePlatform(vendor=" ", product="-")]
)
def test_a_platform_that_was_not_said_has_no_name(said: ComputePlatform | None) -> None:
    """Nothing is made up for a host that did not say its platform."""
    assert platform_name(said) is None


@pytest.mark.parametrize("key", NAMES)
def test_the_table_is_written_as_it_is_looked_up(key: str) -> None:
    """Each key of the table can be met: it is in the form that the rule produces."""
    name, parts = NAMES[key]
    version = "1.2.3"
    expected = "_".join([name, *version.split(".")[:parts]])
    assert platform_name(ComputePlatform(product=key.lower(), version=version)) == expected
