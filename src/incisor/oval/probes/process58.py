"""unix-def:process58_object -> unix-sys:process58_item, from /proc (proc(5)).

Times, the terminal and the scheduling class are left out: what is said about them is unknown.
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import FieldValue, Item, Query


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All processes; one that ends meanwhile is left out."""
    for name in host.list("/proc"):
        if name.isdecimal():
            try:
                yield Item(_fields(int(name), host))
            except (FileNotFoundError, ProcessLookupError):
                continue


def _fields(pid: int, host: Host) -> dict[str, FieldValue]:
    status = _status(host.read(f"/proc/{pid}/status"))
    fields: dict[str, FieldValue] = {
        "pid": pid,
        "ppid": int(status["PPid"]),
        "command_line": _command_line(host.read(f"/proc/{pid}/cmdline"), status["Name"]),
        "ruid": int(status["Uid"].split()[0]),
        "user_id": int(status["Uid"].split()[1]),
    }
    for field, file in (("loginuid", "loginuid"), ("session_id", "sessionid")):
        try:
            fields[field] = int(host.read(f"/proc/{pid}/{file}"))
        except (OSError, ValueError):
            fields[field] = None
    return fields


def _status(content: bytes) -> dict[str, str]:
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def _command_line(content: bytes, name: str) -> str:
    """Arguments joined by spaces; a kernel thread has its name in brackets, as in ps(1)."""
    arguments = content.rstrip(b"\0").replace(b"\0", b" ").decode("utf-8", "surrogateescape")
    return arguments or f"[{name}]"
