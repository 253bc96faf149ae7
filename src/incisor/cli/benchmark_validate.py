"""`incisor benchmarks validate`: whether a benchmark of one's own, or SCAP content, is sound."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import IO

import click

from incisor import content
from incisor.benchmark import BenchmarkError
from incisor.cli.output import Fault, plain
from incisor.content import archive, intake, streams
from incisor.content.files import NoBenchmarkError
from incisor.scap import content as scap_content
from incisor.scap import references
from incisor.scap.xml import ContentError


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
def validate(paths: tuple[str, ...]) -> None:
    """Validate benchmarks: each PATH is a file, or a directory with a benchmark.yaml.

    SCAP source data streams (or a zip file of several) are validated too: that they can be read,
    and that all they refer to is there. Prints every fault with file and line, and of SCAP content
    the element; exits with 2 if there is one.
    """
    sound = [_validated(path) for path in paths]
    if not all(sound):
        raise Fault(
            "Not every benchmark is sound.",
            "docs/benchmark-language.md has the rules of ours, docs/scap.md those of SCAP content.",
        )


def _validated(path: str) -> bool:
    try:
        if intake.is_benchmark(path):
            return _benchmark(path)
        if archive.is_zip(path):
            return _zip(path)
        return _stream(path, lambda: open(path, "rb"))
    except (BenchmarkError, ContentError) as error:
        click.echo(_lines(str(error)), err=True)
        return False
    except NoBenchmarkError as error:
        raise Fault(str(error), "Name a benchmark file, or a directory that holds one.") from None
    except OSError as error:
        raise Fault(f"{path} cannot be read: {error.strerror}.", "Name another path.") from None


def _benchmark(path: str) -> bool:
    benchmark = content.read(path)
    click.echo(f"{path}: {benchmark.id} {benchmark.version}, {len(benchmark.checks)} checks, sound")
    return True


def _zip(path: str) -> bool:
    with archive.opened(path) as opened:
        sound = [
            _stream(f"{path}/{member.filename}", partial(archive.stream, opened, member))
            for member in archive.streams(opened, path)
        ]
    return all(sound)


def _stream(path: str, opened: Callable[[], IO[bytes]]) -> bool:
    with opened() as source:
        checked = references.check(source, path)
    for fault in checked.faults:
        line = f"{path}:{fault.line}: <{fault.element}> {fault.message}"
        click.echo(plain(line), err=True)
    with opened() as source:
        read = scap_content.read(source, path)
    for line in _notes(read, checked.uncollected):
        click.echo(plain(f"{path}: note: {line}"))
    if not checked.faults:
        what = f"{read.benchmark.id} {read.benchmark.version}"
        click.echo(plain(f"{path}: {what}, {len(read.benchmark.profiles)} profiles, sound"))
    return not checked.faults


def _notes(read: scap_content.Content, uncollected: Mapping[str, int]) -> list[str]:
    """What is no fault of the content, and worth knowing before a scan."""
    notes = [
        f"{count} {tag} are not evaluated: what they ask for is not collected"
        for tag, count in uncollected.items()
    ]
    try:
        streams.listed(read)
    except ContentError as error:
        notes.append(f"cannot be imported as it is: {str(error).partition(': ')[2]}")
    return notes


def _lines(text: str) -> str:
    return "\n".join(map(plain, text.splitlines()))
