"""ind-def:environmentvariable58_object -> ind-sys:environmentvariable58_item, from
/proc/PID/environ.

Without a pid it speaks of the evaluator's own environment.
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Item, Query


def collect(query: Query, host: Host) -> Iterator[Item]:
    """Variables of the asked processes."""
    for pid in _processes(query, host):
        text = host.read(f"/proc/{pid}/environ").decode("utf-8", "surrogateescape")
        for pair in text.split("\0"):
            name, equals, value = pair.partition("=")
            if equals:
                number = int(pid) if pid != "self" else None
                yield Item({"pid": number, "name": name, "value": value})


def _processes(query: Query, host: Host) -> tuple[str, ...]:
    if not query.has("pid"):
        return ("self",)
    asked = query.literals("pid")
    known = tuple(name for name in host.list("/proc") if name.isdecimal())
    return known if asked is None else tuple(pid for pid in asked if pid in known)
