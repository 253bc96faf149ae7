"""`incisor benchmarks`: what the bundled benchmarks ask, and whether one of your own is sound."""

import textwrap
from collections.abc import Iterator

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from incisor import content
from incisor.benchmark import Benchmark, BenchmarkError, Recommendation
from incisor.benchmark.faults import suggestion
from incisor.cli.output import Fault, json_option, print_json
from incisor.content.files import NoBenchmarkError


@click.group()
def benchmarks() -> None:
    """List and show the bundled benchmarks; validate benchmark files.

    \b
    What there is:              incisor benchmarks list
    The checks of one:          incisor benchmarks show cis-debian-12
    One check, with its fix:    incisor benchmarks show cis-debian-12 1.5.1
    """


@benchmarks.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the bundled benchmarks."""
    found = content.Catalogue.bundled().list()
    if as_json:
        print_json([_summary(benchmark) for benchmark in found])
        return
    table = _table("ID", "VERSION", "PLATFORM", "CHECKS", "AUTOMATED", "TITLE")
    for benchmark in found:
        counts = str(len(benchmark.checks)), str(_automated(benchmark))
        table.add_row(
            benchmark.id, benchmark.version, benchmark.platform, *counts, escape(benchmark.title)
        )
    Console().print(table)


@benchmarks.command()
@click.argument("benchmark_id", metavar="ID")
@click.argument("check_id", metavar="[CHECK]", required=False)
@json_option
def show(benchmark_id: str, check_id: str | None, as_json: bool) -> None:
    """Show the checks of a benchmark, or one CHECK with its reason and its fix."""
    benchmark = _benchmark(benchmark_id)
    if check_id is not None:
        check = _check(benchmark, check_id)
        print_json(_details(check)) if as_json else click.echo("\n".join(_page(benchmark, check)))
    elif as_json:
        print_json(_contents(benchmark))
    else:
        _print_checks(benchmark)


@benchmarks.command()
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


def _benchmark(benchmark_id: str) -> Benchmark:
    catalogue = content.Catalogue.bundled()
    benchmark = catalogue.get(benchmark_id)
    if benchmark is None:
        known = [each.id for each in catalogue.list()]
        raise Fault(f"There is no benchmark {benchmark_id}.", _sentence(benchmark_id, known))
    return benchmark


def _check(benchmark: Benchmark, check_id: str) -> Recommendation:
    if check_id in benchmark.checks:
        return benchmark.checks[check_id]
    inside = [known for known in benchmark.checks if known.startswith(f"{check_id}.")]
    advice = (
        f"It is a section; its first check is {inside[0]}."
        if inside
        else f"List its checks with: incisor benchmarks show {benchmark.id}"
    )
    raise Fault(f"{benchmark.id} has no check {check_id}.", advice)


def _sentence(word: str, known: list[str]) -> str:
    advice = suggestion(word, known)
    return advice[0].upper() + advice[1:]


def _automated(benchmark: Benchmark) -> int:
    return sum(check.automated for check in benchmark.checks.values())


def _summary(benchmark: Benchmark) -> dict[str, object]:
    return {
        "id": benchmark.id,
        "version": benchmark.version,
        "platform": benchmark.platform,
        "title": benchmark.title,
        "checks": len(benchmark.checks),
        "automated": _automated(benchmark),
        "sha256": benchmark.sha256,
    }


def _contents(benchmark: Benchmark) -> dict[str, object]:
    heads = [
        {"id": check.id, "level": check.level, "title": check.title, "automated": check.automated}
        for check in benchmark.checks.values()
    ]
    return {
        **_summary(benchmark),
        "profiles": dict(benchmark.profiles),
        "chapters": dict(benchmark.chapters),
        "checks": heads,
    }


def _details(check: Recommendation) -> dict[str, object]:
    return {
        "id": check.id,
        "level": check.level,
        "title": check.title,
        "automated": check.automated,
        **({"manual": check.manual} if check.manual else {}),
        "description": check.description,
        "rationale": check.rationale,
        "remediation": check.remediation,
    }


def _print_checks(benchmark: Benchmark) -> None:
    console = Console()
    console.print(f"{benchmark.id} {benchmark.version}: {escape(benchmark.title)}", highlight=False)
    table = _table("CHECK", "LEVEL", "", "TITLE")
    chapter = ""
    for check in benchmark.checks.values():
        if benchmark.chapter_of(check.id) != chapter:
            chapter = benchmark.chapter_of(check.id)
            table.add_section()
            table.add_row(f"[bold]{check.id.partition('.')[0]}", "", "", f"[bold]{escape(chapter)}")
        kind = "" if check.automated else "manual"
        table.add_row(check.id, str(check.level), kind, escape(check.title))
    console.print(table)
    console.print(f"{len(benchmark.checks)} checks, {_automated(benchmark)} of them automated.")


def _page(benchmark: Benchmark, check: Recommendation) -> Iterator[str]:
    kind = "automated" if check.automated else "manual"
    yield f"{check.id}  {check.title}"
    yield f"{benchmark.profiles[f'LEVEL_{check.level}']}, {kind}"
    for heading, text in (
        ("What is asked", check.description),
        ("Why", check.rationale),
        ("Why no program decides it", check.manual or ""),
    ):
        if text:
            yield from (
                "",
                heading,
                textwrap.fill(text, 96, initial_indent="  ", subsequent_indent="  "),
            )
    yield from ("", "What to do", textwrap.indent(check.remediation, "  "))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        right = column in ("CHECKS", "AUTOMATED", "LEVEL")
        table.add_column(
            column,
            justify="right" if right else "left",
            no_wrap=column != "TITLE",
            overflow="fold",
        )
    return table
