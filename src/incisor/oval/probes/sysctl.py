"""unix-def:sysctl_object -> unix-sys:sysctl_item: kernel parameters as they are now.

Values are read from /proc/sys, not from sysctl(8): a scan must not depend on the host's PATH.
A value of several lines is several values; tabs inside a line are kept, as oscap keeps them.
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Gap, Item, Query

ROOT = "/proc/sys"
_SWAP = str.maketrans("./", "/.")


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """Named parameters are read directly; else all of /proc/sys that can match is."""
    names = query.literals("name")
    if names is not None:
        for name in names:
            yield from _parameter(host, name)
        return
    for prefix in query.prefixes("name"):
        start = prefix.rpartition(".")[0].translate(_SWAP)
        for path in _below(host, f"{ROOT}/{start}".rstrip("/")):
            name = path[len(ROOT) + 1 :].translate(_SWAP)
            if query.matches("name", name):
                yield from _parameter(host, name)


def _below(host: Host, path: str) -> Iterator[str]:
    status = host.stat(path)
    if status is None:
        return
    if status.mode & 0o170000 != 0o040000:
        yield path
        return
    for name in host.list(path):
        yield from _below(host, f"{path}/{name}")


def _parameter(host: Host, name: str) -> Iterator[Item | Gap]:
    path = f"{ROOT}/{name.translate(_SWAP)}"
    status = host.stat(path, follow=True)
    if status is None or not status.mode & 0o444 or status.mode & 0o170000 == 0o040000:
        return  # not there, or written only
    try:
        text = host.read(path).decode("utf-8", "surrogateescape")
    except PermissionError:
        yield Gap(f"cannot be read: {path}", needs_privilege=host.euid != 0)
    except OSError:
        return  # the kernel answers some parameters only in some states (stable_secret)
    else:
        yield Item({"name": name, "value": tuple(text.rstrip("\n").split("\n"))})
