"""Which rules a profile selects, and with which values: XCCDF's processing up to the checks.

NISTIR 7275r4, 6.5.3 (inheritance), 6.5.4 (selection), 6.6 (values) and 7.2.3.3 (item processing).
Where the specification leaves it open, oscap's answer is ours: users expect its results.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from incisor.oval.model import Record
from incisor.scap import xccdf
from incisor.scap.xml import ContentError

MAX_EXTENDS: Final = 16
"""Levels of profile inheritance; real content has two."""


class Selected(Record, frozen=True):
    """One rule as the profile leaves it: refined, selected or not, and the groups around it."""

    rule: xccdf.Rule
    selected: bool
    groups: tuple[xccdf.Group, ...]
    selector: str = ""


class Resolution(Record, frozen=True):
    """All rules in document order, and the value that each Value has."""

    profile: str
    rules: tuple[Selected, ...]
    values: Mapping[str, tuple[str, ...]]


def resolve(
    benchmark: xccdf.Benchmark,
    profile: str,
    tailoring: Mapping[str, xccdf.Profile] | None = None,
) -> Resolution:
    """Apply a profile, by id or by an unambiguous end of one; "" applies none.

    A tailoring's profiles come before the benchmark's. Raises ContentError, naming what there is.
    """
    profiles = {**benchmark.profiles, **(tailoring or {})}
    chain = _chain(profile_of(profiles, profile), benchmark.profiles, profiles) if profile else []
    selects = {idref: flag for step in chain for idref, flag in step.selects}
    refines = {refine.idref: refine for step in chain for refine in step.refine_rules}
    rules = [
        _select(rule, groups, selects, refines) for rule, groups in xccdf.walk(benchmark.children)
    ]
    return Resolution(
        chain[-1].id if chain else "",
        tuple(_dependencies(rules, selects)),
        _values(benchmark, chain),
    )


def rule_ids(resolution: Resolution, names: Sequence[str]) -> frozenset[str]:
    """Rules by id, or by what follows `_rule_` in it. Raises ContentError."""
    known = {entry.rule.id: entry.rule.id for entry in resolution.rules}
    known |= {id_.rpartition("_rule_")[2]: id_ for id_ in known}
    missing = [name for name in names if name not in known]
    if missing:
        raise ContentError(f"there is no rule {missing[0]!r}")
    return frozenset(known[name] for name in names)


def profile_of(profiles: Mapping[str, xccdf.Profile], name: str) -> xccdf.Profile:
    """The profile of that id, or the only one whose id ends so. Raises ContentError."""
    if name in profiles:
        return profiles[name]
    ending = [profile for id_, profile in profiles.items() if id_.endswith(name)]
    if len(ending) == 1:
        return ending[0]
    known = ", ".join(profiles) or "none"
    how = f"ends {len(ending)} ids" if ending else "is no profile"
    raise ContentError(f"{name!r} {how}; the profiles are: {known}")


def _chain(
    profile: xccdf.Profile,
    originals: Mapping[str, xccdf.Profile],
    profiles: Mapping[str, xccdf.Profile],
) -> list[xccdf.Profile]:
    """The profile and those it extends, the furthest first.

    A tailoring's profile may extend the benchmark's profile of the same id.
    """
    chain = [profile]
    while chain[-1].extends:
        source = originals if chain[-1].extends == chain[-1].id else profiles
        above = source.get(chain[-1].extends)
        if above is None or len(chain) > MAX_EXTENDS:
            raise ContentError(
                f"profile {chain[-1].id} extends {chain[-1].extends}, which is not there "
                f"or extends it in turn"
            )
        chain.append(above)
    return chain[::-1]


def _select(
    rule: xccdf.Rule,
    groups: tuple[xccdf.Group, ...],
    selects: Mapping[str, bool],
    refines: Mapping[str, xccdf.RefineRule],
) -> Selected:
    selected = all(_is_selected(item, selects) for item in (*groups, rule))
    refine = refines.get(rule.id) or refines.get(rule.cluster)
    if refine is None:
        return Selected(rule, selected, groups)
    refined = replace(
        rule,
        weight=rule.weight if refine.weight is None else refine.weight,
        severity=refine.severity or rule.severity,
        role=refine.role or rule.role,
    )
    return Selected(refined, selected, groups, refine.selector or "")


def _is_selected(item: xccdf.Item, selects: Mapping[str, bool]) -> bool:
    """A select by id wins over one by cluster, and both over the item's own."""
    by_cluster = selects.get(item.cluster, item.selected) if item.cluster else item.selected
    return selects.get(item.id, by_cluster)


def _dependencies(rules: Sequence[Selected], selects: Mapping[str, bool]) -> Iterator[Selected]:
    """Deselect what requires an item that is not selected, or conflicts with one that is.

    An item that is not in the benchmark counts as not selected.
    """
    on = {entry.rule.id for entry in rules if entry.selected} | {
        group.id for entry in rules for group in entry.groups if _is_selected(group, selects)
    }
    for entry in rules:
        met = all(_is_met(item, on) for item in (*entry.groups, entry.rule))
        if entry.selected and not met:
            on.discard(entry.rule.id)
        yield entry if met else replace(entry, selected=False)


def _is_met(item: xccdf.Item, on: set[str]) -> bool:
    return all(on.intersection(alternatives) for alternatives in item.requires) and not (
        on.intersection(item.conflicts)
    )


def _values(
    benchmark: xccdf.Benchmark, chain: Sequence[xccdf.Profile]
) -> dict[str, tuple[str, ...]]:
    """What each Value is: set by the profile, chosen by its selector, or its default."""
    selectors = {idref: selector for step in chain for idref, selector in step.refine_values}
    given = {idref: values for step in chain for idref, values in step.set_values}
    return {
        id_: given[id_] if id_ in given else _chosen(value, selectors.get(id_, ""))
        for id_, value in benchmark.values.items()
    }


def _chosen(value: xccdf.Value, selector: str) -> tuple[str, ...]:
    """The selector's values, none if there is no such selector; without one the default, and
    without a default the first."""
    if selector:
        return value.chosen(selector) or ()
    first = value.values[0][1] if value.values else ()
    default = value.chosen("")
    return first if default is None else default
