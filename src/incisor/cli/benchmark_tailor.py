"""`incisor benchmarks tailor`: writes an XCCDF tailoring file."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from incisor.cli.benchmark_content import scap_content
from incisor.cli.benchmark_names import catalogue_options, read_faults
from incisor.cli.output import Fault, plain
from incisor.durable import whole_text
from incisor.scap import resolve, tailoring_writer, xccdf
from incisor.scap.tailoring_writer import Changes


@click.command()
@catalogue_options
@click.argument("name", metavar="PATH|ID")
@click.option("--profile", required=True, help="The profile to change, by id or end of id.")
@click.option("--id", "own_id", default="", help="The new profile's id.  [default: …_tailored]")
@click.option("--title", default="", help="The new profile's title.")
@click.option("--select", metavar="RULE", multiple=True, help="Select a rule or group; repeatable.")
@click.option(
    "--unselect", metavar="RULE", multiple=True, help="Leave out a rule or group; repeatable."
)
@click.option(
    "--set-value", metavar="VALUE=TEXT", multiple=True, help="Give a Value a text; repeatable."
)
@click.option(
    "--refine-value",
    metavar="VALUE=SELECTOR",
    multiple=True,
    help="Choose one of a Value's own; repeatable.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write.",
)
def tailor(
    data_dir: Path | None,
    database: str | None,
    name: str,
    profile: str,
    own_id: str,
    title: str,
    select: tuple[str, ...],
    unselect: tuple[str, ...],
    set_value: tuple[str, ...],
    refine_value: tuple[str, ...],
    output: Path,
) -> None:
    """Write an XCCDF tailoring file: a profile of your own that changes one of the content's.

    Rules, groups and values are named by id, or by their own part of it; `incisor benchmarks
    profiles PATH PROFILE` shows them. `incisor scan --tailoring` and `oscap` honour the file.

    \b
    Example: incisor benchmarks tailor ssg-debian12-ds.xml --profile cis_level1_server \\
                 --unselect partition_for_tmp --set-value var_accounts_tmout=600 \\
                 --output ours.xml
    """
    read = scap_content(name, data_dir, database)
    changes = Changes(select, unselect, _pairs(set_value), _pairs(refine_value))
    with read_faults(name):
        made = tailoring_writer.tailored(read.benchmark, profile, changes, own_id, title)
        count = _selected(read.benchmark, made)
    _write(output, made, read.name)
    click.echo(plain(f"Wrote {output}: profile {made.id}, {count} rules."))


def _pairs(given: Iterable[str]) -> list[tuple[str, str]]:
    pairs = [each.partition("=") for each in given]
    for value, equals, _ in pairs:
        if not value or not equals:
            advice = "Write NAME=TEXT, such as var_accounts_tmout=600."
            raise Fault(f"{value or '='} is given nothing.", advice)
    return [(value, text) for value, _, text in pairs]


def _selected(benchmark: xccdf.Benchmark, made: xccdf.Profile) -> int:
    """How many rules the tailored profile has."""
    resolution = resolve.resolve(benchmark, made.id, {made.id: made})
    return sum(entry.selected for entry in resolution.rules)


def _write(path: Path, made: xccdf.Profile, content: str) -> None:
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
    try:
        with whole_text(path) as out:
            tailoring_writer.write(out, made, content, at)
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}.", "Name another file.") from None
