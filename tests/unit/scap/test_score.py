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
ITEMS = (G, *LOOSE)
RESULTS = {
    "a": Result.PASS,
    "b": Result.FAIL,
    "c": Result.FIXED,
    "d": Result.FAIL,
    "e": Result.NOT_APPLICABLE,
}


def rules(**changed: Result) -> dict[str, Scored]:
    results = RESULTS | changed
    return score.scored((rule, results[rule.id]) for rule, _ in xccdf.walk(ITEMS))


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
    made = score.MODELS[system](ITEMS, rules())
    assert made.value == pytest.approx(value)
    assert made.maximum == maximum


def test_absolute_is_one_if_all_that_counts_passes() -> None:
    """Unscored and inapplicable rules do not spoil a full score."""
    assert score.absolute(ITEMS, rules(b=Result.PASS)).value == 1.0


def test_nothing_that_counts_scores_nothing() -> None:
    """Without a rule that counts no model divides by zero."""
    nothing = dict.fromkeys(RESULTS, Result.NOT_CHECKED)
    assert score.default(ITEMS, rules(**nothing)).value == 0.0


def test_each_result_of_a_rule_has_its_part() -> None:
    """Of a multi-check's results those that do not count are left out, the others are alike."""
    rule = xccdf.Rule("m", weight=2.0)
    said = (Result.PASS, Result.FAIL, Result.NOT_APPLICABLE, Result.FIXED, Result.ERROR)
    made = score.scored((rule, result) for result in said)
    assert score.default([rule], made).value == 50.0
    assert score.flat([rule], made) == score.Score(score.FLAT, 1.0, 2.0)


def test_a_group_without_weights_counts_as_nothing_reached() -> None:
    """The specification divides by zero there; oscap makes it 0."""
    light = xccdf.Group("g", children=(xccdf.Rule("a", weight=0.0),))
    passes = score.scored([(xccdf.Rule(name), Result.PASS) for name in ("a", "c")])
    assert score.default([light, xccdf.Rule("c")], passes).value == 50.0
