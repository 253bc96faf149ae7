"""Our own object: whether a kernel module is there, is loaded, and may be loaded.

From the module lists of the running kernel (depmod(8)), /proc/modules, and modprobe's configuration
(modprobe.d(5)): the directories in their order of precedence, a file hides one of the same name in
a later directory, the first `install` line for a module counts.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from incisor.host import Host
from incisor.oval.dropins import dropins, text_of
from incisor.oval.item import Gap, Item, Query

DIRECTORIES = (
    "/etc/modprobe.d",
    "/run/modprobe.d",
    "/usr/local/lib/modprobe.d",
    "/usr/lib/modprobe.d",
    "/lib/modprobe.d",
)

_FILE = re.compile(r"([^/\s]+)\.ko(?:\.\w+)?$")
_NOTHING = re.compile(r"(?:/usr)?/bin/(?:false|true)\b")


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """One item for each name asked for, whether such a module exists or not."""
    names = query.literals("name")
    if names is None:
        yield Gap("kernelmodule objects name their modules", error=True)
        return
    directory = f"/lib/modules/{host.uname().release}"
    available = _files(text_of(host, f"{directory}/modules.dep"))
    builtin = _files(text_of(host, f"{directory}/modules.builtin"))
    loaded = {line.split()[0] for line in text_of(host, "/proc/modules").splitlines() if line}
    commands = tuple(_commands(host))
    for name in names:
        plain = name.replace("-", "_")
        denied = any(verb == "blacklist" and plain == what for verb, what, _ in commands)
        disabled = _disabled(plain, commands)
        is_there, is_builtin = plain in available, plain in builtin
        yield Item(
            {
                "name": name,
                "available": is_there,
                "builtin": is_builtin,
                "loaded": plain in loaded,
                "denied": denied,
                "install_disabled": disabled,
                "loadable": is_there and not is_builtin and not disabled,
            }
        )


def _files(text: str) -> frozenset[str]:
    """Names of the modules that the lines of modules.dep or modules.builtin begin with."""
    paths = (line.partition(":")[0].strip() for line in text.splitlines())
    return frozenset(m[1].replace("-", "_") for path in paths if (m := _FILE.search(path)))


def _commands(host: Host) -> Iterator[tuple[str, str, str]]:
    """(verb, module, rest) of every line."""
    for path in dropins(host, DIRECTORIES, ".conf"):
        for line in text_of(host, path).replace("\\\n", " ").split("\n"):
            words = line.split(None, 2)
            if len(words) >= 2 and words[0] in ("blacklist", "install"):
                yield words[0], words[1].replace("-", "_"), words[2] if len(words) > 2 else ""


def _disabled(name: str, commands: tuple[tuple[str, str, str], ...]) -> bool:
    installs = (
        rest for verb, what, rest in commands if verb == "install" and fnmatchcase(name, what)
    )
    return bool(_NOTHING.match(next(installs, "")))
