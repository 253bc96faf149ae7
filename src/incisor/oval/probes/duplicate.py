"""Our own object: values that several local accounts share though they should be unique."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from incisor.host import Host
from incisor.oval.accounts import groups, users
from incisor.oval.item import Item, Query

Pairs = Iterable[tuple[str, str]]


def _users(host: Host, value: Callable[..., object]) -> Pairs:
    return ((str(value(user)), user.name) for user in users(host.read("/etc/passwd")))


def _groups(host: Host, value: Callable[..., object]) -> Pairs:
    return ((str(value(group)), group.name) for group in groups(host.read("/etc/group")))


KINDS: Mapping[str, Callable[[Host], Pairs]] = {
    "user_id": lambda host: _users(host, lambda user: user.uid),
    "user_name": lambda host: _users(host, lambda user: user.name),
    "group_id": lambda host: _groups(host, lambda group: group.gid),
    "group_name": lambda host: _groups(host, lambda group: group.name),
}
"""What `of` may say → (value, name of the account) of every account."""


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """One item for each value that occurs more than once."""
    for kind, pairs in KINDS.items():
        holders: dict[str, list[str]] = {}
        for value, name in pairs(host):
            holders.setdefault(value, []).append(name)
        for value, names in holders.items():
            if len(names) > 1:
                yield Item({"of": kind, "value": value, "names": tuple(names)})
