"""What every command prints the same way: faults, JSON for scripts, tables for people."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

BAD_INPUT = 2
"""The exit status of every command that could not do what it was asked."""

json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, for scripts."
)

cpu_limit_option: Callable[[Any], Any] = click.option(
    "--cpu-limit",
    type=click.IntRange(1, 100),
    metavar="PERCENT",
    help="Use at most this much of one CPU, whatever is free.",
)


class Fault(click.ClickException):
    """Bad input or a bad place: one sentence that says what is wrong, and the next step."""

    exit_code = BAD_INPUT

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(f"{sentence}\n{next_step}".rstrip())


def print_json(value: object) -> None:
    """Print a value as indented JSON, members in the order given."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
    """Print rows under their columns, or the sentence `empty` when there are none."""
    found = [[_flat(cell) for cell in row] for row in rows]
    if not found:
        click.echo(empty)
        return
    for line in _aligned([list(columns), *found]):
        click.echo(line)


def print_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Print names and values in two columns."""
    for line in _aligned([[f"{name}:", _flat(value)] for name, value in facts]):
        click.echo(line)


def plain(text: str) -> str:
    """The text without anything that a terminal would act on."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _flat(cell: str) -> str:
    """A host chooses its own name: keep a cell on its line and free of control characters."""
    return "".join(c if c.isprintable() else "?" for c in cell)
