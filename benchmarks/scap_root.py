"""The root that both sides look at: a minimal Debian, with as many more files as asked for."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import fleet
from measure import Run, measured

TOOLS = Path(__file__).parent.parent / "tools"
sys.path.insert(0, str(TOOLS))

import roots  # noqa: E402  # tools are no package

PROFILE: Final = "xccdf_org.ssgproject.content_profile_cis_level2_server"
IN_A_DIRECTORY: Final = 100
HOUR: Final = 3600
"""The longest that oscap may take, a million files included; measured: half of it."""


def incisor(stream: Path, scratch: Path, *more: str) -> list[str]:
    """The command, with parsed content kept in the scratch directory."""
    cache = scratch / "parsed"
    cache.mkdir(mode=0o700, exist_ok=True)
    return [
        *(fleet.INCISOR, "scan", "--content", str(stream), "--cache", str(cache)),
        *more,
    ]


def oscap(stream: Path, root: Path, *settings: str) -> Run:
    """One run of oscap, inside the root; settings are of its environment."""
    place = root / "var/tmp/bench-ds.xml"
    place.write_bytes(stream.read_bytes())
    command = f"timeout {HOUR} oscap xccdf eval --profile {PROFILE} /var/tmp/bench-ds.xml"
    inner = " ".join(["env", *settings, command])
    try:
        return measured(["unshare", "--mount", "sh", "-c", roots.inside(root, inner)])
    finally:
        place.unlink()


def find(root: Path) -> list[str]:
    """A search that stats every file and finds none."""
    return ["find", str(root), "-xdev", "-uid", "+99999"]


def count(root: Path) -> int:
    """Entries on the root's own file system. They are not held: a process that is measured counts
    the memory of the one that started it."""
    command = f"find '{root}' -xdev -printf x 2>/dev/null | wc -c"
    return int(subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, check=True).stdout)


@contextmanager
def grown(root: Path, files: int) -> Iterator[None]:
    """The root with so many more files below /srv, until the block ends."""
    directory = root / "srv/bench"
    shutil.rmtree(directory, ignore_errors=True)  # of a run that was killed
    _must_fit(root, files)
    try:
        populate(directory, files, 0o644)
        yield
    finally:
        shutil.rmtree(directory)


def populate(directory: Path, files: int, mode: int) -> None:
    """Empty files of that mode, a hundred a directory."""
    for number in range(files // IN_A_DIRECTORY):
        below = directory / str(number // 100) / str(number % 100)
        below.mkdir(parents=True)
        descriptor = os.open(below, os.O_DIRECTORY)
        for name in range(IN_A_DIRECTORY):
            file = os.open(str(name), os.O_CREAT | os.O_WRONLY, 0o600, dir_fd=descriptor)
            os.fchmod(file, mode)
            os.close(file)
        os.close(descriptor)


def _must_fit(root: Path, files: int) -> None:
    there = os.statvfs(root)
    needed = files + files // IN_A_DIRECTORY
    if there.f_favail < needed or there.f_bavail * there.f_frsize < needed * 512:
        sys.exit(
            f"{root} has no room for {files:,} more files: name another place with"
            " INCISOR_PARITY_CACHE"
        )
