"""Effective configuration: what a program would make of its files, by one literal table.

A key that no file sets has no value here: built-in defaults are the program's business, and a
benchmark that wants them says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import NamedTuple

from msgspec import Struct

from incisor.host import Host
from incisor.oval import grammars
from incisor.oval.dropins import dropins, expand, text_of
from incisor.oval.grammars import Assignment

FIRST, LAST, EACH = "first", "last", "each"
"""Which assignment of a key counts."""

SYSTEMD = ("/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd")
SYSCTL = (
    *("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d"),
    *("/usr/lib/sysctl.d", "/lib/sysctl.d"),
)
MAX_INCLUDES = 16
"""Levels of sshd's Include."""


class Setting(NamedTuple):
    """An assignment and the file it stands in."""

    key: str
    value: str
    filepath: str
    line: int
    section: str = ""


Files = Callable[[Host], Iterable[str]]
Grammar = Callable[[str], Iterator[Assignment]]


class Reader(Struct, frozen=True):
    """`files` in reading order, their grammar, and which assignment wins.

    `section`: only assignments of it. `each`: keys that accumulate although others do not.
    `folds`: how keys are brought into the form that the grammar gives. `resets`: an empty value
    takes a setting back.
    """

    files: Files
    grammar: Grammar
    wins: str = LAST
    section: str = ""
    each: frozenset[str] = frozenset()
    folds: Callable[[str], str] = str
    resets: bool = False
    assignments: "Callable[[Host, Reader], Iterator[Setting]] | None" = None


def _plain(host: Host, reader: Reader) -> Iterator[Setting]:
    """The files one after the other."""
    for path in reader.files(host):
        for number, key, value, section in reader.grammar(text_of(host, path)):
            if section in (reader.section, "exempt"):
                yield Setting(key, value, path, number, section)


def _sshd(host: Host, reader: Reader) -> Iterator[Setting]:
    for path in reader.files(host):
        yield from _sshd_file(host, path, 0)


def _sshd_file(host: Host, path: str, depth: int) -> Iterator[Setting]:
    """Include in place, relative to /etc/ssh; what follows a Match in its file is conditional."""
    if depth > MAX_INCLUDES:
        return
    for number, key, value, _ in grammars.sshd(text_of(host, path)):
        if key == "match":
            return
        if key != "include":
            yield Setting(SSHD_ALIASES.get(key, key), value, path, number)
            continue
        for pattern in value.split():
            where = pattern if pattern.startswith("/") else f"/etc/ssh/{pattern}"
            for included in expand(host, where):
                yield from _sshd_file(host, included, depth + 1)


SSHD_ALIASES: Mapping[str, str] = {
    "challengeresponseauthentication": "kbdinteractiveauthentication",
    "skeyauthentication": "kbdinteractiveauthentication",
    "pubkeyacceptedkeytypes": "pubkeyacceptedalgorithms",
    "hostbasedacceptedkeytypes": "hostbasedacceptedalgorithms",
    "keepalive": "tcpkeepalive",
    "dsaauthentication": "pubkeyauthentication",
}
"""Older names of keywords (OpenSSH 9.2)."""

SSHD_EACH = frozenset(
    (
        *("acceptenv", "allowgroups", "allowusers", "denygroups", "denyusers", "hostkey"),
        *("listenaddress", "permitlisten", "permitopen", "port", "setenv", "subsystem"),
    )
)


def _fold_sshd(key: str) -> str:
    return SSHD_ALIASES.get(key.lower(), key.lower())


def _only(*paths: str) -> Files:
    return lambda _host: paths


def _systemd(name: str) -> Files:
    """The first main file there is, then drop-ins (systemd-system.conf(5))."""

    def files(host: Host) -> Iterable[str]:
        main = (path for d in SYSTEMD if host.stat(path := f"{d}/{name}", follow=True))
        directories = [f"{directory}/{name}.d" for directory in SYSTEMD]
        return (*(path for path, _ in zip(main, range(1), strict=False)),
                *dropins(host, directories, ".conf"))  # fmt: skip

    return files


def _sysctl_files(host: Host) -> Iterable[str]:
    """systemd-sysctl's order, then /etc/sysctl.conf as procps reads it at boot (`--system`)."""
    return (*dropins(host, SYSCTL, ".conf"), "/etc/sysctl.conf")


