"""Our own object: the lines of a PAM service's stacks, in the order in which they are asked.

The grammar is that of pam.conf(5); `@include` is Debian's, and takes in a file's lines of all
types.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from incisor.host import Host
from incisor.oval.dropins import names_in, text_of
from incisor.oval.item import Gap, Item, Query

DIRECTORIES = ("/etc/pam.d", "/usr/lib/pam.d")
"""A service's file in the first one counts."""

MAX_DEPTH = 32
"""Levels of include, as in libpam."""

_TYPES = frozenset({"auth", "account", "password", "session"})
_WORD = re.compile(r"\[(?:\\.|[^\]\\])*\]|\S+")


class _Line(NamedTuple):
    type: str
    control: str
    module: str
    arguments: tuple[str, ...]
    path: str
    number: int


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """Items of the asked services; `position` counts the lines of one type from 1."""
    for service in _services(query, host):
        positions = dict.fromkeys(_TYPES, 0)
        for line in _expanded(host, service, None, 0):
            positions[line.type] += 1
            yield Item(
                {
                    "service": service,
                    "type": line.type,
                    "module": line.module.rpartition("/")[2],
                    "control": line.control,
                    "arguments": line.arguments,
                    "position": positions[line.type],
                    "filepath": line.path,
                    "line": line.number,
                }
            )


def _services(query: Query, host: Host) -> tuple[str, ...]:
    names = query.literals("service")
    if names is None:
        listed = {name for place in DIRECTORIES for name in names_in(host, place)}
        return tuple(name for name in sorted(listed) if query.matches("service", name))
    return names


def _expanded(host: Host, service: str, only: str | None, depth: int) -> Iterator[_Line]:
    """Lines of a service's file with includes in place; `only` one type if that was asked for."""
    if depth > MAX_DEPTH or "\0" in service:
        return
    path = _path(host, service)
    for line in _lines(text_of(host, path), path):
        if line.control == "@include":
            yield from _expanded(host, line.module, only, depth + 1)
        elif only in (None, line.type):
            if line.control in ("include", "substack"):
                yield from _expanded(host, line.module, line.type, depth + 1)
            else:
                yield line


def _path(host: Host, service: str) -> str:
    if service.startswith("/"):
        return service
    paths = [f"{directory}/{service}" for directory in DIRECTORIES]
    return next((path for path in paths if host.stat(path, follow=True)), paths[0])


def _lines(text: str, path: str) -> Iterator[_Line]:
    number, joined = 0, ""
    for number, raw in enumerate(text.split("\n"), 1):
        joined += raw.partition("#")[0]
        if joined.endswith("\\"):
            joined = joined[:-1] + " "
            continue
        words = _WORD.findall(joined)
        joined = ""
        line = _line(words, path, number)
        if line:
            yield line


def _line(words: list[str], path: str, number: int) -> _Line | None:
    if len(words) >= 2 and words[0] == "@include":
        return _Line("", "@include", words[1], (), path, number)
    if len(words) < 3 or words[0].removeprefix("-").lower() not in _TYPES:
        return None
    arguments = tuple(word[1:-1] if word[:1] == "[" else word for word in words[3:])
    kind = words[0].removeprefix("-").lower()
    return _Line(kind, words[1], words[2], arguments, path, number)
