"""incisor.scap.score: the four scoring models, on a tree worked out by hand."""

import pytest

from incisor.scap import score, xccdf
from incisor.scap.outcome import Result
from incisor.scap.score import Scored

# group g (weight 2): a passes (weight 3), b fails (weight 1); beside it c passes (weight 1);
# d is unscored, e not applicable: neither counts.
G = xccdf.Group(
    "g", weight=2.0, children=(xccdf.Rule("a", weight=3.0), xccdf.Rule("b", weight=1.0))
)
LOOSE = (
    xccdf.Rule("c"),
    xccdf.Rule("d", role=xccdf.Role.UNSCORED),
    xccdf.Rule("e", weight=9.0),
)
BENCHMARK = xccdf.Benchmark("x", children=(G, *LOOSE))
RESULTS = {
    "a": Result.PASS,
    "b": Result.FAIL,
    "c": Result.FIXED,
    "d": Result.FAIL,
    "e": Result.NOT_APPLICABLE,
}


def rules(**changed: Result) -> dict[str, Scored]:
    results = RESULTS | changed
    return {rule.id: Scored(rule, results[rule.id]) for rule, _ in xccdf.walk(BENCHMARK.children)}


@pytest.mark.parametrize(
    ("system", "value", "maximum"),
    [
        (score.DEFAULT, (75.0 * 2 + 100.0) / 3, 100.0),
        (score.FLAT, 4.0, 5.0),
        (score.UNWEIGHTED, 2.0, 3.0),
        (score.ABSOLUTE, 0.0, 1.0),
    ],
)
def test_each_model_scores_as_specified(system: str, value: float, maximum: float) -> None:
    """Weights, groups and what does not count are taken as the specification says."""
    made = score.MODELS[system](BENCHMARK, rules())
    assert made.value == pytest.approx(value)
    assert made.maximum == maximum


def test_absolute_is_one_if_all_that_counts_passes() -> None:
    """Unscored and inapplicable rules do not spoil a full score."""
    assert score.absolute(BENCHMARK, rules(b=Result.PASS)).value == 1.0


def test_nothing_that_counts_scores_nothing() -> None:
    """Without a rule that counts no model divides by zero."""
    nothing = dict.fromkeys(RESULTS, Result.NOT_CHECKED)
    assert score.default(BENCHMARK, rules(**nothing)).value == 0.0
