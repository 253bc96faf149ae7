"""A host in memory, for cases: an ordinary bare Debian 12, changed by a specification.

Keys of a specification, all optional; what they name is laid over the defaults of `debian12`:

- files: path → text, or {content, mode: "0640", user, group (names or numbers), type: regular |
  directory | symlink | fifo | socket | character special | block special, target, modified}, or
  null to remove. `content` may be bytes. Parent directories appear by themselves.
- sysctl: name → value (what /proc/sys says), or null to remove
- modules: {available: […], loaded: […], builtin: […]}
- packages: list of names, or name → version; "-name" or null removes
- units: name → {state: enabled|disabled|masked|static|alias, active: active|inactive|failed,
  needs: […]}, or null to remove
- mounts: list of {target, source, type, options, total, used, left}; {target, absent: true} removes
- users: list of {name, uid, gid, home, shell, gecos, password, last_change, min, max, warn,
  inactive, expire, home_mode, no_home}, or {name, absent: true}; group `name` is made with them
- groups: list of {name, gid, members, password}, or {name, absent: true}
- systemd: running | absent
- kernel: release of the running kernel
- root: false evaluates as uid 1000, which sees only what others may
- listening: list of {protocol: tcp|udp|tcp6|udp6, address, port, program, user}
- rpms: list of {name, version, release, arch, epoch}
- environment: name → value of the evaluator's own process
"""

import hashlib
import stat as modes
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from os import stat_result
from typing import Any

from incisor.host import (
    MAX_READ,
    FileStat,
    Package,
    PackagedFile,
    Space,
    TooLargeError,
    Uname,
    Units,
    WalkRequest,
    WalkResult,
)
from incisor.host.mounts import inside, parse
from incisor.host.walk import Walk, file_stat
from support import debian12

Spec = Mapping[str, Any]

KEYS = frozenset(
    (
        *("files", "sysctl", "modules", "packages", "units", "mounts", "users", "groups"),
        *("systemd", "kernel", "root", "listening", "rpms", "environment"),
    )
)

TYPES = {
    "regular": modes.S_IFREG,
    "directory": modes.S_IFDIR,
    "symlink": modes.S_IFLNK,
    "fifo": modes.S_IFIFO,
    "socket": modes.S_IFSOCK,
    "character special": modes.S_IFCHR,
    "block special": modes.S_IFBLK,
}
DEFAULT_MODES = {"regular": 0o644, "directory": 0o755, "symlink": 0o777}

TODAY = 20000.5 * 86400


@dataclass(slots=True)
class Node:
    """One file: its stat, its content, and where it points."""

    mode: int
    uid: int = 0
    gid: int = 0
    content: bytes = b""
    target: str = ""
    modified: float = TODAY


