"""XCCDF's four scoring models (NISTIR 7275r4, 7.2.5.2)."""

from collections.abc import Callable, Iterable, Mapping
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
    """A rule with its result, as scoring sees it."""

    rule: xccdf.Rule
    result: Result

    @property
    def counts(self) -> bool:
        return self.result in COUNTED and self.rule.role is xccdf.Role.FULL

    @property
    def satisfied(self) -> bool:
        return self.result in SATISFIED


def default(benchmark: xccdf.Benchmark, rules: Mapping[str, Scored]) -> Score:
    """The weighted mean of the children's scores, at every level of groups."""
    mean = _mean(benchmark.children, rules)
    return Score(DEFAULT, 0.0 if mean is None else mean, 100.0)


def flat(_: xccdf.Benchmark, rules: Mapping[str, Scored]) -> Score:
    """The sum of the weights of the rules that pass."""
    return _sum(FLAT, rules.values(), lambda scored: scored.rule.weight)


def flat_unweighted(_: xccdf.Benchmark, rules: Mapping[str, Scored]) -> Score:
    """How many rules pass."""
    return _sum(UNWEIGHTED, rules.values(), lambda scored: 1.0 if scored.rule.weight else 0.0)


def absolute(benchmark: xccdf.Benchmark, rules: Mapping[str, Scored]) -> Score:
    """1 if every rule that counts passes, else 0."""
    best = flat(benchmark, rules)
    return Score(ABSOLUTE, 1.0 if best.value == best.maximum else 0.0, 1.0)


def _mean(items: Iterable[xccdf.Group | xccdf.Rule], rules: Mapping[str, Scored]) -> float | None:
    """The weighted mean over the items that count; None if none does."""
    scores = [(score, item.weight) for item in items if (score := _score(item, rules)) is not None]
    weight = sum(weight for _, weight in scores)
    return sum(score * weight for score, weight in scores) / weight if weight else None


def _score(item: xccdf.Group | xccdf.Rule, rules: Mapping[str, Scored]) -> float | None:
    if isinstance(item, xccdf.Group):
        return _mean(item.children, rules)
    scored = rules.get(item.id)
    if scored is None or not scored.counts:
        return None
    return 100.0 if scored.satisfied else 0.0


def _sum(system: str, rules: Iterable[Scored], weigh: Callable[[Scored], float]) -> Score:
    counted = [scored for scored in rules if scored.counts]
    return Score(
        system,
        sum(weigh(scored) for scored in counted if scored.satisfied),
        sum(map(weigh, counted)),
    )


DEFAULT: Final = "urn:xccdf:scoring:default"
FLAT: Final = "urn:xccdf:scoring:flat"
UNWEIGHTED: Final = "urn:xccdf:scoring:flat-unweighted"
ABSOLUTE: Final = "urn:xccdf:scoring:absolute"

MODELS: Final[Mapping[str, Callable[[xccdf.Benchmark, Mapping[str, Scored]], Score]]] = {
    DEFAULT: default,
    FLAT: flat,
    UNWEIGHTED: flat_unweighted,
    ABSOLUTE: absolute,
}
