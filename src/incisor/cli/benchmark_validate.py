"""`incisor benchmarks validate`: whether a benchmark of one's own is sound."""

import click

from incisor import content
from incisor.benchmark import BenchmarkError
from incisor.cli.output import Fault
from incisor.content.files import NoBenchmarkError


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
def validate(paths: tuple[str, ...]) -> None:
    """Validate benchmarks: each PATH is a file, or a directory with a benchmark.yaml.

    Prints every fault with file, line and column; exits with 2 if there is one.
    """
    sound = [_validated(path) for path in paths]
    if not all(sound):
        raise Fault("Not every benchmark is sound.", "docs/benchmark-language.md has the rules.")


def _validated(path: str) -> bool:
    try:
        benchmark = content.read(path)
    except BenchmarkError as error:
        click.echo(str(error), err=True)
        return False
    except NoBenchmarkError as error:
        raise Fault(str(error), "Name a benchmark file, or a directory that holds one.") from None
    except OSError as error:
        raise Fault(f"{path} cannot be read: {error.strerror}.", "Name another path.") from None
    click.echo(f"{path}: {benchmark.id} {benchmark.version}, {len(benchmark.checks)} checks, sound")
    return True