class FakeHost:
    """Answers the host's questions from memory."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {"/": Node(modes.S_IFDIR | 0o755)}
        self.euid = 0
        self.kernel = debian12.KERNEL
        self.spaces: dict[str, Space] = {}
        self.attributes: dict[tuple[str, str], bytes] = {}
        self.packages: tuple[Package, ...] = ()
        self.packaged: tuple[PackagedFile, ...] = ()
        self.unmet: frozenset[str] = frozenset()
        self.systemd = Units(True)
        self.reads: list[str] = []
        self.walks = 0

    @classmethod
    def from_spec(cls, spec: Spec | None = None) -> "FakeHost":
        """The default host with the specification laid over it. Unknown keys raise ValueError."""
        return _Builder(spec or {}).build(cls())

    def uname(self) -> Uname:
        """A Debian kernel."""
        return Uname("Linux", "testhost", self.kernel, "#1 SMP Debian", "x86_64")

    def now(self) -> float:
        """Noon of day 20,000 of the epoch."""
        return TODAY

    def stat(self, path: str, *, follow: bool = False) -> FileStat | None:
        """As lstat or stat."""
        status = self._status(path, follow=follow)
        return file_stat(status) if status else None

    def _status(self, path: str, *, follow: bool) -> stat_result | None:
        place = self.resolve(path, follow=follow)
        node = self.nodes.get(place)
        return self._stat_result(place, node) if node else None

    def _stat_result(self, place: str, node: Node) -> stat_result:
        size = len(node.target or node.content)
        inode = list(self.nodes).index(place) if modes.S_ISDIR(node.mode) else 0
        when = node.modified
        return stat_result(
            (node.mode, inode, self._device(place), 1, node.uid, node.gid, size, when, when, when)
        )

    def _device(self, place: str) -> int:
        around = [m for m in self._mount_table() if inside(place, m.mount_point)]
        number = max(around, key=lambda m: len(m.mount_point)).number if around else "0:0"
        return int(number.partition(":")[2])

    def _mount_table(self) -> Any:
        node = self.nodes.get("/proc/self/mountinfo")
        return parse(node.content.decode()) if node else ()

    def read(self, path: str, limit: int = MAX_READ) -> bytes:
        """Content; `reads` records which files were asked for."""
        place = self.resolve(path, follow=True)
        node = self._node(place, path)
        if not modes.S_ISREG(node.mode):
            raise IsADirectoryError(f"{path} is not a regular file")
        self._permit(node, path)
        if len(node.content) > limit:
            raise TooLargeError(f"{path} is larger than {limit} bytes")
        self.reads.append(path)
        return node.content

    def list(self, path: str) -> tuple[str, ...]:
        """Sorted names."""
        place = self.resolve(path, follow=True)
        node = self._node(place, path)
        if not modes.S_ISDIR(node.mode):
            raise NotADirectoryError(path)
        self._permit(node, path)
        return tuple(sorted(self._children(place)))

    def _children(self, place: str) -> Iterator[str]:
        prefix = place.rstrip("/") + "/"
        for other in self.nodes:
            if other.startswith(prefix) and other != "/" and "/" not in other[len(prefix) :]:
                yield other[len(prefix) :]

    def readlink(self, path: str) -> str | None:
        """The link's text."""
        node = self.nodes.get(self.resolve(path, follow=False))
        return node.target if node and modes.S_ISLNK(node.mode) else None

    def attribute(self, path: str, name: str) -> bytes | None:
        """From `attributes`, by path and name."""
        return self.attributes.get((self.resolve(path, follow=True), name))

    def space(self, path: str) -> Space:
        """From the specification's mounts."""
        return self.spaces.get(path, Space(1000, 100, 900))

    def units(self) -> Units:
        """From the specification's units."""
        return self.systemd

    def rpms(self) -> tuple[Package, ...]:
        """From the specification's rpms."""
        return self.packages

    def packaged_files(self) -> Iterator[PackagedFile]:
        """From `packaged`."""
        yield from self.packaged

    def unmet_rpms(self) -> frozenset[str]:
        """From `unmet`."""
        return self.unmet

    def digest(self, path: str, algorithm: str) -> str:
        """Of the content."""
        return hashlib.new(algorithm, self.read(path), usedforsecurity=False).hexdigest()

    def walk(self, requests: Sequence[WalkRequest]) -> Sequence[WalkResult]:
        """The very walk of the live host, over these nodes."""
        self.walks += 1

        def status_of(path: str) -> stat_result | None:
            return self._status(path, follow=True)

        return Walk(requests, self._entries, status_of, self._mount_table()).run()

    def _entries(self, path: str, device: int, inode: int) -> Iterator[tuple[str, stat_result]]:
        place = self.resolve(path, follow=True)
        self._permit(self.nodes[place], path)
        for name in self._children(place):
            child = place.rstrip("/") + "/" + name
            yield name, self._stat_result(child, self.nodes[child])

    def _node(self, place: str, path: str) -> Node:
        if place not in self.nodes:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self.nodes[place]

    def _permit(self, node: Node, path: str) -> None:
        if self.euid and node.uid != self.euid and not node.mode & 0o004:
            raise PermissionError(13, "Permission denied", path)

    def resolve(self, path: str, *, follow: bool) -> str:
        """The path without symbolic links in it."""
        place, ahead, links = "/", [p for p in reversed(path.split("/")) if p], 0
        while ahead:
            part = ahead.pop()
            if part in (".", ".."):
                place = place.rpartition("/")[0] or "/" if part == ".." else place
                continue
            self._permit_search(place, path)
            here = place.rstrip("/") + "/" + part
            node = self.nodes.get(here)
            if node and modes.S_ISLNK(node.mode) and (ahead or follow) and links < 40:
                links += 1
                place = "/" if node.target.startswith("/") else place
                ahead += [p for p in reversed(node.target.split("/")) if p]
                continue
            place = here
        return place

    def _permit_search(self, place: str, path: str) -> None:
        node = self.nodes.get(place)
        if node and self.euid and node.uid != self.euid and not node.mode & 0o001:
            raise PermissionError(13, "Permission denied", path)


