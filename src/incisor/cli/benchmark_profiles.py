"""`incisor benchmarks profiles`: what profiles of SCAP content select, and with which values."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from incisor.cli.benchmark_content import scap_content
from incisor.cli.benchmark_names import catalogue_options, read_faults
from incisor.cli.output import json_option, plain, print_json, print_table
from incisor.scap import content, evaluation, recommendations, resolve, xccdf
from incisor.scap.content import Content
from incisor.scap.levels import LEVELS, levels
from incisor.scap.resolve import Resolution, Selected
from incisor.scap.xml import ContentError

NO_VALUE: Final = "(no value)"
WIDEST: Final = 60
"""Characters of a value in the table; JSON has all of it."""


@click.command()
@catalogue_options
@click.argument("name", metavar="PATH|ID")
@click.argument("profile", metavar="[PROFILE]", required=False)
@click.option("--tailoring", metavar="FILE", help="An XCCDF tailoring file: its profiles, too.")
@json_option
def profiles(
    data_dir: Path | None,
    database: str | None,
    name: str,
    profile: str | None,
    tailoring: str | None,
    as_json: bool,
) -> None:
    """List the profiles of SCAP content, or what one PROFILE selects.

    The content is named by a file's path, or by the id or digest of an imported benchmark. A
    profile (by id or end of id) is shown with its rules, and with the values that they are compared
    with.

    \b
    Example: incisor benchmarks profiles ssg-debian12-ds.xml
    Example: incisor benchmarks profiles ssg-debian12-ds.xml cis_level1_server
    """
    read = scap_content(name, data_dir, database)
    with read_faults(tailoring or name):
        own = _tailoring(tailoring)
        if profile is None:
            _list(read, own, as_json)
        else:
            _show(read, resolve.resolve(read.benchmark, profile, own), own, as_json)


def _tailoring(path: str | None) -> dict[str, xccdf.Profile]:
    if path is None:
        return {}
    with open(path, "rb") as source:
        return content.read_tailoring(source, path)


def _list(read: Content, own: Mapping[str, xccdf.Profile], as_json: bool) -> None:
    benchmark = read.benchmark
    stands_for = {id_: f"LEVEL_{level}" for level, id_ in _levels(benchmark).items()}
    found = [
        {
            "id": each.id,
            "title": each.title,
            "extends": each.extends or None,
            "level": stands_for.get(each.id),
            "rules": len(_selected(resolve.resolve(benchmark, each.id, own))),
        }
        for each in {**benchmark.profiles, **own}.values()
        if not each.abstract
    ]
    if as_json:
        print_json(found)
        return
    rows = [
        (str(each["id"]), str(each["level"] or ""), str(each["rules"]), str(each["title"]))
        for each in found
    ]
    print_table(("PROFILE", "LEVEL", "RULES", "TITLE"), rows, "The content has no profiles.")


def _levels(benchmark: xccdf.Benchmark) -> dict[int, str]:
    """The profiles that stand for levels, if they do."""
    try:
        found = levels(benchmark.profiles)
    except ContentError:
        return {}
    return {level: found[level] for level in reversed(LEVELS)}


def _show(
    read: Content, resolution: Resolution, own: Mapping[str, xccdf.Profile], as_json: bool
) -> None:
    benchmark, entries = read.benchmark, _selected(resolution)
    known = {**benchmark.profiles, **own}[resolution.profile]
    used = list(dict.fromkeys(value for entry in entries for value in _values(entry)))
    values = {id_: benchmark.values[id_] for id_ in used if id_ in benchmark.values}
    if as_json:
        print_json(
            {
                "id": known.id,
                "title": known.title,
                "extends": known.extends or None,
                "rules": [_rule(entry) for entry in entries],
                "values": [_value(each, resolution) for each in values.values()],
            }
        )
        return
    click.echo(plain(f"{known.id}: {known.title}"))
    rules = [
        (" ".join(_numbers(entry)), xccdf.own_part(rule.id), rule.severity, rule.title)
        for entry in entries
        for rule in (entry.rule,)
    ]
    print_table(("CHECK", "RULE", "SEVERITY", "TITLE"), rules, "It selects no rule.")
    click.echo()
    rows = [
        (xccdf.own_part(each.id), _shown(resolution.values[each.id]), _choices(each), each.title)
        for each in values.values()
    ]
    print_table(("VALUE", "IS", "SELECTORS", "TITLE"), rows, "Its rules use no values.")
    click.echo(f"\n{len(entries)} rules, {len(values)} values.")


def _selected(resolution: Resolution) -> list[Selected]:
    return [entry for entry in resolution.rules if entry.selected]


def _values(entry: Selected) -> Iterator[str]:
    """The ids of the Values that a rule's checks are given."""
    chosen = evaluation.chosen_check(entry, evaluation.WITH_SCRIPTS)
    for check in evaluation.leaves(chosen) if chosen is not None else ():
        yield from (value for _, value in check.exports)


def _numbers(entry: Selected) -> tuple[str, ...]:
    """The recommendations of CIS that a rule belongs to."""
    return tuple(each for each in recommendations.numbers(entry.rule) if each != entry.rule.id)


def _rule(entry: Selected) -> dict[str, object]:
    return {
        "id": entry.rule.id,
        "title": entry.rule.title,
        "severity": entry.rule.severity,
        "recommendations": list(_numbers(entry)),
        "values": list(dict.fromkeys(_values(entry))),
        "checked": evaluation.can_check(entry),
    }


def _value(value: xccdf.Value, resolution: Resolution) -> dict[str, object]:
    return {
        "id": value.id,
        "title": value.title,
        "type": value.type,
        "operator": value.operator,
        "value": list(resolution.values[value.id]),
        "selectors": {name or "default": list(texts) for name, texts in value.values},
    }


def _shown(texts: tuple[str, ...]) -> str:
    return _cut(", ".join(texts) or NO_VALUE)


def _choices(value: xccdf.Value) -> str:
    """What a refine-value could choose."""
    return _cut(" ".join(f"{name}={_shown(texts)}" for name, texts in value.values if name))


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
