"""This machine, or a root mounted somewhere on it, seen through the `Host` questions.

Under another root than / symbolic links are resolved inside that root, so that content can never
lead the evaluator out of it; facts of the running kernel are then what that root holds of them.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

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
from incisor.host.cache import Contents
from incisor.host.commands import show_units
from incisor.host.mounts import Mount, inside, parse
from incisor.host.rpm import Files, query_rpms, query_unmet
from incisor.host.units import units_of
from incisor.host.walk import Walk, file_stat

MAX_DIRECTORIES = 4096
"""Resolved directories of a mounted root that are remembered."""

MAX_LINKS = 40
"""Symbolic links followed in one path, as in the kernel (path_resolution(7))."""

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


class LiveHost:
    """Answers from the operating system. One instance serves one scan: it remembers what it
    read."""

    def __init__(self, root: str = "/") -> None:
        self._root = os.path.abspath(root).rstrip("/")
        self._real_root = os.path.realpath(root)
        self._contents = Contents(self._read)
        self._units: Units | None = None
        self._packaged: Files | None = None
        self._directories: dict[str, str] = {}

    @property
    def euid(self) -> int:
        """Effective user id of this process."""
        return os.geteuid()

    def uname(self) -> Uname:
        """uname(2) of the running kernel."""
        return Uname(*os.uname())

    def now(self) -> float:
        """This machine's clock."""
        return time.time()

    def stat(self, path: str, *, follow: bool = False) -> FileStat | None:
        """lstat, or stat if `follow`. None if nothing is there; PermissionError if that is
        hidden."""
        status = self._status(path, follow=follow)
        return file_stat(status) if status else None

    def _status(self, path: str, *, follow: bool) -> os.stat_result | None:
        try:
            if not self._root:
                return os.stat(self._place(path, follow=False), follow_symlinks=follow)
            with self._held(path, follow=follow) as descriptor:
                return os.fstat(descriptor)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read(self, path: str, limit: int = MAX_READ) -> bytes:
        """Content of a regular file (links are followed); kept for later questions."""
        return self._contents.get(path, limit)

    def _read(self, path: str, limit: int) -> bytes:
        with open(self._open(path, _FILE), "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise IsADirectoryError(f"{path} is not a regular file")
            data = _read_up_to(file.fileno(), limit + 1)
        if len(data) > limit:
            raise TooLargeError(f"{path} is larger than {limit} bytes")
        return data

    def list(self, path: str) -> tuple[str, ...]:
        """Sorted names."""
        descriptor = self._open(path, _FILE | os.O_DIRECTORY)
        try:
            return tuple(sorted(os.listdir(descriptor)))
        finally:
            os.close(descriptor)

    def readlink(self, path: str) -> str | None:
        """The link's text, or None if the path is no symbolic link."""
        try:
            with self._held(path, follow=False) as descriptor:
                return os.readlink("", dir_fd=descriptor)
        except PermissionError:
            raise
        except OSError:
            return None

    def attribute(self, path: str, name: str) -> bytes | None:
        """getxattr(2); a file system without attributes has none."""
        try:
            with self._held(path, follow=True) as descriptor:
                return os.getxattr(f"/proc/self/fd/{descriptor}", name)
        except PermissionError:
            raise
        except OSError:
            return None

    def space(self, path: str) -> Space:
        """statvfs(3) in blocks of the fundamental size, as OVAL's partition_item counts."""
        with self._held(path, follow=True) as descriptor:
            answer = os.fstatvfs(descriptor)
        return Space(answer.f_blocks, answer.f_blocks - answer.f_bfree, answer.f_bavail)

    def units(self) -> Units:
        """Unit files tell what is enabled; systemd, if it runs here, tells what is active."""
        if self._units is None:
            known = units_of(self, show_units() if not self._root else None)
            self._units = replace(known, mounted=bool(self._root))
        return self._units

    def rpms(self) -> tuple[Package, ...]:
        """What `rpm -qa` says; empty without an RPM database."""
        return query_rpms(self._root or "/")

    def packaged_files(self) -> Iterator[PackagedFile]:
        """What `rpm -qa` says of all files, asked once."""
        if self._packaged is None:
            self._packaged = Files(self._root or "/")
        yield from self._packaged

    def unmet_rpms(self) -> frozenset[str]:
        """What `rpm --verify` says of dependencies; no file is read and no script run."""
        return query_unmet(self._root or "/")

    def digest(self, path: str, algorithm: str) -> str:
        """Read piece by piece, and not kept."""
        with open(self._open(path, _FILE), "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise IsADirectoryError(f"{path} is not a regular file")
            return hashlib.file_digest(file, lambda: _hash(algorithm)).hexdigest()

    def walk(self, requests: Sequence[WalkRequest]) -> Sequence[WalkResult]:
        """One walk of the directory trees, with paths as seen from this root."""
        return Walk(requests, self._entries, self._root_status, self._mounts()).run()

    def _root_status(self, path: str) -> os.stat_result | None:
        return self._status(path, follow=True)

    def _entries(self, path: str, device: int, inode: int) -> Iterator[tuple[str, os.stat_result]]:
        """Open the directory and make sure it is the one that was stat-ed, then list it."""
        descriptor = self._open_directory(path)
        try:
            opened = os.fstat(descriptor)
            if (opened.st_dev, opened.st_ino) != (device, inode):
                return  # somebody put another directory, or a link to one, in its place
            with os.scandir(descriptor) as entries:
                for entry in entries:
                    try:
                        yield entry.name, entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue
        finally:
            os.close(descriptor)

    def _open_directory(self, path: str) -> int:
        """A root may be given by a symbolic link; whether this is the directory meant, its inode
        tells."""
        try:
            return os.open(self._root + path, _DIRECTORY)
        except (NotADirectoryError, FileNotFoundError):
            return os.open(self._place(path, follow=True), _DIRECTORY & ~os.O_NOFOLLOW)

    def _mounts(self) -> tuple[Mount, ...]:
        with open("/proc/self/mountinfo", "rb") as file:
            mounts = parse(file.read().decode("utf-8", "surrogateescape"))
        if not self._root:
            return mounts
        return tuple(
            m._replace(mount_point=m.mount_point[len(self._root) :] or "/")
            for m in mounts
            if inside(m.mount_point, self._root)
        )

    @contextmanager
    def _held(self, path: str, *, follow: bool) -> Iterator[int]:
        """What is there, to be asked about and not to be opened: a device does not notice."""
        flags = os.O_PATH | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
        descriptor = self._open(path, flags, follow=follow)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _open(self, path: str, flags: int, *, follow: bool = True) -> int:
        """A descriptor of what the path leads to. In a mounted root whoever writes there may have
        put a link in a directory's place meanwhile; where it led, the kernel tells."""
        descriptor = os.open(self._place(path, follow=follow), flags)
        if self._root:
            opened = os.readlink(f"/proc/self/fd/{descriptor}")
            if not inside(opened, self._real_root):
                os.close(descriptor)
                raise PermissionError(f"{path} leads out of {self._root}")
        return descriptor

    def _place(self, path: str, *, follow: bool) -> str:
        if not path.startswith("/") or "\0" in path:
            raise ValueError(f"not an absolute path: {path!r}")
        return self._root + self._inside(path, follow=follow) if self._root else path

    def _inside(self, path: str, *, follow: bool) -> str:
        """The path without links, resolved in the root; directories are resolved once a scan."""
        directory, _, name = path.rpartition("/")
        if name in ("", ".", ".."):
            return self._resolve(path, follow=follow)
        if directory not in self._directories:
            if len(self._directories) >= MAX_DIRECTORIES:
                self._directories.clear()
            self._directories[directory] = self._resolve(directory, follow=True).rstrip("/")
        place = f"{self._directories[directory]}/{name}"
        if follow and os.path.islink(self._root + place):
            return self._resolve(place, follow=True)
        return place

    def _resolve(self, path: str, *, follow: bool) -> str:
        """Resolve symbolic links as chroot(2) to the root would."""
        done: list[str] = []
        ahead = [part for part in reversed(path.split("/")) if part]
        links = 0
        while ahead:
            part = ahead.pop()
            if part in (".", ".."):
                del done[len(done) - (part == "..") :]
                continue
            here = self._root + "/" + "/".join([*done, part])
            if (ahead or follow) and os.path.islink(here):
                links += 1
                if links > MAX_LINKS:
                    raise OSError(f"too many levels of symbolic links: {path}")
                target = os.readlink(here)
                done = [] if target.startswith("/") else done
                ahead += [step for step in reversed(target.split("/")) if step]
                continue
            done.append(part)
        return "/" + "/".join(done)


def _hash(algorithm: str) -> "hashlib._Hash":
    return hashlib.new(algorithm, usedforsecurity=False)


def _read_up_to(descriptor: int, limit: int) -> bytes:
    chunks: list[bytes] = []
    while limit > 0 and (chunk := os.read(descriptor, min(limit, 1 << 20))):
        chunks.append(chunk)
        limit -= len(chunk)
    return b"".join(chunks)
