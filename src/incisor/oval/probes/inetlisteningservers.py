"""linux-def:inetlisteningservers_object -> linux-sys:inetlisteningserver_item.

From the kernel's socket tables (proc(5)): TCP sockets that listen, UDP sockets that are not
connected. Which program holds a socket can be seen by root only.
"""

import sys
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import NamedTuple

from incisor.host import Host
from incisor.oval.item import FieldValue, Item, Problem, Query

TABLES: Mapping[str, tuple[str, str]] = {
    "/proc/net/tcp": ("tcp", "0A"),
    "/proc/net/tcp6": ("tcp", "0A"),
    "/proc/net/udp": ("udp", "07"),
    "/proc/net/udp6": ("udp", "07"),
}
"""Table → protocol, and the state that counts as listening."""

_UNSEEN = Problem("needs root: which program holds a socket", needs_privilege=True)


class _Socket(NamedTuple):
    protocol: str
    address: str
    port: int
    user: int
    inode: str


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All of them."""
    sockets = [socket for path in TABLES for socket in _sockets(host, path)]
    holders = _holders(host, {s.inode for s in sockets}) if host.euid == 0 and sockets else {}
    for socket in sockets:
        fields: dict[str, FieldValue] = {
            "protocol": socket.protocol,
            "local_address": socket.address,
            "local_port": socket.port,
            "local_full_address": f"{socket.address}:{socket.port}",
            "user_id": socket.user,
        }
        if host.euid != 0:
            yield Item(fields, {"program_name": _UNSEEN, "pid": _UNSEEN})
            continue
        pid, program = holders.get(socket.inode, (None, None))
        yield Item(fields | {"pid": pid, "program_name": program})


def _sockets(host: Host, path: str) -> Iterator[_Socket]:
    protocol, listening = TABLES[path]
    try:
        lines = host.read(path).decode().splitlines()[1:]
    except FileNotFoundError:
        return  # no IPv6
    for line in lines:
        fields = line.split()
        if len(fields) > 9 and fields[3] == listening:
            address, _, port = fields[1].partition(":")
            yield _Socket(protocol, unhex(address), int(port, 16), int(fields[7]), fields[9])


def unhex(text: str) -> str:
    """An address of the table: words of 32 bits in the host's byte order."""
    words = (int(text[at : at + 8], 16) for at in range(0, len(text), 8))
    return str(ip_address(b"".join(word.to_bytes(4, sys.byteorder) for word in words)))


def _holders(host: Host, inodes: set[str]) -> Mapping[str, tuple[int, str]]:
    """Socket inode → process id and name, of the first process that has it open."""
    holders: dict[str, tuple[int, str]] = {}
    for pid in sorted(int(name) for name in host.list("/proc") if name.isdecimal()):
        try:
            for descriptor in host.list(f"/proc/{pid}/fd"):
                target = host.readlink(f"/proc/{pid}/fd/{descriptor}") or ""
                inode = target.removeprefix("socket:[").removesuffix("]")
                if inode in inodes and target != inode and inode not in holders:
                    name = host.read(f"/proc/{pid}/comm").decode("utf-8", "replace").strip()
                    holders[inode] = (pid, name)
        except OSError:
            continue  # the process has ended
    return holders
