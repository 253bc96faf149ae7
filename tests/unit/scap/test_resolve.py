"""incisor.scap.resolve: which rules a profile selects, and with which values."""

import pytest

from incisor.scap import xccdf, xccdf_reader
from incisor.scap.resolve import Resolution, resolve
from incisor.scap.xml import ContentError
from support.scap import BENCHMARK, data_stream, element, read

A, B, V = "xccdf_t_rule_a", "xccdf_t_rule_b", "xccdf_t_value_v"


def benchmark(text: str = BENCHMARK) -> xccdf.Benchmark:
    return read(data_stream(text)).benchmark


def selected(resolution: Resolution) -> list[str]:
    return [entry.rule.id for entry in resolution.rules if entry.selected]


def test_no_profile_leaves_the_items_as_they_are() -> None:
    """Without a profile each rule's own `selected` counts, and Values have their defaults."""
    resolution = resolve(benchmark(), "")
    assert (selected(resolution), resolution.values) == ([], {V: ("1",)})


def test_a_profile_selects_and_refines() -> None:
    """A profile's selects switch rules on, and its selectors choose values."""
    resolution = resolve(benchmark(), "xccdf_t_profile_one")
    assert (selected(resolution), resolution.values) == ([A], {V: ("7",)})


def test_an_extending_profile_has_the_last_word() -> None:
    """Inherited settings come first; the profile's own override them."""
    resolution = resolve(benchmark(), "two")
    assert (selected(resolution), resolution.values) == ([B], {V: ("99",)})
    [entry] = [entry for entry in resolution.rules if entry.selected]
    assert (entry.rule.severity, entry.rule.weight) == ("high", 3.0)
    assert entry.rule.role is xccdf.Role.UNSCORED


def test_a_deselected_group_takes_its_rules_along() -> None:
    """No rule of a group that is not selected is selected."""
    text = BENCHMARK.replace('id="xccdf_t_group_g"', 'id="xccdf_t_group_g" selected="false"')
    assert selected(resolve(benchmark(text), "one")) == []


@pytest.mark.parametrize(
    ("element", "profile", "expected"),
    [
        (f'<xccdf:requires idref="{B}"/>', "one", []),
        (f'<xccdf:requires idref="{B} xccdf_t_group_g"/>', "one", [A]),
        ('<xccdf:requires idref="xccdf_t_rule_gone"/>', "one", []),
        ('<xccdf:conflicts idref="xccdf_t_group_g"/>', "one", []),
        ('<xccdf:conflicts idref="xccdf_t_rule_gone"/>', "one", [A]),
    ],
)
def test_requires_and_conflicts_deselect(element: str, profile: str, expected: list[str]) -> None:
    """A rule whose requirement is missing, or which conflicts with a selected item, is off."""
    text = BENCHMARK.replace("<xccdf:title>Rule a", f"{element}<xccdf:title>Rule a")
    assert selected(resolve(benchmark(text), profile)) == expected


def test_a_tailoring_extends_a_profile_of_the_benchmark() -> None:
    """A tailoring's profile, even of the same id, is applied upon the benchmark's."""
    node = element(
        '<xccdf:Tailoring id="t"><xccdf:Profile id="xccdf_t_profile_one" '
        'extends="xccdf_t_profile_one"><xccdf:title>Ours</xccdf:title>'
        f'<xccdf:select idref="{B}" selected="true"/></xccdf:Profile></xccdf:Tailoring>',
        "xccdf:Tailoring",
    )
    resolution = resolve(benchmark(), "one", xccdf_reader.tailoring(node))
    assert (selected(resolution), resolution.values) == ([A, B], {V: ("7",)})


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("three", "'three' is no profile; the profiles are: xccdf_t_profile_one, xccdf_t_profi"),
        ("o", "'o' ends 1 ids|'o' ends 2 ids"),
    ],
)
def test_an_unknown_or_ambiguous_profile_is_named(name: str, complaint: str) -> None:
    """The error lists the profiles that there are."""
    text = BENCHMARK.replace("xccdf_t_profile_two", "xccdf_t_profile_duo").replace(
        "xccdf_t_profile_one", "xccdf_t_profile_uno"
    )
    source = benchmark(text) if name == "o" else benchmark()
    with pytest.raises(ContentError, match=complaint):
        resolve(source, name)


def test_profiles_that_extend_each_other_are_refused() -> None:
    """A circle of profiles is an error, not an endless loop."""
    text = BENCHMARK.replace(
        'id="xccdf_t_profile_one"', 'id="xccdf_t_profile_one" extends="xccdf_t_profile_two"'
    )
    with pytest.raises(ContentError, match="extends"):
        resolve(benchmark(text), "one")
