"""The one shared walk: every directory is listed once and every entry is stat-ed once for all
requests.

The walk is physical: it never follows a symbolic link, except to reach a request's root. What a
request may enter is settled when its root is reached: other file systems than it asks for, and bind
mounts that show a directory once more, are barred by mount point. Memory does not grow with the
number of files: what is kept are the directories still to be visited, one verdict for each
(mode, uid, gid), and a bounded number of matches.
"""

import stat
from collections.abc import Callable, Iterable, Sequence
from os import stat_result

from msgspec import Struct

from incisor.host import FileStat, FileSystems, Match, WalkRequest, WalkResult
from incisor.host.mounts import Mount, inside

MAX_VERDICTS = 65_536
"""Distinct (mode, uid, gid) remembered at once; ordinary hosts have a few dozen."""

UNREADABLE_SAMPLES = 5

Entries = Iterable[tuple[str, stat_result]]
Lister = Callable[[str, int, int], Entries]
"""Entries of a directory with their lstat; the directory must be the (device, inode) seen before.
"""

_Key = tuple[int, int, int]


class _Search(Struct, eq=False):
    """A request under way from one of its roots. All of its searches share one result, and where
    one root lies below another the search from there takes over."""

    request: WalkRequest
    root: str
    result: WalkResult
    started: bool = False
    last_depth: int = -1
    device: int = 0
    barred: frozenset[str] = frozenset()

    def offer(self, directory: str, name: str, status: FileStat) -> None:
        if not self.request.accepts(directory, name, status):
            return
        self.result.count += 1
        if len(self.result.kept) < self.request.keep:
            self.result.kept.append(Match(directory, name, status))

    def start(self, depth: int, device: int, mounts: Sequence[Mount]) -> None:
        self.started, self.device = True, device
        self.last_depth = depth + self.request.max_depth if self.request.max_depth >= 0 else -1
        self.barred = barred(self.request, self.root, mounts)

    def enters(self, path: str, device: int) -> bool:
        """Whether the search goes on into a directory that is a mount point or on another
        device."""
        if path in self.barred:
            return False
        return self.request.file_systems is not FileSystems.DEFINED or device == self.device


_Searches = tuple[_Search, ...]
_Verdicts = dict[_Key, _Searches]
_Pending = tuple[str, int, int, int, _Searches]


def barred(request: WalkRequest, root: str, mounts: Sequence[Mount]) -> frozenset[str]:
    """Mount points below a root of the request that it does not enter.

    Where depth is limited the directory behind a second mount may be out of reach at its first
    place, so bind mounts are barred only in walks without such a limit.
    """
    below = [m for m in mounts if m.mount_point != root and inside(m.mount_point, root)]
    home = _home(root, mounts)
    foreign = {m.mount_point for m in below if not _permitted(m, home, request.file_systems)}
    if request.max_depth >= 0 or home is None:
        return frozenset(foreign)
    relative = root[len(home.mount_point.rstrip("/")) :]
    reached = [(home.number, home.root.rstrip("/") + relative)]
    for mount in sorted(below, key=lambda m: (len(m.root), len(m.mount_point))):
        if mount.mount_point in foreign:
            continue
        if any(mount.number == number and inside(mount.root, top) for number, top in reached):
            foreign.add(mount.mount_point)
        reached.append((mount.number, mount.root))
    return frozenset(foreign)


def _home(root: str, mounts: Sequence[Mount]) -> Mount | None:
    around = [m for m in mounts if inside(root, m.mount_point)]
    return max(around, key=lambda m: len(m.mount_point), default=None)


def _permitted(mount: Mount, home: Mount | None, systems: FileSystems) -> bool:
    if systems is FileSystems.LOCAL:
        return mount.local
    return systems is FileSystems.ALL or home is None or mount.number == home.number


