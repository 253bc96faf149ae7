"""SCAP content as one scan needs it, kept between scans under the file's digest.

Reading tens of megabytes of XML takes longer than most scans. What is kept is the closure of one
profile. The directory must be the caller's own and closed to others; and what is loaded can only
become the records of content, so that not even a forged file could run anything. Beside it is what
patterns compile to, which takes longer than most of what is done with them.
"""

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO, Final

from msgspec import DecodeError, Struct, msgpack

from incisor import __version__
from incisor.oval import patterns
from incisor.oval.model import Record
from incisor.scap import content, locations, resolve, xccdf
from incisor.scap.closure import closure, trimmed
from incisor.scap.content import Content
from incisor.scap.resolve import Resolution
from incisor.scap.xml import ContentError

FORMAT: Final = 8
"""Grows with every change of the records that is not one of the version."""

MAX_KEPT: Final = 32
"""Profiles that are kept, the least recently written go first: some 50 MB."""

PATTERNS: Final = "patterns.compiled"
"""The file with what patterns compile to, of all contents together: under a megabyte."""


class Choice(Struct, frozen=True):
    """Which part of a content: a profile by id or ending, a tailoring file, single rules."""

    profile: str = ""
    tailoring: str | None = None
    rules: tuple[str, ...] = ()


class Prepared(Record, frozen=True):
    """What a scan evaluates; `rules` are the ids of the chosen ones, none for all."""

    content: Content
    resolution: Resolution
    rules: frozenset[str]


def prepare(path: str, choice: Choice, directory: str | None) -> Prepared:
    """The content of a file, from `directory` if it was read before (None keeps nothing).

    Raises ContentError, and OSError if a file cannot be read.
    """
    place = _place(path, choice, directory) if directory else None
    kept = _load(place) if place else None
    if kept is not None:
        return kept
    made = _read(path, choice)
    if place:
        _store(place, made)
    return made


def recall_patterns(directory: str) -> None:
    """Have patterns that earlier scans compiled at hand."""
    try:
        if _is_private(directory):
            patterns.recall(_programs(os.path.join(directory, PATTERNS)))
    except (OSError, DecodeError):  # compiling them again is right
        return


def _programs(place: str) -> patterns.Programs:
    with open(place, "rb") as file:
        kept = msgpack.decode(file.read(), type=_Compiled)
    return {
        key: tuple(program) for key, program in kept.programs if kept.version == patterns.VERSION
    }


def keep_patterns(directory: str) -> None:
    """Keep what this scan had to compile."""
    learnt = patterns.learnt()
    if learnt and _is_private(directory):
        made = _Compiled(patterns.VERSION, list(learnt.items()))
        _write(os.path.join(directory, PATTERNS), made)


class _Compiled(Struct):
    version: str
    programs: list[tuple[patterns.Key, Sequence[Any]]]


def opened(path: str) -> BinaryIO:
    """A content's file, to be read."""
    return open(path, "rb")


def _read(path: str, choice: Choice) -> Prepared:
    try:
        with open(path, "rb") as source:
            read = content.read(source, path)
    except ContentError as error:
        raise locations.located(error, partial(opened, path), path) from None
    resolution = resolve.resolve(read.benchmark, choice.profile, _tailoring(choice.tailoring))
    rules = resolve.rule_ids(resolution, choice.rules)
    return Prepared(closure(read, resolution, rules), trimmed(resolution, rules), rules)


def _tailoring(path: str | None) -> Mapping[str, xccdf.Profile] | None:
    if path is None:
        return None
    with open(path, "rb") as source:
        return content.read_tailoring(source, path)


def _place(path: str, choice: Choice, directory: str) -> str | None:
    """Where this choice of this content is kept; None if the directory is not safe to use."""
    if not _is_private(directory):
        return None
    parts = (FORMAT, __version__, path, _digest(path), choice.profile, choice.rules)
    tailoring = _digest(choice.tailoring) if choice.tailoring else ""
    key = hashlib.sha256(repr((*parts, tailoring)).encode("utf-8", "surrogateescape"))
    return os.path.join(directory, key.hexdigest() + ".parsed")


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def why_unused(directory: str) -> str:
    """Why nothing is kept in, or loaded from, a directory; empty if it is used. Makes it if it is
    not there."""
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        status = os.lstat(directory)
    except OSError as error:
        return f"cannot be made: {error.strerror}"
    if not stat.S_ISDIR(status.st_mode):
        return "is a link, and no directory"
    if status.st_uid != os.geteuid():
        return "belongs to another user"
    open_to_others = status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return f"is open to others (mode {stat.S_IMODE(status.st_mode):04o})" if open_to_others else ""


def _is_private(directory: str) -> bool:
    return not why_unused(directory)


def _load(place: str) -> Prepared | None:
    """What is kept there; None if there is nothing that can be used."""
    try:
        with open(place, "rb") as file:
            return msgpack.decode(file.read(), type=Prepared)
    except (OSError, DecodeError):  # reading the content again is right
        return None


def _store(place: str, made: Prepared) -> None:
    _write(place, made)
    _forget_oldest(os.path.dirname(place))


def _write(place: str, made: Prepared | _Compiled) -> None:
    """Put it there whole or not at all. A full disk only costs the next scan some time."""
    try:
        encoded = msgpack.encode(made)
        fresh = f"{place}.{os.getpid()}"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(encoded)
        os.replace(fresh, place)
    except (OSError, UnicodeEncodeError):  # the latter: a path that is not UTF-8
        return


def _forget_oldest(directory: str) -> None:
    entries = [entry for entry in os.scandir(directory) if entry.name.endswith(".parsed")]
    entries.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[MAX_KEPT:]:
        os.unlink(entry.path)
