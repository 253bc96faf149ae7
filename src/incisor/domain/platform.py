"""The platform of a target, as results name it: `DEBIAN_12`, `UBUNTU_22_04`, `RHEL_9`.

StopCisSession says it in three words (service model, ComputePlatform: vendor, product, version).
Agents write them in more than one way, with CPE's words or those of /etc/os-release, so the usual
ones are in NAMES; all others follow the protocol page's rule, upper case with underscores.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from incisor.wire.shapes import ComputePlatform


class Name(NamedTuple):
    """How a product is called, and how many parts of its version tell its benchmarks apart."""

    name: str
    parts: int


# Keys are vendor and product joined, in upper case with underscores; or the product alone.
NAMES: Final[Mapping[str, Name]] = {
    "DEBIAN": Name("DEBIAN", 1),
    "DEBIAN_LINUX": Name("DEBIAN", 1),
    "DEBIAN_GNU_LINUX": Name("DEBIAN", 1),
    "UBUNTU": Name("UBUNTU", 2),
    "UBUNTU_LINUX": Name("UBUNTU", 2),
    "AMAZON_LINUX": Name("AMAZON_LINUX", 1),
    "AMZN": Name("AMAZON_LINUX", 1),
    "RHEL": Name("RHEL", 1),
    "ENTERPRISE_LINUX": Name("RHEL", 1),
    "RED_HAT_ENTERPRISE_LINUX": Name("RHEL", 1),
    "REDHAT_ENTERPRISE_LINUX": Name("RHEL", 1),
    "ORACLE_LINUX": Name("ORACLE_LINUX", 1),
    "OL": Name("ORACLE_LINUX", 1),
    "ROCKY": Name("ROCKY_LINUX", 1),
    "ROCKY_LINUX": Name("ROCKY_LINUX", 1),
    "ALMALINUX": Name("ALMALINUX", 1),
    "CENTOS": Name("CENTOS", 1),
    "FEDORA": Name("FEDORA", 1),
    "SLES": Name("SLES", 1),
    "SUSE_LINUX_ENTERPRISE_SERVER": Name("SLES", 1),
}

_OTHER: Final = re.compile(r"[^A-Z0-9]+")


def platform_name(platform: ComputePlatform | None) -> str | None:
    """The one name of a platform, or None if the host did not say it."""
    if platform is None:
        return None
    vendor, product = _upper(platform.vendor), _upper(platform.product)
    known = NAMES.get(_joined(vendor, product)) or NAMES.get(product)
    version = _upper(platform.version)
    if known is None:
        return _joined(_joined(vendor, product), version) or None
    return _joined(known.name, "_".join(version.split("_")[: known.parts]))


def _upper(word: str | None) -> str:
    return _OTHER.sub("_", (word or "").upper()).strip("_")


def _joined(first: str, second: str) -> str:
    """Two words as one; a product that begins with its vendor's name says it once."""
    if second == first or second.startswith(f"{first}_"):
        return second
    return "_".join(filter(None, (first, second)))