class _Builder:
    """Turns a specification into files and facts."""

    def __init__(self, spec: Spec) -> None:
        if unknown := set(spec) - KEYS:
            raise ValueError(f"unknown keys in a host specification: {sorted(unknown)}")
        self.spec = spec
        self.users = _overlay_list(debian12.USERS, spec.get("users", ()))
        groups = {name: {"gid": gid} for name, gid in debian12.GROUPS.items()}
        self.groups = _overlay_list(groups, spec.get("groups", ()))
        for name, user in self.users.items():
            user.setdefault("gid", user["uid"])
            taken = {group["gid"] for group in self.groups.values()}
            if not user.get("no_group") and user["gid"] not in taken and name not in self.groups:
                self.groups[name] = {"gid": user["gid"]}

    def build(self, host: FakeHost) -> FakeHost:
        host.kernel = self.spec.get("kernel", debian12.KERNEL)
        host.systemd = self._units()
        host.packages = tuple(
            Package(p["name"], p.get("arch", "x86_64"), p.get("epoch", ""), p["version"],
                    p.get("release", "1"), p.get("signature_keyid", ""))
            for p in self.spec.get("rpms", ())
        )  # fmt: skip
        self._mounts(host)
        self._processes(host)
        for path, file in self._generated(host.kernel).items():
            self._put(host, path, file)
        for path, file in {**debian12.FILES, **self.spec.get("files", {})}.items():
            self._put(host, path, file)
        self._homes(host)
        host.euid = 0 if self.spec.get("root", True) else 1000
        return host

    def _put(self, host: FakeHost, path: str, file: Any) -> None:
        path = host.resolve(path, follow=False)
        if file is None:
            for gone in [p for p in host.nodes if inside(p, path)]:
                del host.nodes[gone]
            return
        given = file if isinstance(file, Mapping) else {"content": file}
        kind = given.get("type", "symlink" if "target" in given else "regular")
        content = given.get("content", "")
        mode = int(str(given["mode"]), 8) if "mode" in given else DEFAULT_MODES.get(kind, 0o644)
        self._parents(host, path)
        host.nodes[path] = Node(
            TYPES[kind] | mode,
            self._number(given.get("user", 0), self.users, "uid"),
            self._number(given.get("group", 0), self.groups, "gid"),
            content if isinstance(content, bytes) else str(content).encode(),
            given.get("target", ""),
            given.get("modified", TODAY),
        )

    def _parents(self, host: FakeHost, path: str) -> None:
        parts = path.split("/")[1:-1]
        for depth in range(1, len(parts) + 1):
            host.nodes.setdefault("/" + "/".join(parts[:depth]), Node(modes.S_IFDIR | 0o755))

    def _number(self, who: Any, known: Mapping[str, Any], key: str) -> int:
        return int(known[who][key]) if isinstance(who, str) and who in known else int(who)

    def _homes(self, host: FakeHost) -> None:
        for user in self.users.values():
            home = str(user.get("home", "/nonexistent"))
            if user.get("no_home") or home in host.nodes or user["uid"] < 1000 or "none" in home:
                continue
            self._parents(host, home)
            mode = int(str(user.get("home_mode", "0700")), 8)
            host.nodes[home] = Node(modes.S_IFDIR | mode, user["uid"], user["gid"])

    def _generated(self, kernel: str) -> dict[str, Any]:
        files: dict[str, Any] = {
            "/etc/passwd": "".join(_passwd(n, u) for n, u in self.users.items()),
            "/etc/group": "".join(_group(n, g) for n, g in self.groups.items()),
            "/etc/shadow": {
                "content": "".join(_shadow(n, u) for n, u in self.users.items()),
                "mode": "0640",
                "group": "shadow",
            },
            "/var/lib/dpkg/status": _dpkg(self.spec.get("packages", ())),
        }
        for name, value in {**debian12.SYSCTL, **self.spec.get("sysctl", {})}.items():
            if value is not None:
                files["/proc/sys/" + name.translate(str.maketrans("./", "/."))] = f"{value}\n"
        return files | _modules(kernel, self.spec.get("modules", {})) | self._environment()

    def _environment(self) -> dict[str, Any]:
        pairs = {"PATH": "/usr/bin", **self.spec.get("environment", {})}
        return {"/proc/self/environ": "".join(f"{k}={v}\0" for k, v in pairs.items())}

    def _units(self) -> Units:
        units = {**debian12.UNITS, **self.spec.get("units", {})}
        given = {name: unit for name, unit in units.items() if unit is not None}
        running = self.spec.get("systemd", "running") == "running"
        needs = {name: tuple(unit.get("needs", ())) for name, unit in given.items()}
        properties = {name: _unit(unit, running) for name, unit in given.items()}
        reason = "" if running else "systemd is not running on this host"
        return Units(running, reason, properties, needs)

    def _mounts(self, host: FakeHost) -> None:
        mounts: dict[str, Any] = {target: dict(m) for target, m in debian12.MOUNTS.items()}
        for mount in self.spec.get("mounts", ()):
            mounts[mount["target"]] = mount
        lines = []
        for number, (target, mount) in enumerate(mounts.items(), 1):
            if mount.get("absent"):
                continue
            if target != "/":
                self._put(host, target, {"type": "directory"})
            lines.append(_mount_line(number, target, mount))
            host.spaces[target] = Space(
                mount.get("total", 1000), mount.get("used", 100), mount.get("left", 900)
            )
        self._put(host, "/proc/self/mountinfo", "".join(lines))

    def _processes(self, host: FakeHost) -> None:
        tables: dict[str, list[str]] = {name: [] for name in ("tcp", "tcp6", "udp", "udp6")}
        for number, socket in enumerate(self.spec.get("listening", ()), 1):
            inode, pid = 9000 + number, 400 + number
            tables[_table(socket)].append(_socket_line(socket, number, inode, self))
            if socket.get("program"):
                self._put(host, f"/proc/{pid}/fd/3",
                          {"type": "symlink", "target": f"socket:[{inode}]"})  # fmt: skip
                host.nodes[f"/proc/{pid}/fd"].mode = modes.S_IFDIR | 0o500
                self._put(host, f"/proc/{pid}/comm", socket["program"] + "\n")
        for name, lines in tables.items():
            self._put(host, f"/proc/net/{name}", "  sl  local_address\n" + "".join(lines))

    def user_number(self, who: Any) -> int:
        """A user's number, by name or number."""
        return self._number(who, self.users, "uid")


