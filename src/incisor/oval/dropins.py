"""Which files make up a program's configuration, and in which order it reads them.

Drop-in directories follow one rule nearly everywhere (systemd.unit(5), sysctl.d(5), modprobe.d(5)):
files are read in the order of their names, whatever the directory, and of two with one name that in
the earlier directory counts. A link to /dev/null or an empty file so hides one.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from incisor.host import Host


def dropins(host: Host, directories: Iterable[str], suffix: str) -> tuple[str, ...]:
    """Paths in reading order."""
    chosen: dict[str, str] = {}
    for directory in directories:
        for name in names_in(host, directory):
            if name.endswith(suffix) and not name.startswith("."):
                chosen.setdefault(name, f"{directory}/{name}")
    return tuple(chosen[name] for name in sorted(chosen))


def names_in(host: Host, directory: str) -> tuple[str, ...]:
    """Names, or nothing where there is no directory."""
    try:
        return host.list(directory)
    except (FileNotFoundError, NotADirectoryError):
        return ()


def text_of(host: Host, path: str) -> str:
    """A file's text, or nothing where there is no regular file. Raises PermissionError."""
    try:
        return host.read(path).decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""


def expand(host: Host, pattern: str) -> Iterator[str]:
    """Paths that match a glob(7) pattern, sorted; a path without special characters is itself."""
    if not _is_special(pattern):
        yield pattern
        return
    paths = [""]
    for part in (part for part in pattern.split("/") if part):
        paths = [f"{path}/{name}" for path in paths for name in _named(host, path, part)]
    yield from (path for path in paths if host.stat(path) is not None)


def _named(host: Host, directory: str, part: str) -> Iterator[str]:
    if not _is_special(part):
        yield part
        return
    for name in names_in(host, directory or "/"):
        if fnmatchcase(name, part) and (part.startswith(".") or not name.startswith(".")):
            yield name


def _is_special(text: str) -> bool:
    return any(char in text for char in "*?[")