class Walk:
    """One walk for a list of requests; `stat_root` follows links, since a root may be given by
    one."""

    def __init__(
        self,
        requests: Sequence[WalkRequest],
        lister: Lister,
        stat_root: Callable[[str], stat_result | None],
        mounts: Sequence[Mount],
    ) -> None:
        self._results = [WalkResult() for _ in requests]
        self._lister = lister
        self._stat_root = stat_root
        self._mounts = mounts
        self._mount_points = frozenset(m.mount_point for m in mounts)
        self._roots: dict[str, list[_Search]] = {}
        for request, result in zip(requests, self._results, strict=True):
            for root in request.roots:
                self._roots.setdefault(root, []).append(_Search(request, root, result))
        self._limited = any(request.max_depth >= 0 for request in requests)
        self._selective = any(request.within for request in requests)
        self._choosy = any(request.enters for request in requests)
        self._verdicts: dict[_Searches, _Verdicts] = {}

    def run(self) -> list[WalkResult]:
        """Walk from each root that no earlier, shorter one has led to."""
        for root in sorted(self._roots, key=len):
            status = self._stat_root(root)
            if status and stat.S_ISDIR(status.st_mode) and not self._roots[root][0].started:
                self._descend(root, status)
        return self._results

    def _descend(self, root: str, status: stat_result) -> None:
        pending: list[_Pending] = []
        self._enter(root, status, 0, (), pending)
        while pending:
            self._visit(*pending.pop(), pending)

    def _visit(
        self,
        path: str,
        device: int,
        inode: int,
        depth: int,
        active: _Searches,
        pending: list[_Pending],
    ) -> None:
        looking = self._looking(path, active)
        verdicts = self._verdicts_of(looking)
        prefix = path if path.endswith("/") else path + "/"
        directories: list[tuple[str, stat_result]] = []
        try:
            for name, status in self._lister(path, device, inode):
                mode = status.st_mode
                if mode & 0o170000 == 0o040000:
                    directories.append((prefix + name, status))
                    continue
                key = (mode, status.st_uid, status.st_gid)
                wanted = verdicts.get(key)
                if wanted is None:
                    wanted = _judge(verdicts, looking, key)
                if wanted:
                    _offer(wanted, path, name, status)
        except FileNotFoundError:
            pass  # it went away while we walked
        except OSError as error:
            _unreadable(active, path, error)
        for child, status in directories:
            entering = self._narrow(child, status.st_dev, device, depth + 1, active)
            self._enter(child, status, depth + 1, entering, pending)

    def _looking(self, path: str, active: _Searches) -> _Searches:
        """The searches that can find a file right in this directory."""
        if not self._selective:
            return active
        return tuple(s for s in active if not s.request.within or s.request.within(path))

    def _verdicts_of(self, active: _Searches) -> _Verdicts:
        return self._verdicts.setdefault(active, {})

    def _narrow(
        self, path: str, device: int, parent_device: int, depth: int, active: _Searches
    ) -> _Searches:
        """The searches that go on into this directory."""
        if device != parent_device or path in self._mount_points:
            active = tuple(s for s in active if s.enters(path, device))
        if self._limited:
            active = tuple(s for s in active if s.last_depth < 0 or depth <= s.last_depth)
        if self._choosy:
            active = tuple(s for s in active if not s.request.enters or s.request.enters(path))
        return active

    def _enter(
        self,
        path: str,
        status: stat_result,
        depth: int,
        active: _Searches,
        pending: list[_Pending],
    ) -> None:
        """Start the requests whose root this is, offer the directory itself, and have it
        visited."""
        fresh = tuple(s for s in self._roots.get(path, ()) if not s.started)
        for search in fresh:
            search.start(depth, status.st_dev, self._mounts)
        if fresh:
            taken = {id(search.request) for search in fresh}
            active = (*(s for s in active if id(s.request) not in taken), *fresh)
        if not active:
            return
        verdicts = self._verdicts_of(active)
        key = (status.st_mode, status.st_uid, status.st_gid)
        wanted = verdicts[key] if key in verdicts else _judge(verdicts, active, key)
        _offer(wanted, path, "", status)
        pending.append((path, status.st_dev, status.st_ino, depth, active))


def _offer(wanted: _Searches, directory: str, name: str, status: stat_result) -> None:
    for search in wanted:
        search.offer(directory, name, file_stat(status))


def file_stat(status: stat_result) -> FileStat:
    """The part of a stat_result that probes may see."""
    return FileStat(
        status.st_mode,
        status.st_uid,
        status.st_gid,
        status.st_size,
        status.st_dev,
        status.st_ino,
        status.st_mtime,
    )


def _judge(verdicts: _Verdicts, active: _Searches, key: _Key) -> _Searches:
    if len(verdicts) >= MAX_VERDICTS:
        verdicts.clear()
    verdicts[key] = tuple(search for search in active if search.request.wants(*key))
    return verdicts[key]


def _unreadable(active: _Searches, path: str, error: OSError) -> None:
    for search in active:
        search.result.unreadable += 1
        if len(search.result.unreadable_samples) < UNREADABLE_SAMPLES:
            search.result.unreadable_samples.append(f"{path}: {error.strerror}")