def _overlay_list(
    defaults: Mapping[str, Mapping[str, Any]], changes: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    merged = {name: dict(value) for name, value in defaults.items()}
    for change in changes:
        name = change["name"]
        if change.get("absent"):
            merged.pop(name, None)
            continue
        merged[name] = {**merged.get(name, {}), **change}
    return merged


def _passwd(name: str, user: Mapping[str, Any]) -> str:
    return (
        f"{name}:{user.get('passwd', 'x')}:{user['uid']}:{user['gid']}:{user.get('gecos', '')}:"
        f"{user.get('home', '/nonexistent')}:{user.get('shell', '/usr/sbin/nologin')}\n"
    )


def _shadow(name: str, user: Mapping[str, Any]) -> str:
    ages = {"last_change": 19900, "min": 0, "max": 99999, "warn": 7, "inactive": "", "expire": ""}
    shown = ":".join(str(user.get(key, default)) for key, default in ages.items())
    return f"{name}:{user.get('password', '*')}:{shown}:\n"


def _group(name: str, group: Mapping[str, Any]) -> str:
    return (
        f"{name}:{group.get('password', 'x')}:{group['gid']}:{','.join(group.get('members', ()))}\n"
    )


def _dpkg(changes: Any) -> str:
    given = changes if isinstance(changes, Mapping) else dict.fromkeys(changes, "1.0-1")
    packages: dict[str, Any] = {**debian12.PACKAGES, **given}
    for name, version in list(packages.items()):
        if name.startswith("-") or version is None:
            packages.pop(name)
            packages.pop(name.removeprefix("-"), None)
    return "".join(
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\n"
        f"Version: {version}\n\n"
        for name, version in packages.items()
    )


def _modules(kernel: str, modules: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    directory = f"/usr/lib/modules/{kernel}"
    available = [*modules.get("available", ()), "ext4", "loop"]
    names = [name.replace("-", "_") for name in modules.get("loaded", ())]
    return {
        "/proc/modules": "".join(f"{name} 16384 0 - Live 0x0\n" for name in names),
        f"{directory}/modules.dep": "".join(f"kernel/fs/{n}.ko:\n" for n in available),
        f"{directory}/modules.builtin": "".join(
            f"kernel/{n}.ko\n" for n in modules.get("builtin", ())
        ),
    }


def _unit(unit: Mapping[str, Any], running: bool) -> Mapping[str, str]:
    state = unit.get("state", "enabled")
    known = {"LoadState": "masked" if state == "masked" else "loaded", "UnitFileState": state}
    return known | ({"ActiveState": unit.get("active", "inactive")} if running else {})


def _mount_line(number: int, target: str, mount: Mapping[str, Any]) -> str:
    device = f"0:{mount.get('device', number)}"
    left = f"{number} 1 {device} {mount.get('root', '/')} {target} {_options(mount)}"
    return f"{left} - {mount.get('type', 'ext4')} {mount.get('source', 'none')} rw\n"


def _options(mount: Mapping[str, Any]) -> str:
    options = mount.get("options", "rw,relatime")
    return options if isinstance(options, str) else ",".join(options)


def _table(socket: Mapping[str, Any]) -> str:
    six = ip_address(socket.get("address", "0.0.0.0")).version == 6
    return str(socket.get("protocol", "tcp")).removesuffix("6") + ("6" if six else "")


def _socket_line(socket: Mapping[str, Any], number: int, inode: int, builder: _Builder) -> str:
    packed = ip_address(socket.get("address", "0.0.0.0")).packed
    words = struct.unpack(f"<{len(packed) // 4}I", packed)
    address = "".join(f"{word:08X}" for word in words)
    state = "0A" if _table(socket).startswith("tcp") else "07"
    user = builder.user_number(socket.get("user", 0))
    return (
        f"{number:4d}: {address}:{socket['port']:04X} {'0' * len(address)}:0000 {state} "
        f"00000000:00000000 00:00000000 00000000 {user:5d} 0 {inode} 1\n"
    )
