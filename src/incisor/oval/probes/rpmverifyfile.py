"""linux-def:rpmverifyfile_object -> linux-sys:rpmverifyfile_item: files against the RPM database.

What rpm --verify compares (rpmfilesVerify in librpm) is compared here with what the host says, so
that only files that are asked for are looked at, and only those read whose digest is. A file that
is gone has every comparison "not performed", as oscap has it.
"""

import stat
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from incisor.host import FileStat, Host, PackagedFile
from incisor.oval.accounts import local_names
from incisor.oval.item import FieldValue, Item, Problem, Query

DIGEST, SIZE, TARGET, USER, GROUP, MTIME, MODE, DEVICE, CAPABILITIES = (1 << n for n in range(9))
"""rpmVerifyAttrs_e."""

CONFIG, DOC, GHOST, LICENSE, README = 1, 1 << 1, 1 << 6, 1 << 7, 1 << 8
"""rpmfileAttrs_e."""

NORMAL = 0
"""rpmfileState_e: files in any other state were not installed, and always pass."""

FIELDS: Mapping[str, int] = {
    "size_differs": SIZE,
    "mode_differs": MODE,
    "md5_differs": DIGEST,
    "filedigest_differs": DIGEST,
    "device_differs": DEVICE,
    "link_mismatch": TARGET,
    "ownership_differs": USER,
    "group_differs": GROUP,
    "mtime_differs": MTIME,
    "capabilities_differ": CAPABILITIES,
}
KINDS: Mapping[str, int] = {
    "configuration_file": CONFIG,
    "documentation_file": DOC,
    "ghost_file": GHOST,
    "license_file": LICENSE,
    "readme_file": README,
}
OMITTED: Mapping[str, int] = {
    "nolinkto": TARGET,
    "nomd5": DIGEST,
    "nofiledigest": DIGEST,
    "nosize": SIZE,
    "nouser": USER,
    "nogroup": GROUP,
    "nomtime": MTIME,
    "nomode": MODE,
    "nordev": DEVICE,
    "nocaps": CAPABILITIES,
}
SKIPPED: Mapping[str, int] = {"noconfigfiles": CONFIG, "noghostfiles": GHOST}
"""Behaviors, by what they leave out: comparisons, and kinds of files."""

CAPABILITY = "security.capability"

ALGORITHMS = {1: "md5", 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224"}
"""RFC 9580, 9.5, and hashlib's names."""

ENTITIES = ("name", "arch", "version", "release")


class _Names(NamedTuple):
    users: Mapping[int, str]
    groups: Mapping[int, str]


def collect(query: Query, host: Host) -> Iterator[Item]:
    """An item for each file that is asked for."""
    omitted = sum({OMITTED[name] for name in query.behaviors.flags if name in OMITTED})
    skipped = sum(SKIPPED[name] for name in query.behaviors.flags if name in SKIPPED)
    names = _Names(*local_names(host))
    for file in host.packaged_files():
        if file.flags & skipped or not query.matches("filepath", file.path):
            continue
        if all(query.matches(name, getattr(file.package, name)) for name in ENTITIES):
            yield _item(file, omitted, host, names)


def _item(file: PackagedFile, omitted: int, host: Host, names: _Names) -> Item:
    package = file.package
    fields: dict[str, FieldValue] = {
        "name": package.name,
        "epoch": package.epoch or "(none)",
        "version": package.version,
        "release": package.release,
        "arch": package.arch,
        "filepath": file.path,
        "extended_name": (
            f"{package.name}-{package.epoch or '0'}:{package.version}-{package.release}"
            f".{package.arch}"
        ),
        **{name: bool(file.flags & bit) for name, bit in KINDS.items()},
    }
    status = _status(file, host)
    differing, unknown = (0, 0) if status is None else _compared(file, status, omitted, host, names)
    problems = {}
    for name, bit in FIELDS.items():
        if bit & unknown:
            problems[name] = Problem("device numbers and capabilities are not read")
        elif status is None or bit & omitted:
            fields[name] = "not performed"
        else:
            fields[name] = "fail" if bit & differing else "pass"
    return Item(fields, problems)


def _status(file: PackagedFile, host: Host) -> FileStat | None:
    """What is there. In place of a directory its owner, or root, may have put a link to one."""
    status = host.stat(file.path)
    if status is not None and stat.S_ISDIR(file.mode) and stat.S_ISLNK(status.mode):
        behind = host.stat(file.path, follow=True)
        if behind and stat.S_ISDIR(behind.mode) and status.uid in (0, behind.uid):
            return behind
    return status


def _compared(
    file: PackagedFile, status: FileStat, omitted: int, host: Host, names: _Names
) -> tuple[int, int]:
    """What differs of what can be compared, and what cannot be known."""
    if file.state != NORMAL:
        return 0, 0
    wanted = file.verified & ~omitted & ~(MODE if stat.S_ISLNK(status.mode) else TARGET)
    if not stat.S_ISREG(status.mode):
        wanted &= ~(DIGEST | SIZE | MTIME | CAPABILITIES)
    if file.flags & GHOST:
        wanted &= ~(DIGEST | SIZE | MTIME | TARGET)
    differing = sum(
        bit for bit, differs in BY_STATUS.items() if wanted & bit and differs(file, status, names)
    ) + sum(bit for bit, differs in BY_HOST.items() if wanted & bit and differs(file, host))
    device = stat.S_ISCHR(status.mode) or stat.S_ISBLK(status.mode)
    unread = (DEVICE if device else 0) | (CAPABILITIES if _has_capabilities(file) else 0)
    return differing, unread & wanted & ~differing


def _mode(file: PackagedFile, status: FileStat, _: _Names) -> bool:
    """Of what the package does not bring itself, the type may be another."""
    compared = 0o7777 if file.flags & GHOST else 0o177777
    return (file.mode ^ status.mode) & compared != 0


def _device(file: PackagedFile, status: FileStat, _: _Names) -> bool:
    """Whether it is a device at all; device numbers are not read."""
    return any(is_(file.mode) != is_(status.mode) for is_ in (stat.S_ISCHR, stat.S_ISBLK))


def _digest(file: PackagedFile, host: Host) -> bool:
    algorithm = ALGORITHMS.get(file.algorithm or 1)
    return algorithm is None or host.digest(file.path, algorithm) != file.digest


def _capabilities(file: PackagedFile, host: Host) -> bool:
    """Whether it has any; which, is not read."""
    return _has_capabilities(file) != (host.attribute(file.path, CAPABILITY) is not None)


def _has_capabilities(file: PackagedFile) -> bool:
    return bool(file.capabilities.strip("="))


BY_STATUS: Mapping[int, Callable[[PackagedFile, FileStat, _Names], bool]] = {
    SIZE: lambda file, status, _: status.size != file.size,
    MODE: _mode,
    DEVICE: _device,
    USER: lambda file, status, names: names.users.get(status.uid) != file.user,
    GROUP: lambda file, status, names: names.groups.get(status.gid) != file.group,
    MTIME: lambda file, status, _: int(status.modified) != file.modified,
}
BY_HOST: Mapping[int, Callable[[PackagedFile, Host], bool]] = {
    DIGEST: _digest,
    TARGET: lambda file, host: host.readlink(file.path) != file.target,
    CAPABILITIES: _capabilities,
}
"""Whether a file differs in that, by what is read of it."""
