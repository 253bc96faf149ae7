"""SCAP content as one scan needs it, kept between scans under the file's digest.

Reading tens of megabytes of XML takes longer than most scans. What is kept is the closure of one
profile. The directory must be the caller's own and closed to others; and what is loaded can only
become the records of content, so that not even a forged file could run anything.
"""

import hashlib
import io
import os
import pickle
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Final

from incisor import __version__
from incisor.oval import model
from incisor.scap import content, resolve, xccdf
from incisor.scap.closure import closure, trimmed
from incisor.scap.content import Content
from incisor.scap.resolve import Resolution, Selected

FORMAT: Final = 1
"""Grows with every change of the records that is not one of the version."""

MAX_KEPT: Final = 32
"""Profiles that are kept, the least recently written go first: some 50 MB."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which part of a content: a profile by id or ending, a tailoring file, single rules."""

    profile: str = ""
    tailoring: str | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
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


def _read(path: str, choice: Choice) -> Prepared:
    with open(path, "rb") as source:
        read = content.read(source, path)
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


def _is_private(directory: str) -> bool:
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        status = os.lstat(directory)
    except OSError:
        return False
    own = status.st_uid == os.geteuid() and stat.S_ISDIR(status.st_mode)
    return own and not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _load(place: str) -> Prepared | None:
    """What is kept there; None if there is nothing that can be used."""
    try:
        with open(place, "rb") as file:
            kept = _Unpickler(file).load()
    except FileNotFoundError:
        return None
    except Exception:  # whatever is wrong with it, reading the content again is right
        return None
    return kept if isinstance(kept, Prepared) else None


def _store(place: str, made: Prepared) -> None:
    """Put it there whole or not at all. A full disk only costs the next scan some time."""
    directory = os.path.dirname(place)
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(made)
    try:
        with tempfile.NamedTemporaryFile(dir=directory, delete=False) as file:
            file.write(buffer.getbuffer())
        os.replace(file.name, place)
        _forget_oldest(directory)
    except OSError:
        return


def _forget_oldest(directory: str) -> None:
    entries = [entry for entry in os.scandir(directory) if entry.name.endswith(".parsed")]
    entries.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[MAX_KEPT:]:
        os.unlink(entry.path)


RECORDS: Final[Mapping[tuple[str, str], type]] = {
    (kind.__module__, kind.__qualname__): kind
    for kind in (
        *(each for module in (model, xccdf) for each in vars(module).values()),
        *(Content, Prepared, Resolution, Selected, frozenset),
    )
    if isinstance(kind, type)
    and (is_dataclass(kind) or kind is frozenset or issubclass(kind, Enum))
}
"""All that may be made of a kept file."""


class _Pickler(pickle.Pickler):
    """Writes records as calls of their classes, which load several times faster than states."""

    def reducer_override(self, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, each.name) for each in fields(value))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        try:
            return RECORDS[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no record of content") from None
