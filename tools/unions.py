"""Profiles of one benchmark that can be evaluated as one.

Profiles that agree on what they give each rule and Value are joined: the largest, extended by what
it lacks of the others. No verdict is lost: a rule with the same check and Values has the same
verdict whichever other rules are selected, and what the joined profile selects and gives is held to
what its members do, after requires, conflicts and groups. A level 2 profile mostly contains level 1
as it is, and the profile for workstations differs by a few rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from incisor.scap import content, evaluation, resolve, tailoring_writer, xccdf
from incisor.scap.tailoring_writer import Changes
from published import Content

Needs = dict[tuple[str, str], tuple[str, ...]]
"""By (RULE, id) the role and the selector of each selected rule, by (VALUE, id) what each Value is
that their checks are given."""

RULE: Final = "rule"
VALUE: Final = "value"


class Union(NamedTuple):
    """Profiles (by id), what they need together, and the one to evaluate for all of them: the
    first of them, or one that extends it."""

    profiles: tuple[str, ...]
    needs: Needs
    profile: xccdf.Profile


def contents(
    stream: Path, profiles: Sequence[str], directory: Path
) -> Iterator[tuple[Content, int]]:
    """What to evaluate of a data stream for these profiles, each with how many of them it stands
    for. Tailorings are written there."""
    if len(profiles) == 1:
        yield Content(stream, profiles[0]), 1
        return
    with stream.open("rb") as source:
        benchmark = content.read(source, str(stream)).benchmark
    for union in unions(benchmark, profiles):
        id_ = union.profile.id
        tailoring = None
        if id_ not in benchmark.profiles:
            tailoring = directory / f"{stream.stem}-{xccdf.own_part(id_)}.xml"
            write(union.profile, stream.name, tailoring)
        yield Content(stream, id_, tailoring), len(union.profiles)


def write(profile: xccdf.Profile, stream: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        tailoring_writer.write(out, profile, stream, "2026-01-01T00:00:00")


def unions(benchmark: xccdf.Benchmark, profiles: Iterable[str]) -> list[Union]:
    """As few as there are, from the largest profile down."""
    alone = [Union((id_,), needs(benchmark, id_), benchmark.profiles[id_]) for id_ in profiles]
    found: list[Union] = []
    for one in sorted(alone, key=lambda each: -len(each.needs)):
        tried = ((at, joined(benchmark, other, one)) for at, other in enumerate(found))
        at, wider = next(((at, wider) for at, wider in tried if wider), (len(found), one))
        found[at : at + 1] = [wider]
    return found


def joined(benchmark: xccdf.Benchmark, one: Union, other: Union) -> Union | None:
    """Both in one, if they agree and no rule keeps another from being selected."""
    if any(one.needs.get(key, need) != need for key, need in other.needs.items()):
        return None
    both = one.needs | other.needs
    profile = one.profile if both == one.needs else extended(benchmark, one.profiles[0], both)
    held = needs(benchmark, profile.id, {profile.id: profile}) == both
    return Union((*one.profiles, *other.profiles), both, profile) if held else None


def extended(benchmark: xccdf.Benchmark, base: str, wanted: Needs) -> xccdf.Profile:
    """The profile with the rules and Values that it lacks."""
    there = needs(benchmark, base)
    more = {key: need for key, need in wanted.items() if key not in there}
    changes = Changes(
        select=[id_ for kind, id_ in more if kind == RULE],
        set_values=[(id_, "".join(need)) for (kind, id_), need in more.items() if kind == VALUE],
    )
    return tailoring_writer.tailored(benchmark, base, changes, f"{xccdf.own_part(base)}_joined")


def needs(
    benchmark: xccdf.Benchmark, profile: str, own: Mapping[str, xccdf.Profile] | None = None
) -> Needs:
    """What a profile, of the benchmark or one's own, selects and gives."""
    resolution = resolve.resolve(benchmark, profile, own)
    rules = [entry for entry in resolution.rules if entry.selected]
    found: Needs = {(RULE, each.rule.id): (each.rule.role, each.selector) for each in rules}
    given = {value for each in rules for value in exported(each.rule)}
    return found | {(VALUE, id_): resolution.values.get(id_, ()) for id_ in given}


def exported(rule: xccdf.Rule) -> Iterator[str]:
    """The Values that a rule's checks are given."""
    checks = (*rule.checks, *([rule.complex_check] if rule.complex_check else ()))
    for check in (leaf for each in checks for leaf in evaluation.leaves(each)):
        yield from (value for _, value in check.exports)
