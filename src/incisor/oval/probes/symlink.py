"""unix-def:symlink_object -> unix-sys:symlink_item: where a symbolic link leads in the end."""

from collections.abc import Iterator

from incisor.host import Host, Match
from incisor.oval.item import Gap, Item, Query

MAX_LINKS = 40
"""As the kernel: a longer chain is a loop."""


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """An item for each path that is a link; other files are none."""
    for found in query.files(host):
        if isinstance(found, Match) and found.name:
            path = found.directory.rstrip("/") + "/" + found.name
            if host.readlink(path) is not None:
                yield _item(path, host)
        elif isinstance(found, Gap):
            yield found


def _item(path: str, host: Host) -> Item:
    target = canonical(path, host)
    return Item({"filepath": path, "canonical_path": target})


def canonical(path: str, host: Host) -> str | None:
    """The path without any link in it, or None for a loop. What it names need not exist."""
    done: list[str] = []
    ahead = _steps(path)
    links = 0
    while ahead:
        step = ahead.pop()
        if step == "..":
            done = done[:-1]
            continue
        target = host.readlink("/" + "/".join([*done, step]))
        if target is None:
            done.append(step)
            continue
        links += 1
        if links > MAX_LINKS:
            return None
        done = [] if target.startswith("/") else done
        ahead += _steps(target)
    return "/" + "/".join(done)


def _steps(path: str) -> list[str]:
    return [step for step in reversed(path.split("/")) if step not in ("", ".")]
