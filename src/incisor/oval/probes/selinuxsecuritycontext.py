"""linux-def:selinuxsecuritycontext_object -> linux-sys:selinuxsecuritycontext_item.

Of files from their security.selinux attribute, of processes from /proc. Where there is no context
the item has no such fields: what is said about them is unknown, and filters drop it.
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import FieldValue, Gap, Item, Query

PARAMETERS = frozenset({"filepath", "path", "filename"})

ATTRIBUTE = "security.selinux"


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """Items of the files that are asked for, or of the processes."""
    if query.has("pid"):
        yield from _processes(host)
        return
    for found in query.files(host):
        if isinstance(found, Gap):
            yield found
            continue
        path = found.directory
        if found.name:
            path = found.directory.rstrip("/") + "/" + found.name
        place = {"filepath": path, "path": found.directory, "filename": found.name or None}
        try:
            if host.stat(path, follow=True) is not None:
                yield Item(place | context(host.attribute(path, ATTRIBUTE)))
        except PermissionError:
            yield Item(place)  # such as another process's directory below /proc


def _processes(host: Host) -> Iterator[Item]:
    for name in host.list("/proc"):
        if name.isdecimal():
            try:
                found = host.read(f"/proc/{name}/attr/current")
            except OSError:
                continue  # without SELinux, or the process has ended
            yield Item({"pid": int(name), **context(found)})


def context(raw: bytes | None) -> dict[str, FieldValue]:
    """user:role:type[:low[-high]], each level as sensitivity[:categories]."""
    parts = (raw or b"").decode("utf-8", "replace").strip("\0\n").split(":", 3)
    if len(parts) < 3:
        return {}
    fields: dict[str, FieldValue] = dict(zip(("user", "role", "type"), parts, strict=False))
    if len(parts) == 4:
        low, _, high = parts[3].partition("-")
        for side, level in (("low", low), ("high", high or low)):
            sensitivity, _, category = level.partition(":")
            for prefix in (side, f"raw{side}"):
                fields[f"{prefix}_sensitivity"] = sensitivity
                fields[f"{prefix}_category"] = category or None
    return fields
