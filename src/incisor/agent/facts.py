"""What the agent says about its host: name, platform, the agent's own version.

The host's own word for its platform is os-release(5); the service's and the catalogue's word
(`DEBIAN_12`) is made from it by `domain.platform`, on both ends the same.
"""

import re
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from incisor import __version__
from incisor.domain.platform import platform_name
from incisor.host import Host
from incisor.wire.shapes import ComputePlatform

# os-release(5): the second is the fallback of the first.
OS_RELEASE = ("/etc/os-release", "/usr/lib/os-release")
# Who makes the distribution with this ID; every other one is its own vendor.
VENDORS: Mapping[str, str] = {
    "almalinux": "AlmaLinux",
    "amzn": "Amazon",
    "centos": "CentOS",
    "debian": "Debian",
    "fedora": "Fedora",
    "ol": "Oracle",
    "rhel": "Red Hat",
    "rocky": "Rocky",
    "sles": "SUSE",
    "ubuntu": "Canonical",
}
UNKNOWN = "UNKNOWN"

# Service model: Vendor, Product and PlatformVersion.
_MAX_VENDOR, _MAX_PRODUCT, _MAX_VERSION = 16, 32, 8
# RFC 1035 bounds a name, and its letters are ASCII.
_MAX_HOSTNAME = 253
_UNPRINTABLE = re.compile(r"[^!-~]")
_ASSIGNMENT = re.compile(
    r"""^(?P<key>[A-Z_]+)=(?P<quote>["']?)(?P<value>.*?)(?P=quote)\s*$""", re.MULTILINE
)


class CheckInRequest(msgspec.Struct, frozen=True, rename="camel"):
    """The body of a check-in."""

    hostname: str
    platform: str
    agent_version: str


class Facts(Struct, frozen=True):
    """One host. `platform` is in the three words of StopCisSession."""

    hostname: str
    platform: ComputePlatform

    @property
    def platform_name(self) -> str:
        """The platform as benchmarks and results name it."""
        return platform_name(self.platform) or UNKNOWN

    def check_in(self) -> CheckInRequest:
        """What a check-in says; a host may have a name that no table could show."""
        hostname = _UNPRINTABLE.sub("?", self.hostname)[:_MAX_HOSTNAME]
        return CheckInRequest(hostname or "unnamed", self.platform_name, __version__)


def gather(host: Host) -> Facts:
    """Ask the host. A host without os-release has the platform UNKNOWN."""
    release = os_release(_read(host))
    name = release.get("ID", "")
    platform = ComputePlatform(
        vendor=VENDORS.get(name, name)[:_MAX_VENDOR],
        product=name[:_MAX_PRODUCT],
        version=release.get("VERSION_ID", "")[:_MAX_VERSION],
    )
    return Facts(host.uname().nodename, platform)


def os_release(text: str) -> Mapping[str, str]:
    """The assignments of an os-release(5) file, unquoted; other lines are passed over."""
    return {each["key"]: each["value"] for each in _ASSIGNMENT.finditer(text)}


def _read(host: Host) -> str:
    for path in OS_RELEASE:
        try:
            return host.read(path).decode("utf-8", "replace")
        except OSError:
            continue
    return ""