def _with_dropins(before: str, main: str) -> Files:
    return lambda host: (*dropins(host, (before,), ".conf"), main)


def _apt_files(host: Host) -> Iterable[str]:
    """apt.conf(5): parts in their order, then the main file."""
    directory = "/etc/apt/apt.conf.d"
    names = [(path, path.rpartition("/")[2]) for path in dropins(host, (directory,), "")]
    parts = [path for path, name in names if name.endswith(".conf") or "." not in name]
    return (*parts, "/etc/apt/apt.conf")


def _rsyslog_files(host: Host) -> Iterable[str]:
    return ("/etc/rsyslog.conf", *dropins(host, ("/etc/rsyslog.d",), ".conf"))


def _chrony_files(host: Host) -> Iterable[str]:
    extra = dropins(host, ("/etc/chrony/conf.d",), ".conf")
    return ("/etc/chrony/chrony.conf", *extra,
            *dropins(host, ("/etc/chrony/sources.d",), ".sources"))  # fmt: skip


def _ini(name: str, section: str) -> Reader:
    return Reader(_systemd(name), grammars.ini, section=section, resets=True)


READERS: Mapping[str, Reader] = {
    "sshd": Reader(
        _only("/etc/ssh/sshd_config"),
        grammars.sshd,
        FIRST,
        each=SSHD_EACH,
        folds=_fold_sshd,
        assignments=_sshd,
    ),
    "sysctl": Reader(_sysctl_files, grammars.sysctl, folds=grammars.sysctl_key),
    "login.defs": Reader(_only("/etc/login.defs"), grammars.words),
    "useradd": Reader(_only("/etc/default/useradd"), grammars.shell),
    "adduser": Reader(_only("/etc/adduser.conf"), grammars.shell),
    "pwquality": Reader(
        _with_dropins("/etc/security/pwquality.conf.d", "/etc/security/pwquality.conf"),
        grammars.equations,
    ),
    "faillock": Reader(_only("/etc/security/faillock.conf"), grammars.equations),
    "pwhistory": Reader(_only("/etc/security/pwhistory.conf"), grammars.equations),
    "journald": _ini("journald.conf", "Journal"),
    "journal-upload": _ini("journal-upload.conf", "Upload"),
    "coredump": _ini("coredump.conf", "Coredump"),
    "logind": _ini("logind.conf", "Login"),
    "timesyncd": _ini("timesyncd.conf", "Time"),
    "systemd": _ini("system.conf", "Manager"),
    "resolved": _ini("resolved.conf", "Resolve"),
    "auditd": Reader(_only("/etc/audit/auditd.conf"), grammars.equations, folds=str.lower),
    "apt": Reader(_apt_files, grammars.apt, folds=str.lower),
    "rsyslog": Reader(_rsyslog_files, grammars.directives, folds=str.lower),
    "chrony": Reader(_chrony_files, grammars.words, EACH),
}
"""Source → files in reading order, grammar, and which assignment counts."""


def keyvalue(path: str, separator: str) -> Reader:
    """The reader of the source `keyvalue`: one file, the last assignment counts."""
    return Reader(_only(path), partial(grammars.separated, separator=separator))


def effective(host: Host, reader: Reader) -> Mapping[str, tuple[Setting, ...]]:
    """Every key that is set, with the settings that count (more than one only for keys that
    accumulate).
    """
    result: dict[str, tuple[Setting, ...]] = {}
    for setting in (reader.assignments or _plain)(host, reader):
        key = reader.folds(setting.key)
        if reader.resets and not setting.value:
            result.pop(key, None)
        elif reader.wins == EACH or key in reader.each:
            result[key] = (*result.get(key, ()), setting)
        elif reader.wins == LAST or key not in result:
            result[key] = (setting,)
    return result


def lookup(settings: Mapping[str, tuple[Setting, ...]], key: str) -> tuple[Setting, ...]:
    """Settings of one key. One that is set by its name comes before globs (sysctl.d(5))."""
    exact = settings.get(key, ())
    if exact:
        return tuple(setting for setting in exact if setting.section != "exempt")
    globs = [s for pattern, s in settings.items() if "*" in pattern and fnmatchcase(key, pattern)]
    return globs[-1] if globs else ()
