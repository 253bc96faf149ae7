"""Reads benchmark files, the bundled ones and a user's, and hands their bytes to the loader.

A bundle is a directory: benchmark.yaml first, then one file per chapter in the order of their
numbers. The order matters, because the benchmark's SHA-256 is over the files one after another.
"""

import os
from collections.abc import Iterator
from importlib.resources import as_file, files

from incisor.benchmark import Benchmark, Source, load_files

HEADING = "benchmark.yaml"
MAX_FILES = 200
"""Of one bundle; a benchmark has about ten chapters."""
MAX_BYTES = 2_000_000
"""Read of one file: more than the loader accepts, so that the loader says that it is too large."""


class NoBenchmarkError(ValueError):
    """A path where no benchmark can be: the message says what was expected."""


def bundled() -> Iterator[Benchmark]:
    """The benchmarks that come with the package, in the order of their names."""
    with as_file(files("incisor.benchmark") / "bundled") as directory:
        for name in sorted(os.listdir(directory)):
            yield read(os.path.join(directory, name))


def read(path: str) -> Benchmark:
    """The benchmark in a file, or in the .yaml files of a directory.

    Raises:
        BenchmarkError: with every fault of the files.
        NoBenchmarkError: a directory without benchmark.yaml, or with too many files.
        OSError: the path cannot be read.
    """
    return load_files(sources(path))


def sources(path: str) -> list[Source]:
    """The files of a benchmark, in their order. Raises NoBenchmarkError and OSError."""
    names = _names(path) if os.path.isdir(path) else [path]
    return [Source(name, _bytes(name)) for name in names]


def _names(directory: str) -> list[str]:
    names = [name for name in os.listdir(directory) if name.endswith(".yaml")]
    if HEADING not in names:
        raise NoBenchmarkError(f"{directory} holds no {HEADING}, which says what it is.")
    if len(names) > MAX_FILES:
        raise NoBenchmarkError(f"{directory} holds more than {MAX_FILES} .yaml files.")
    return [os.path.join(directory, name) for name in sorted(names, key=_place)]


def _place(name: str) -> tuple[bool, int, str]:
    """benchmark.yaml, then 2-services.yaml before 10-other.yaml, then what has no number."""
    number = name.partition("-")[0]
    return name != HEADING, int(number) if number.isdecimal() else 1_000_000, name


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(MAX_BYTES)
