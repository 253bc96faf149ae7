"""incisor.oval.probes.interface: network interfaces from sysfs."""

from support.content import fields, items
from support.fakehost import FakeHost

FILES = {
    "/sys/class/net/eth0/type": "1\n",
    "/sys/class/net/eth0/flags": "0x1003\n",
    "/sys/class/net/eth0/address": "02:00:00:00:00:aa\n",
    "/sys/class/net/lo/type": "772\n",
    "/sys/class/net/lo/flags": "0x9\n",
    "/proc/net/if_inet6": "00000000000000000000000000000001 01 80 10 80       lo\n",
}


def test_an_interface_has_its_type_address_and_flags() -> None:
    """In OVAL's words; IPv4 addresses are told as not collected."""
    host = FakeHost.from_spec({"files": FILES})
    (eth0,) = items(host, "interface", {"name": "eth0"})
    assert eth0.fields == {
        "name": "eth0",
        "type": "ARPHRD_ETHER",
        "hardware_addr": "02:00:00:00:00:AA",
        "flag": ("UP", "BROADCAST", "MULTICAST"),
    }
    assert "inet_addr" in eth0.problems


def test_an_ipv6_address_is_given() -> None:
    """From the kernel's list."""
    (lo,) = fields(FakeHost.from_spec({"files": FILES}), "interface", {"name": "lo"})
    assert (lo["inet_addr"], lo["type"], lo["hardware_addr"]) == ("::1", "ARPHRD_LOOPBACK", None)


def test_a_host_without_ipv6_has_interfaces_too() -> None:
    """The list is missing there."""
    host = FakeHost.from_spec({"files": {**FILES, "/proc/net/if_inet6": None}})
    assert len(fields(host, "interface", {})) == 2
