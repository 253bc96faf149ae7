"""The grammars of configuration files, as functions from text to assignments. Pure.

Each follows the manual page that its docstring names. What is not an assignment is passed over, as
the programs do or should.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Assignment(NamedTuple):
    """One line that sets something. `section` is empty where the format has none."""

    line: int
    key: str
    value: str
    section: str = ""


_SSH = re.compile(r"([A-Za-z][A-Za-z0-9]*)(?:[ \t]*=[ \t]*|[ \t]+)(.*)")
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"|(\S+)')
_SYSCTL = re.compile(r"(-?)([^=\s]+)\s*(?:=\s*(.*))?$")
_APT = re.compile(r'//[^\n]*|#[^\n]*|/\*.*?\*/|"(?:[^"\\]|\\.)*"|[{};]|[^\s{};"]+', re.DOTALL)


_LINE = re.compile(r"\n")
_SYSTEMD_LINE = re.compile(r"\r\n|[\n\r\0]")
"""systemd ends a line at each of these; other programs at a line feed only."""


def _meaningful(
    text: str, comments: str = "#", ends: re.Pattern[str] = _LINE
) -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(ends.split(text), 1):
        line = raw.strip()
        if line and line[0] not in comments:
            yield number, line


def sshd(text: str) -> Iterator[Assignment]:
    """sshd_config(5): `Keyword arguments` or `Keyword=arguments`, arguments may be quoted."""
    for number, line in _meaningful(text):
        match = _SSH.match(line)
        if match:
            yield Assignment(number, match[1].lower(), " ".join(_arguments(match[2])))


def _arguments(text: str) -> Iterator[str]:
    """Words up to a comment; quotes are taken off."""
    for match in _QUOTED.finditer(text):
        if match[2] and match[2].startswith("#"):
            return
        yield match[1] if match[1] is not None else match[2]


def sysctl(text: str) -> Iterator[Assignment]:
    """sysctl.d(5): `key = value` with / or . as separators.

    A `-` before the key only hides errors; a line with `-key` alone exempts the key from globs, and
    is given with the section "exempt".
    """
    for number, line in _meaningful(text, "#;", _SYSTEMD_LINE):
        match = _SYSCTL.match(line)
        if match is None:
            continue
        key = sysctl_key(match[2])
        if match[3] is not None:
            yield Assignment(number, key, " ".join(match[3].split()))
        elif match[1]:
            yield Assignment(number, key, "", "exempt")


def sysctl_key(key: str) -> str:
    """With dots: if the first separator is a slash, slashes and dots change places
    (sysctl.d(5))."""
    first = next((char for char in key if char in "./"), ".")
    return key.translate(str.maketrans("/.", "./")) if first == "/" else key


def words(text: str) -> Iterator[Assignment]:
    """login.defs(5), chrony.conf(5): `KEY value`."""
    for number, line in _meaningful(text, "#!;%"):
        key, _, value = line.partition("\t") if "\t" in line.split(" ")[0] else line.partition(" ")
        yield Assignment(number, key, value.strip())


def equations(text: str) -> Iterator[Assignment]:
    """auditd.conf(5), pwquality.conf(5), faillock.conf(5): `key = value`, or `key` alone as a
    flag."""
    for number, line in _meaningful(text):
        key, _, value = line.partition("#")[0].partition("=")
        yield Assignment(number, key.strip(), value.strip())


def shell(text: str) -> Iterator[Assignment]:
    """Files that shells source, such as /etc/default/useradd: `KEY=value`, possibly quoted."""
    for number, line in _meaningful(text):
        key, equals, value = line.removeprefix("export ").partition("=")
        if equals and key.strip() == key:
            yield Assignment(number, key, _unquoted(value))


def _unquoted(value: str) -> str:
    value = value.strip()
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        return value[1:end] if end > 0 else value[1:]
    return value.partition(" #")[0].strip()


def ini(text: str) -> Iterator[Assignment]:
    """systemd.syntax(7): sections, `Key=value`, lines continued by a backslash."""
    section, pending, first = "", "", 0
    for number, raw in enumerate(_SYSTEMD_LINE.split(text), 1):
        line = raw.strip()
        if line[:1] in ("#", ";") or not (line or pending):
            continue
        first = first if pending else number
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        line, pending = pending + line, ""
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif "=" in line:
            key, _, value = line.partition("=")
            yield Assignment(first, key.strip(), value.strip(), section)


def apt(text: str) -> Iterator[Assignment]:
    """apt.conf(5): `A::B "value";` and nested `A { B "value"; };`. Keys are given in lower case."""
    scopes: list[str] = []
    pending: list[str] = []
    for match in _APT.finditer(text):
        piece = match[0]
        if piece.startswith(("//", "#", "/*")):
            continue
        if piece == "{":
            scopes.append("::".join(part for part in pending if part))
            pending = []
        elif piece == "}":
            del scopes[-1:]
            pending = []
        elif piece == ";":
            if len(pending) > 1:
                key = "::".join([*filter(None, scopes), pending[0]])
                line = text.count("\n", 0, match.start()) + 1
                yield Assignment(line, key.lower(), pending[-1].strip('"'))
            pending = []
        else:
            pending.append(piece)


def directives(text: str) -> Iterator[Assignment]:
    """rsyslog.conf(5)'s legacy directives: `$Name value`, names in any case."""
    for number, line in _meaningful(text):
        if line.startswith("$"):
            key, _, value = line[1:].partition(" ")
            yield Assignment(number, key.lower(), value.strip())


def separated(text: str, separator: str) -> Iterator[Assignment]:
    """Any file of `key SEPARATOR value`; a blank separator is any white space. Quotes are taken
    off."""
    for number, line in _meaningful(text, "#;"):
        key, found, value = line.partition(separator.strip()) if separator.strip() else _split(line)
        if found:
            yield Assignment(number, key.strip(), _unquoted(value))


def _split(line: str) -> tuple[str, str, str]:
    parts = line.split(None, 1)
    return parts[0], " ", parts[1] if len(parts) > 1 else ""
