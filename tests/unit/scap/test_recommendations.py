"""incisor.scap.recommendations: numbers of CIS, and what several rules make of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incisor.scap import recommendations, xccdf
from incisor.scap.outcome import Result
from incisor.scap.resolve import Selected

CIS = "https://www.cisecurity.org/benchmark/debian_linux/"
R = Result


def rule(name: str, *references: tuple[str, str]) -> xccdf.Rule:
    """A rule with these references."""
    return xccdf.Rule(f"xccdf_t_rule_{name}", references=references)


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ([(CIS, "1.2.3")], ("1.2.3",)),
        ([(CIS, "5.1.2"), (CIS, "5.1.10")], ("5.1.2", "5.1.10")),
        ([(CIS, "5.1.2, 5.1.3")], ("5.1.2", "5.1.3")),
        ([(CIS, "1.2.3"), (CIS, "1.2.3")], ("1.2.3",)),
        ([("https://www.cisecurity.org/controls/", "1.2")], ("xccdf_t_rule_r",)),
        ([(CIS, "reload_dconf_db")], ("xccdf_t_rule_r",)),
        ([(CIS, "7")], ("xccdf_t_rule_r",)),
        ([(CIS, "1.99999999999999999999")], ("xccdf_t_rule_r",)),
        ([], ("xccdf_t_rule_r",)),
    ],
)
def test_a_rule_has_the_numbers_of_its_references(
    references: list[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    """Only CIS benchmarks count, only what is a number; a rule without one stands for itself."""
    assert recommendations.numbers(rule("r", *references)) == expected


def test_recommendations_are_in_the_order_of_their_numbers() -> None:
    """1.2 before 1.10, rules without a number last; rules of one number in the content's order."""
    entries = [
        Selected(rule(name, *([(CIS, number)] if number else [])), True, ())
        for name, number in (("z", ""), ("a", "1.10"), ("b", "1.2"), ("c", "1.10"), ("d", "1.2.1"))
    ]
    found = recommendations.of(entries)
    assert list(found) == ["1.2", "1.2.1", "1.10", "xccdf_t_rule_z"]
    assert [entry.rule.id for entry in found["1.10"]] == ["xccdf_t_rule_a", "xccdf_t_rule_c"]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((R.PASS, R.PASS), R.PASS),
        ((R.PASS, R.FAIL, R.ERROR), R.FAIL),
        ((R.PASS, R.ERROR), R.ERROR),
        ((R.ERROR, R.UNKNOWN), R.UNKNOWN),
        ((R.PASS, R.NOT_CHECKED), R.NOT_CHECKED),
        ((R.NOT_APPLICABLE, R.PASS), R.PASS),
        ((R.NOT_APPLICABLE, R.NOT_APPLICABLE), R.NOT_APPLICABLE),
        ((R.INFORMATIONAL, R.NOT_APPLICABLE), R.INFORMATIONAL),
        ((R.INFORMATIONAL, R.PASS), R.PASS),
    ],
)
def test_rules_are_joined_by_the_first_result_in_the_order(
    results: tuple[Result, ...], expected: Result
) -> None:
    """One failed rule fails the recommendation; what nobody checked is not passed."""
    assert recommendations.join(results) is expected


@given(st.lists(st.sampled_from(list(Result)), min_size=1))
def test_the_order_of_rules_does_not_matter(results: list[Result]) -> None:
    """Every result has its place, and joining is a minimum."""
    assert recommendations.join(results) is recommendations.join(results[::-1])
    assert set(recommendations.ORDER) == set(Result)


def test_texts_are_told_with_the_values_of_the_profile() -> None:
    """A Value's place is filled; what only looks like one, as shell does, stays."""
    text = "set {xccdf_t_value_v} in ${HOME} and {xccdf_t_value_w}"
    values = {"xccdf_t_value_v": ("7",), "HOME": ("x",)}
    assert recommendations.filled(text, values) == "set 7 in ${HOME} and {xccdf_t_value_w}"
