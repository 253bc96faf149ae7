"""`incisor benchmarks show`: a benchmark's checks, or one of them."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from incisor.benchmark import Recommendation
from incisor.cli.benchmark_names import catalogue_options, known
from incisor.cli.output import Fault, json_option, plain, print_json
from incisor.content.listing import Check, Known, KnownCheck

WIDTH = 96


@click.command()
@catalogue_options
@click.argument("name", metavar="ID|PATH")
@click.argument("check_id", metavar="[CHECK]", required=False)
@json_option
def show(
    data_dir: Path | None, database: str | None, name: str, check_id: str | None, as_json: bool
) -> None:
    """Show the checks of a benchmark, or one CHECK with its reason and its fix.

    The benchmark is named by its id, the end of it, its digest, or a path: a benchmark of your own,
    or SCAP content.
    """
    benchmark = known(name, data_dir, database)
    if check_id is not None:
        check = _check(benchmark, check_id)
        if as_json:
            print_json(_details(check))
        else:
            click.echo("\n".join(_page(benchmark, check)))
    elif as_json:
        print_json(_contents(benchmark))
    else:
        _print_checks(benchmark)


def automated(benchmark: Known) -> int:
    """How many of its checks a program can decide."""
    return sum(check.automated for check in benchmark.checks.values())


def summary(benchmark: Known) -> dict[str, object]:
    """What JSON shows of a benchmark as a whole."""
    platforms = list(benchmark.platforms)
    return {
        "id": benchmark.id,
        "version": benchmark.version,
        "platform": platforms[0],
        "platforms": platforms,
        "title": benchmark.title,
        "checks": len(benchmark.checks),
        "automated": automated(benchmark),
        "sha256": benchmark.sha256,
    }


def table(*columns: str) -> Table:
    """A table without lines; titles may take several."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        right = column in ("CHECKS", "AUTOMATED", "LEVEL", "RULES")
        made.add_column(
            column,
            justify="right" if right else "left",
            no_wrap=column != "TITLE",
            overflow="fold",
        )
    return made


def _check(benchmark: Known, check_id: str) -> KnownCheck:
    if check_id in benchmark.checks:
        return benchmark.checks[check_id]
    inside = [known for known in benchmark.checks if known.startswith(f"{check_id}.")]
    advice = (
        f"It is a section; its first check is {inside[0]}."
        if inside
        else f"List its checks with: incisor benchmarks show {benchmark.id}"
    )
    raise Fault(f"{benchmark.id} has no check {check_id}.", advice)


def _contents(benchmark: Known) -> dict[str, object]:
    heads = [
        {"id": check.id, "level": check.level, "title": check.title, "automated": check.automated}
        for check in benchmark.checks.values()
    ]
    return {
        **summary(benchmark),
        "profiles": dict(benchmark.profiles),
        "chapters": dict(benchmark.chapters),
        "checks": heads,
    }


def _details(check: KnownCheck) -> dict[str, object]:
    own = check if isinstance(check, Recommendation) else None
    return {
        "id": check.id,
        "level": check.level,
        "title": check.title,
        "automated": check.automated,
        **({"manual": own.manual} if own and own.manual else {}),
        "description": check.description,
        **({"rationale": own.rationale} if own else {}),
        "remediation": check.remediation,
        **({"rules": list(check.rules)} if isinstance(check, Check) else {}),
    }


def _print_checks(benchmark: Known) -> None:
    console = Console()
    console.print(f"{benchmark.id} {benchmark.version}: {escape(benchmark.title)}", highlight=False)
    listed = table("CHECK", "LEVEL", "", "TITLE")
    section = ""
    for check in benchmark.checks.values():
        number = check.id.partition(".")[0]
        if number in benchmark.chapters and number != section:
            section, title = number, benchmark.chapters[number]
            listed.add_section()
            listed.add_row(f"[bold]{number}", "", "", f"[bold]{escape(title)}")
        kind = "" if check.automated else "manual"
        listed.add_row(check.id, str(check.level), kind, escape(plain(check.title)))
    console.print(listed)
    count = len(benchmark.checks)
    console.print(f"{count} checks, {automated(benchmark)} of them automated.")


def _page(benchmark: Known, check: KnownCheck) -> Iterator[str]:
    kind = "automated" if check.automated else "manual"
    yield f"{check.id}  {plain(check.title)}"
    yield f"{benchmark.profiles[f'LEVEL_{check.level}']}, {kind}"
    for heading, text in _sections(check):
        if text:
            yield from ("", heading, *map(_indented, text.split("\n\n")))
    if check.remediation:
        yield from ("", "What to do", textwrap.indent(_shown(check.remediation), "  "))


def _sections(check: KnownCheck) -> Iterator[tuple[str, str]]:
    yield "What is asked", check.description
    if isinstance(check, Recommendation):
        yield "Why", check.rationale
        yield "Why no program decides it", check.manual or ""
    if isinstance(check, Check) and check.rules:
        yield "Rules of the content", "\n\n".join(check.rules)


def _indented(text: str) -> str:
    return textwrap.fill(plain(text), WIDTH, initial_indent="  ", subsequent_indent="  ")


def _shown(text: str) -> str:
    """Text of several lines without anything that a terminal would act on."""
    return "\n".join(plain(line.expandtabs(4)) for line in text.split("\n"))
