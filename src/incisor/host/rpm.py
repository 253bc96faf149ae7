"""The RPM database, as rpm(8) tells it: its own formats are binary, and have changed three times.

rpm is only ever asked with fixed arguments, and never to run a package's scripts.
"""

import os
import zlib
from collections.abc import Iterator

from incisor.host import Package, PackagedFile
from incisor.host.commands import ENVIRONMENT, output

TIMEOUT = 120.0
"""Seconds for the files of all packages: some hundred thousand on a large host."""

MAX_TEXT = 512 * 1024 * 1024
"""Bytes that rpm may say of all files; a large host has forty million."""

PROGRAMS = ("/usr/bin/rpm", "/bin/rpm")
DATABASES = ("var/lib/rpm", "usr/lib/sysimage/rpm")

_PACKAGE = ("NAME", "ARCH", "EPOCH", "VERSION", "RELEASE")
_SIGNED = r"%{RSAHEADER:pgpsig}\t%|VERIFYSCRIPT?{1}:{0}|\n"
_FILE = (
    *("FILENAMES", "FILEMODES", "FILESIZES", "FILEMTIMES", "FILEDIGESTS", "=FILEDIGESTALGO"),
    *("FILELINKTOS", "FILEUSERNAME", "FILEGROUPNAME", "FILEFLAGS", "FILEVERIFYFLAGS"),
    *("FILESTATES", "FILECAPS"),
)
_PACKAGES = "".join(rf"%{{{name}}}\t" for name in _PACKAGE) + _SIGNED
_ONCE = (f"%{{={name}}}" for name in _PACKAGE)
_FILES = "[" + r"\t".join((*_ONCE, *(f"%{{{name}}}" for name in _FILE))) + r"\n]"
_NUMBERS = (1, 2, 3, 5, 9, 10, 11)
"""Which of a file's fields are numbers."""

_UNMET = "Unsatisfied dependencies for "


def query_rpms(root: str) -> tuple[Package, ...]:
    """Installed packages; empty if there is no database. Raises OSError if rpm is missing or
    fails."""
    program = _program(root)
    return parse_rpms(output([*program, "-qa", "--qf", _PACKAGES])) if program else ()


def parse_rpms(text: str) -> tuple[Package, ...]:
    """One package a line; `(none)` stands for an absent value, and becomes empty text."""
    packages = []
    for line in text.splitlines():
        fields = ["" if part == "(none)" else part for part in line.split("\t")]
        if len(fields) == len(Package._fields):
            name, arch, epoch, version, release, signature, scripted = fields
            key = signature.rpartition("Key ID ")[2]
            packages.append(Package(name, arch, epoch, version, release, key, scripted == "1"))
    return tuple(packages)


def query_unmet(root: str) -> frozenset[str]:
    """Packages that need what is not there, by their full names. Raises OSError."""
    program = _program(root)
    if not program:
        return frozenset()
    verify = ("--nofiles", "--noscripts", "--nodigest", "--nosignature")
    text = output([*program, "--verify", "--all", *verify], statuses=(0, 1))
    return frozenset(
        line.removeprefix(_UNMET).rstrip(":")
        for line in text.splitlines()
        if line.startswith(_UNMET)
    )


class Files:
    """What rpm said of all files, compressed: a tenth of the text, and nothing grows with it."""

    def __init__(self, root: str) -> None:
        program = _program(root)
        self._text = _compressed([*program, "-qa", "--qf", _FILES]) if program else b""

    def __iter__(self) -> Iterator[PackagedFile]:
        """Each file as its line is come to."""
        unpack, rest = zlib.decompressobj(), b""
        for at in range(0, len(self._text), 1 << 14):
            *lines, rest = (rest + unpack.decompress(self._text[at : at + (1 << 14)])).split(b"\n")
            for line in lines:
                file = parse_file(line)
                if file is not None:
                    yield file


def parse_file(line: bytes) -> PackagedFile | None:
    """One line of the format; None if it is of another form."""
    fields = line.decode("utf-8", "surrogateescape").split("\t")
    if len(fields) != len(_PACKAGE) + len(_FILE):
        return None
    name, arch, epoch, version, release = fields[: len(_PACKAGE)]
    package = Package(name, arch, "" if epoch == "(none)" else epoch, version, release)
    file = ["" if field == "(none)" else field for field in fields[len(_PACKAGE) :]]
    try:
        numbers = {at: int(file[at] or 0) for at in _NUMBERS}
    except ValueError:
        return None
    path, _, _, _, digest, _, target, user, group, _, _, _, capabilities = file
    return PackagedFile(
        package, path, numbers[1] & 0xFFFF, numbers[2], numbers[3], digest, numbers[5], target,
        user, group, numbers[9], numbers[10], numbers[11], capabilities,
    )  # fmt: skip


def _program(root: str) -> list[str]:
    """How rpm is called for this root; empty if that has no database."""
    if not any(os.path.isdir(os.path.join(root, place)) for place in DATABASES):
        return []
    program = next(filter(os.path.exists, PROGRAMS), None)
    if program is None:
        raise FileNotFoundError("there is an RPM database, but no rpm program to read it")
    return [program, "--root", root]


def _compressed(command: list[str]) -> bytes:
    """A program's standard output, compressed as it comes. Raises OSError."""
    import subprocess  # most scans start no program, and it takes a while to load
    from threading import Timer

    pack, length, parts = zlib.compressobj(1), 0, []
    with subprocess.Popen(  # noqa: S603  # a fixed program by absolute path, fixed arguments
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        timer = Timer(TIMEOUT, process.kill)
        timer.start()
        try:
            while (chunk := process.stdout.read(1 << 16)) and length <= MAX_TEXT:
                length += len(chunk)
                parts.append(pack.compress(chunk))
        finally:
            timer.cancel()
            process.kill() if length > MAX_TEXT else None
    if process.returncode != 0:
        raise OSError(f"{command[0]} gave no answer about files")
    return b"".join((*parts, pack.flush()))
