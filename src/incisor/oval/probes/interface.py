"""unix-def:interface_object -> unix-sys:interface_item, from /sys/class/net (sysfs).

IPv4 addresses are in no file that is made to be read; an interface's IPv6 address is given if it
has one, and otherwise inet_addr has no value.
"""

from collections.abc import Iterator, Mapping
from ipaddress import IPv6Address

from incisor.host import Host
from incisor.oval.item import Item, Problem, Query

CLASS = "/sys/class/net"

TYPES: Mapping[int, str] = {
    1: "ARPHRD_ETHER",
    512: "ARPHRD_PPP",
    768: "ARPHRD_TUNNEL",
    772: "ARPHRD_LOOPBACK",
    801: "ARPHRD_IEEE80211",
}

FLAGS: Mapping[int, str] = {
    0x1: "UP",
    0x2: "BROADCAST",
    0x8: "LOOPBACK",
    0x10: "POINTOPOINT",
    0x40: "RUNNING",
    0x80: "NOARP",
    0x100: "PROMISC",
    0x1000: "MULTICAST",
}
"""Bits of /sys/class/net/NAME/flags (netdevice(7)), as far as OVAL names them."""

_NO_ADDRESS = Problem("IPv4 addresses are not collected")


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All interfaces."""
    six = dict(_addresses(host))
    for name in host.list(CLASS):
        kind = int(_text(host, name, "type") or 0)
        flags = int(_text(host, name, "flags") or "0", 16)
        address = {"inet_addr": six[name]} if name in six else {}
        yield Item(
            {
                "name": name,
                "type": TYPES.get(kind),
                "hardware_addr": _text(host, name, "address").upper() or None,
                "flag": tuple(text for bit, text in FLAGS.items() if flags & bit),
                **address,
            },
            {} if address else {"inet_addr": _NO_ADDRESS},
        )


def _text(host: Host, name: str, attribute: str) -> str:
    try:
        return host.read(f"{CLASS}/{name}/{attribute}").decode().strip()
    except OSError:
        return ""


def _addresses(host: Host) -> Iterator[tuple[str, str]]:
    try:
        lines = host.read("/proc/net/if_inet6").decode().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        fields = line.split()
        yield fields[-1], str(IPv6Address(bytes.fromhex(fields[0])))
