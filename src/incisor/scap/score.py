"""XCCDF's four scoring models (NISTIR 7275r4, 7.3.2)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from incisor.scap import xccdf
from incisor.scap.outcome import Result

SATISFIED: Final = frozenset({Result.PASS, Result.FIXED})
COUNTED: Final = SATISFIED | {Result.FAIL, Result.ERROR, Result.UNKNOWN}
"""Results that take part in a score; not applicable, not checked and informational do not."""


class Score(Struct, frozen=True):
    """A benchmark's score by one model, out of `maximum`."""

    system: str
    value: float
    maximum: float


class Scored(NamedTuple):
    """A rule with its results, as scoring sees them: a multi-check has several."""

    rule: xccdf.Rule
    results: Sequence[Result]

    @property
    def share(self) -> float | None:
        """The part of its results that are satisfied; None if none counts."""
        counted = [each in SATISFIED for each in self.results if each in COUNTED]
        if not counted or self.rule.role is not xccdf.Role.FULL:
            return None
        return sum(counted) / len(counted)


Items = Sequence[xccdf.Group | xccdf.Rule]
"""The tree of a benchmark's items, with the weights that the profile gives them."""


def scored(results: Iterable[tuple[xccdf.Rule, Result]]) -> dict[str, Scored]:
    """Rules with all their results, by id."""
    made: dict[str, Scored] = {}
    for rule, result in results:
        known = made[rule.id].results if rule.id in made else ()
        made[rule.id] = Scored(rule, (*known, result))
    return made


def default(items: Items, rules: Mapping[str, Scored]) -> Score:
    """The weighted mean of the children's scores, at every level of groups (Table 40)."""
    mean = _mean(items, rules)
    return Score(DEFAULT, 0.0 if mean is None else mean, 100.0)


def flat(_: Items, rules: Mapping[str, Scored]) -> Score:
    """The sum of the weights of the rules that pass (Table 41)."""
    return _sum(FLAT, rules.values(), lambda rule: rule.weight)


def flat_unweighted(_: Items, rules: Mapping[str, Scored]) -> Score:
    """How many rules pass, of those that have a weight (7.3.2.4)."""
    return _sum(UNWEIGHTED, rules.values(), lambda rule: 1.0 if rule.weight else 0.0)


def absolute(items: Items, rules: Mapping[str, Scored]) -> Score:
    """1 if every rule that counts passes, else 0 (7.3.2.5)."""
    best = flat(items, rules)
    return Score(ABSOLUTE, 1.0 if best.value == best.maximum else 0.0, 1.0)


def _mean(items: Items, rules: Mapping[str, Scored]) -> float | None:
    """The weighted mean over the items that count; None if none does. Where none of them has a
    weight the specification divides by zero; oscap makes it 0."""
    scores = [(score, item.weight) for item in items if (score := _score(item, rules)) is not None]
    weight = sum(weight for _, weight in scores)
    if not scores:
        return None
    return sum(score * weight for score, weight in scores) / weight if weight else 0.0


def _score(item: xccdf.Group | xccdf.Rule, rules: Mapping[str, Scored]) -> float | None:
    if isinstance(item, xccdf.Group):
        return _mean(item.children, rules)
    share = rules[item.id].share if item.id in rules else None
    return None if share is None else 100.0 * share


def _sum(system: str, rules: Iterable[Scored], weigh: Callable[[xccdf.Rule], float]) -> Score:
    counted = [(each.share, weigh(each.rule)) for each in rules]
    return Score(
        system,
        sum((share * weight for share, weight in counted if share is not None), 0.0),
        sum((weight for share, weight in counted if share is not None), 0.0),
    )


DEFAULT: Final = "urn:xccdf:scoring:default"
FLAT: Final = "urn:xccdf:scoring:flat"
UNWEIGHTED: Final = "urn:xccdf:scoring:flat-unweighted"
ABSOLUTE: Final = "urn:xccdf:scoring:absolute"

MODELS: Final[Mapping[str, Callable[[Items, Mapping[str, Scored]], Score]]] = {
    DEFAULT: default,
    FLAT: flat,
    UNWEIGHTED: flat_unweighted,
    ABSOLUTE: absolute,
}
