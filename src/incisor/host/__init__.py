"""The machine under test, read only: the few questions that a probe may ask.

There are two sides: `live.LiveHost` (this machine, or a mounted root) and the in-memory host of the
tests. Whatever /proc, /sys and /etc say is asked through the same file questions. Paths are
absolute text; bytes in names that are not UTF-8 are kept as surrogate escapes. Nothing here changes
the machine.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from msgspec import Struct, field

MAX_READ = 8 * 1024 * 1024
"""Bytes read of one file at most: above any configuration file, below a log that fills memory."""

KEPT = 200
"""Matches of one walk request that are kept as evidence when nobody needs them all."""


class FileStat(NamedTuple):
    """What lstat says. `mode` has the type bits; `modified` is in epoch seconds."""

    mode: int
    uid: int
    gid: int
    size: int
    device: int = 0
    inode: int = 0
    modified: float = 0.0


class Uname(NamedTuple):
    """uname(2), and the processor type."""

    sysname: str
    nodename: str
    release: str
    version: str
    machine: str


class Space(NamedTuple):
    """A file system's blocks, as statvfs counts them."""

    total: int
    used: int
    left: int


class Package(NamedTuple):
    """One installed RPM package; `epoch` and `signature_keyid` may be empty. `scripted`: it brings
    a script by which it is verified."""

    name: str
    arch: str
    epoch: str
    version: str
    release: str
    signature_keyid: str = ""
    scripted: bool = False


class PackagedFile(NamedTuple):
    """What the RPM database says of one file: what it was when it was installed.

    `mode` has the type bits, `digest` is hexadecimal and empty for what has no content, `target` is
    a symbolic link's. `flags`, `verified` and `state` are rpm's own numbers (rpmfileAttrs_e,
    rpmVerifyAttrs_e, rpmfileState_e), `algorithm` OpenPGP's.
    """

    package: Package
    path: str
    mode: int
    size: int
    modified: int
    digest: str
    algorithm: int
    target: str
    user: str
    group: str
    flags: int
    verified: int
    state: int
    capabilities: str


class Units(Struct, frozen=True):
    """systemd's units. `running` is false where systemd is not process 1; then `reason` says so.

    `properties` has LoadState and UnitFileState of every unit, and ActiveState only while systemd
    runs. `dependencies` has what each unit wants or requires directly. `mounted`: this is the root
    of a system that is not running at all, so that its unit files are all there is to know.
    """

    running: bool
    reason: str = ""
    properties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mounted: bool = False


class FileSystems(StrEnum):
    """OVAL's recurse_file_system: how far a walk goes across mount points."""

    ALL = "all"
    LOCAL = "local"
    DEFINED = "defined"


class WalkRequest(Struct, frozen=True):
    """What one object wants of the shared walk.

    It starts at each of `roots`; what several of them lead to is offered once.
    `wants` is asked once for each (mode, uid, gid) that occurs and must depend on nothing else;
    `accepts` then sees (directory, name or "" for the directory, stat) of what that let pass.
    `enters` may spare directories, by their path, below which nothing can be accepted; `within`
    those right in which there is no such file, though below them there may be.
    `max_depth` counts levels below a root; -1 is no limit. At most `keep` matches are kept.
    """

    roots: tuple[str, ...]
    wants: Callable[[int, int, int], bool]
    accepts: Callable[[str, str, FileStat], bool]
    max_depth: int = -1
    file_systems: FileSystems = FileSystems.ALL
    keep: int = KEPT
    enters: Callable[[str], bool] | None = None
    within: Callable[[str], bool] | None = None


class Match(NamedTuple):
    """One survivor of a walk; `name` is empty if it is the directory itself."""

    directory: str
    name: str
    stat: FileStat


class WalkResult(Struct):
    """All matches counted and the first ones kept; the same for what could not be looked into."""

    count: int = 0
    kept: list[Match] = field(default_factory=list)
    unreadable: int = 0
    unreadable_samples: list[str] = field(default_factory=list)


class Ran(NamedTuple):
    """How a script ended. `status` is None if it did not end by itself; then `reason` says why."""

    status: int | None
    output: str = ""
    errors: str = ""
    reason: str = ""


class TooLargeError(OSError):
    """The file is larger than the limit that the caller allowed."""


class Host(Protocol):
    """The questions. A missing file is None or FileNotFoundError; a refusal is PermissionError."""

    @property
    def euid(self) -> int:
        """Effective user id of the evaluator; 0 sees everything."""

    def uname(self) -> Uname:
        """The running kernel."""

    def now(self) -> float:
        """The host's clock, epoch seconds."""

    def stat(self, path: str, *, follow: bool = False) -> FileStat | None:
        """What is at the path (of a symbolic link: the link, unless `follow`), or None."""

    def read(self, path: str, limit: int = MAX_READ) -> bytes:
        """A regular file's content; TooLargeError above `limit` bytes. Repeated reads are cheap."""

    def list(self, path: str) -> tuple[str, ...]:
        """Names in a directory, sorted."""

    def readlink(self, path: str) -> str | None:
        """Where a symbolic link points, or None if there is no link."""

    def attribute(self, path: str, name: str) -> bytes | None:
        """An extended attribute of what is at the path, or None if there is none."""

    def space(self, path: str) -> Space:
        """Blocks of the file system mounted at the path."""

    def units(self) -> Units:
        """systemd's units, asked once."""

    def rpms(self) -> tuple[Package, ...]:
        """Installed RPM packages; empty where there is no RPM database."""

    def packaged_files(self) -> Iterator[PackagedFile]:
        """Every file of every RPM package; none where there is no RPM database."""

    def unmet_rpms(self) -> frozenset[str]:
        """RPM packages (name-epoch:version-release.arch) that need what is not installed."""

    def digest(self, path: str, algorithm: str) -> str:
        """A regular file's digest, hexadecimal, by hashlib's name; of a file of any size."""

    def walk(self, requests: Sequence[WalkRequest]) -> Sequence[WalkResult]:
        """One pass over the file systems for all requests; results in the requests' order."""
