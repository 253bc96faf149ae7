"""Benchmarks as commands name them: by id, by the end of an id, by digest, or by a file's path."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from incisor import content
from incisor.benchmark import BenchmarkError
from incisor.benchmark.faults import suggestion
from incisor.cli.output import Fault, plain
from incisor.content import Catalogue, Library, intake
from incisor.content.files import NoBenchmarkError
from incisor.content.listing import Known, Listing
from incisor.scap.xml import ContentError

SHORTEST_DIGEST: Final = 8

_OPTIONS: Sequence[Callable[[Any], Any]] = (
    click.option(
        "--data-dir",
        type=click.Path(path_type=Path),
        help="A service's data directory: its catalogue, not only what is bundled.",
    ),
    click.option("--database", help="That service's database URL, if it has one."),
)


def catalogue_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--data-dir` and `--database`, of which it needs neither."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def library(data_dir: Path | None, database: str | None) -> Library:
    """What a service knows; without one, what is bundled. Raises Fault."""
    if data_dir is None and database is None:
        return Library(Catalogue.bundled())
    # The service's packages may not be installed where nobody names a service.
    from incisor.cli.database import opened
    from incisor.dispatch import holdings

    with opened(data_dir, database) as store:
        return store.read_now(holdings.library)


def packed(data_dir: Path | None, database: str | None, listing: Listing) -> bytes:
    """The content of an imported benchmark, as a service keeps it. Raises Fault."""
    from incisor.cli.database import opened
    from incisor.store import contents

    with opened(data_dir, database) as store:
        found = store.read_now(lambda conn: contents.packed(conn, listing.sha256))
    assert found is not None  # contents are never deleted
    return found


def is_path(name: str) -> bool:
    """Whether a file is meant, and no id."""
    return os.sep in name or os.path.exists(name)


def known(name: str, data_dir: Path | None, database: str | None) -> Known:
    """The benchmark that is meant. Raises Fault."""
    return in_file(name) if is_path(name) else named(library(data_dir, database), name)


def named(catalogue: Library, name: str) -> Known:
    """The benchmark of that id, end of an id, or digest. Raises Fault."""
    found = catalogue.get(name)
    if found is not None:
        return found
    every = list(_every(catalogue))
    meant = [each for each in every if _is_meant(each, name)]
    if len({each.id for each in meant}) == 1:
        return meant[0]
    if meant:
        ids = ", ".join(f"{each.id} {each.version} ({each.sha256[:12]})" for each in meant)
        raise Fault(f"{name} is the end of several benchmarks' ids.", f"Name one: {ids}")
    advice = suggestion(name, list(dict.fromkeys(each.id for each in every)))
    raise Fault(f"There is no benchmark {name}.", advice[0].upper() + advice[1:])


def in_file(path: str) -> Known:
    """The one benchmark in a file. Raises Fault."""
    with read_faults(path):
        if intake.is_benchmark(path):
            return content.read(path)
        found = [each for each in intake.taken(path) if isinstance(each, intake.Taken)]
    if len(found) != 1:
        raise Fault(f"{path} holds {len(found)} benchmarks.", "Name a file with one of them.")
    return found[0].listing


@contextmanager
def read_faults(path: str) -> Iterator[None]:
    """Whatever is wrong with a file becomes a Fault."""
    try:
        yield
    except BenchmarkError as error:
        raise Fault(f"{path} is not a sound benchmark:", str(error)) from None
    except ContentError as error:
        said = plain(str(error))
        raise Fault(f"The content cannot be used: {said}", "docs/scap.md has the rules.") from None
    except NoBenchmarkError as error:
        raise Fault(str(error), "Name a benchmark file, or a directory that holds one.") from None
    except OSError as error:
        raise Fault(f"{path} cannot be read: {error.strerror}.", "Name another path.") from None


def _every(catalogue: Library) -> Iterator[Known]:
    yield from catalogue.list()
    yield from (each.listing for each in catalogue.imported if not each.in_use)


def _is_meant(benchmark: Known, name: str) -> bool:
    by_digest = len(name) >= SHORTEST_DIGEST and benchmark.sha256.startswith(name)
    return by_digest or benchmark.id.lower().endswith("_" + name.lower())
