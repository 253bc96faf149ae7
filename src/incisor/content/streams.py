"""SCAP content as the catalogue lists it: what of a data stream the service tells people.

Check ids are the numbers of CIS recommendations where the content has them, as
`scap.recommendations` tells; titles, descriptions and remediation are the content's own, with the
values of the level's profile.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from incisor.content.listing import Check, Listing
from incisor.content.platforms import platforms
from incisor.scap import evaluation, recommendations, resolve
from incisor.scap.content import Content
from incisor.scap.levels import LEVELS, levels
from incisor.scap.resolve import Resolution, Selected
from incisor.scap.xml import ContentError

MAX_TEXT: Final = 32_000
"""Characters of a description or a remediation: a finding carries both, and a page a thousand
findings. Three remediations in a hundred of published content are longer."""

CUT: Final = "…"
LEFT_OUT: Final = "# This script is too long to be shown here; the content has it."


def listed(content: Content, chosen: Mapping[int, str] | None = None) -> Listing:
    """What the service keeps of a content. `chosen` names profiles for levels, by id or ending.

    Raises ContentError if it names no platform, or has no profile for a level.
    """
    benchmark = content.benchmark
    where = platforms(benchmark)
    if not where:
        raise ContentError(f"{content.name}: names no operating system as its platform")
    by_level = resolved(content, chosen)
    return Listing(
        id=benchmark.id,
        version=benchmark.version,
        title=benchmark.title,
        platforms=where,
        profiles={_word(level): _title(content, by_level[level]) for level in LEVELS},
        chapters={},
        checks=checks(by_level),
        sha256=content.sha256,
        format="scap",
        file=content.name.rpartition("/")[2],
        profile_ids={_word(level): by_level[level].profile for level in LEVELS},
    )


def resolved(content: Content, chosen: Mapping[int, str] | None = None) -> dict[int, Resolution]:
    """The profiles of the levels, resolved. Raises ContentError."""
    profiles = content.benchmark.profiles
    try:
        ids = dict(chosen or {})
        ids = ids if 1 in ids else {**levels(profiles), **ids}
        return {
            level: resolve.resolve(content.benchmark, ids.get(level, ids[1])) for level in LEVELS
        }
    except ContentError as error:
        raise ContentError(f"{content.name}: {error}") from None


def checks(by_level: Mapping[int, Resolution]) -> dict[str, Check]:
    """The recommendations of both levels: those that level 1 has are of level 1."""
    selected = {level: _selected(resolution) for level, resolution in by_level.items()}
    # A rule that both have is told with level 1's values, as those are what both have in common.
    entries = {**selected[2], **selected[1]}
    first = recommendations.of(selected[1].values())
    return {
        number: _check(number, 1 if number in first else 2, rules, by_level)
        for number, rules in recommendations.of(entries.values()).items()
    }


def _selected(resolution: Resolution) -> dict[str, Selected]:
    return {entry.rule.id: entry for entry in resolution.rules if entry.selected}


def _check(
    number: str, level: int, entries: Sequence[Selected], by_level: Mapping[int, Resolution]
) -> Check:
    values = by_level[level].values
    return Check(
        id=number,
        level=level,
        title=title([entry.rule.title for entry in entries]),
        description=_cut(recommendations.filled(_description(entries), values)),
        remediation=recommendations.filled(_remediation(entries), values),
        automated=any(evaluation.can_check(entry) for entry in entries),
        rules=tuple(entry.rule.id for entry in entries),
    )


def title(titles: Sequence[str]) -> str:
    """The title of a recommendation: its rule's; of several the first one's, and how many more."""
    more = len(titles) - 1
    return f"{titles[0]} (and {more} more)" if more else titles[0]


def _description(entries: Sequence[Selected]) -> str:
    if len(entries) == 1:
        return entries[0].rule.description
    return "\n\n".join(f"{entry.rule.title}: {entry.rule.description}" for entry in entries)


def _remediation(entries: Sequence[Selected]) -> str:
    """The shell scripts that mend the rules; of several each under its rule's title."""
    room, parts = MAX_TEXT, list[str]()
    for entry in entries:
        script = "\n".join(fix.text.strip() for fix in entry.rule.fixes)
        shown = script if len(script) <= room else LEFT_OUT
        room -= len(shown)
        if script:
            parts.append(shown if len(entries) == 1 else f"# {entry.rule.title}\n{shown}")
    return "\n\n".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(CUT)] + CUT


def _word(level: int) -> str:
    return f"LEVEL_{level}"


def _title(content: Content, resolution: Resolution) -> str:
    return content.benchmark.profiles[resolution.profile].title or resolution.profile
