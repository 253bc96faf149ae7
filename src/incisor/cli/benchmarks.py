"""`incisor benchmarks`: which there are, what they ask, and which a service uses."""

from pathlib import Path

import click

from incisor.cli import (
    benchmark_import,
    benchmark_pages,
    benchmark_profiles,
    benchmark_tailor,
    benchmark_validate,
)
from incisor.cli.benchmark_names import catalogue_options, library
from incisor.cli.benchmark_pages import automated, summary
from incisor.cli.output import json_option, print_json, print_table
from incisor.content import Library
from incisor.content.library import Imported
from incisor.content.listing import Known
from incisor.domain.instants import written


@click.group()
def benchmarks() -> None:
    """List, show, import and validate benchmarks, ours and SCAP content.

    \b
    What is bundled:            incisor benchmarks list
    What a service knows:       incisor benchmarks list --data-dir ./data
    The checks of one:          incisor benchmarks show cis-debian-12
    One check, with its fix:    incisor benchmarks show cis-debian-12 1.5.1
    """


@benchmarks.command("list")
@catalogue_options
@json_option
def list_(data_dir: Path | None, database: str | None, as_json: bool) -> None:
    """List the bundled benchmarks, or all that a service knows.

    A platform's scans use the benchmark that was imported last for it; the bundled one only if
    none was. `used` marks it.
    """
    known = library(data_dir, database)
    imported = {each.listing.sha256: each for each in known.imported}
    found = [*known.list(), *(each.listing for each in known.imported if not each.in_use)]
    if as_json:
        print_json([_as_json(each, known, imported.get(each.sha256)) for each in found])
        return
    rows = [
        (
            each.id,
            each.version,
            each.sha256[:12],
            ", ".join(each.platforms),
            _state(each, known, imported.get(each.sha256)),
            f"{automated(each)} of {len(each.checks)}",
            each.title,
        )
        for each in found
    ]
    columns = ("ID", "VERSION", "SHA-256", "PLATFORM", "USE", "AUTOMATED CHECKS", "TITLE")
    print_table(columns, rows, "There are no benchmarks.")


def _used_for(benchmark: Known, known: Library) -> list[str]:
    """The platforms whose next scans use it."""
    return [each for each in benchmark.platforms if known.for_platform(each) is benchmark]


def _state(benchmark: Known, known: Library, imported: Imported | None) -> str:
    if imported is not None and not imported.in_use:
        return "removed"
    return "used" if _used_for(benchmark, known) else ""


def _as_json(benchmark: Known, known: Library, imported: Imported | None) -> dict[str, object]:
    said = {**summary(benchmark), "usedFor": _used_for(benchmark, known)}
    if imported is None:
        return {**said, "origin": "bundled"}
    return {
        **said,
        "origin": "imported",
        "format": imported.listing.format,
        "profiles": imported.listing.profile_ids,
        "importedAt": written(imported.imported_at),
        "removed": not imported.in_use,
    }


for command in (
    benchmark_pages.show,
    benchmark_import.import_,
    benchmark_import.remove,
    benchmark_profiles.profiles,
    benchmark_validate.validate,
    benchmark_tailor.tailor,
):
    benchmarks.add_command(command)
