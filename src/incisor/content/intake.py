"""What is to be imported: read, found to be sound, and packed, before any of it is kept."""

import os
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from incisor.benchmark import Benchmark, load_files
from incisor.content import archive, packing, streams
from incisor.content.files import sources
from incisor.content.listing import Check, Listing
from incisor.content.packing import Packer
from incisor.scap import content, xml
from incisor.scap.xml import ContentError

BEGINNING: Final = 64
"""Bytes in which an XML file shows that it is one."""


class Taken(NamedTuple):
    """A benchmark ready to be kept: what is said of it, and its content, packed."""

    listing: Listing
    packed: bytes
    size: int


class Useless(NamedTuple):
    """A data stream that is sound, but that no host could be scanned with, and why."""

    name: str
    reason: str


def taken(path: str, chosen: Mapping[int, str] | None = None) -> Iterator[Taken | Useless]:
    """What a path holds: a data stream, a zip file of some, or a benchmark of ours.

    `chosen` names the profiles for the levels. Raises ContentError, BenchmarkError,
    NoBenchmarkError and OSError.
    """
    if is_benchmark(path):
        yield _benchmark(path)
    elif is_xml(path):
        with open(path, "rb") as source:
            yield _listed(_read(source, path), chosen)
    else:
        yield from _zip(path, chosen)


def is_benchmark(path: str) -> bool:
    """Whether the path can only be a benchmark of ours: a directory, or neither XML nor zip."""
    return os.path.isdir(path) or not (is_xml(path) or archive.is_zip(path))


def is_xml(path: str) -> bool:
    """Whether the file begins as XML does."""
    with open(path, "rb") as file:
        return file.read(BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def of_benchmark(benchmark: Benchmark, file: str) -> Listing:
    """A benchmark of ours, as it is listed."""
    return Listing(
        id=benchmark.id,
        version=benchmark.version,
        title=benchmark.title,
        platforms=benchmark.platforms,
        profiles=dict(benchmark.profiles),
        chapters=dict(benchmark.chapters),
        checks={
            each.id: Check(
                each.id, each.level, each.title, each.description, each.remediation, each.automated
            )
            for each in benchmark.checks.values()
        },
        sha256=benchmark.sha256,
        format="yaml",
        file=file,
    )


class _Packing:
    """A source that is packed as it is read."""

    def __init__(self, source: xml.Source) -> None:
        self.packer = Packer()
        self.size = 0
        self._source = source

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self.packer.add(data)
        self.size += len(data)
        return data


class _Read(NamedTuple):
    content: content.Content
    packed: bytes
    size: int


def _read(source: xml.Source, name: str) -> _Read:
    packing_source = _Packing(source)
    read = content.read(packing_source, name)
    return _Read(read, packing_source.packer.packed(), packing_source.size)


def _listed(read: _Read, chosen: Mapping[int, str] | None) -> Taken:
    return Taken(streams.listed(read.content, chosen), read.packed, read.size)


def _zip(path: str, chosen: Mapping[int, str] | None) -> Iterator[Taken | Useless]:
    """Every stream must be sound; what has no profile or platform for us is named."""
    with archive.opened(path) as opened:
        for member in archive.streams(opened, path):
            with archive.stream(opened, member) as source:
                read = _read(source, f"{path}/{member.filename}")
            try:
                yield _listed(read, chosen)
            except ContentError as error:
                yield Useless(member.filename, str(error).partition(": ")[2])


def _benchmark(path: str) -> Taken:
    read = sources(path)
    benchmark = load_files(read)
    packer, whole = Packer(), packing.files(read)
    packer.add(whole)
    listing = of_benchmark(benchmark, os.path.basename(os.path.normpath(path)))
    return Taken(listing, packer.packed(), len(whole))
