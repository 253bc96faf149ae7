"""incisor.scap.resolve: which rules a profile selects, and with which values."""

from typing import Any

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
    resolution = resolve(benchmark(), "one", xccdf_reader.tailoring(node, "t.xml"))
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


def items(*rules: xccdf.Rule, groups: tuple[xccdf.Group, ...] = (), **more: Any) -> Resolution:
    """What a profile makes of rules and groups."""
    given = xccdf.Benchmark("b", children=(*rules, *groups), **more)
    return resolve(given, next(iter(given.profiles), ""))


def profiles(*settings: dict[str, Any]) -> dict[str, xccdf.Profile]:
    """Profiles p0 that extends p1, and so on."""
    ids = [f"p{place}" for place in range(len(settings))]
    return {
        id_: xccdf.Profile(id_, extends=above, **said)
        for id_, above, said in zip(ids, [*ids[1:], ""], settings, strict=True)
    }


def test_the_last_word_counts_whether_by_id_or_by_cluster() -> None:
    """Selectors apply in their order, those of an extending profile last (7.2.3.4)."""
    above = {"selects": (("r1", True), ("c", False), ("r3", True))}
    own = {"selects": (("r1", False), ("r2", True))}
    rules = [xccdf.Rule(f"r{number}", cluster="c") for number in range(1, 5)]
    assert selected(items(*rules, profiles=profiles(own, above))) == ["r2", "r3"]


def test_what_is_refined_by_several_is_joined() -> None:
    """Each of weight, severity, role and selector is what was last said of it."""
    above = {"refine_rules": (xccdf.RefineRule("r", weight=2.0, severity="low", selector="s"),)}
    own = {"refine_rules": (xccdf.RefineRule("c", severity="high"),)}
    [entry] = items(xccdf.Rule("r", cluster="c"), profiles=profiles(own, above)).rules
    assert (entry.rule.weight, entry.rule.severity, entry.selector) == (2.0, "high", "s")


def test_of_a_group_only_the_weight_is_refined() -> None:
    """Scores see it, at every level (6.5.3)."""
    said = {"refine_rules": (xccdf.RefineRule("g", 3.0, "high", xccdf.Role.UNCHECKED, "s"),)}
    group = xccdf.Group("g", children=(xccdf.Rule("r"),))
    resolution = items(groups=(group,), profiles=profiles(said))
    [entry] = resolution.rules
    assert (entry.rule.weight, entry.rule.role, entry.selector) == (1.0, xccdf.Role.FULL, "")
    assert [each.weight for each in resolution.tree] == [3.0]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([("v", None, "s")], ("5",)),
        ([("v", ("7",), None)], ("7",)),
        ([("v", ("7",), None), ("c", None, "s")], ("5",)),
        ([("c", None, "s"), ("v", ("7",), None)], ("7",)),
        ([], ("6",)),
    ],
)
def test_a_value_is_what_was_last_said_of_it(
    own: list[tuple[str, tuple[str, ...] | None, str | None]], expected: tuple[str, ...]
) -> None:
    """Set or chosen, by id or by cluster, by the profile or the one that it extends."""
    value = xccdf.Value("v", cluster="c", values=(("", ("1",)), ("s", ("5",))))
    above = {"value_settings": (xccdf.ValueSetting("v", ("6",)),)}
    said = tuple(xccdf.ValueSetting(id_, given or (), chosen) for id_, given, chosen in own)
    made = items(values={"v": value}, profiles=profiles({"value_settings": said}, above))
    assert made.values == {"v": expected}


def test_dependencies_are_looked_at_in_order_and_once() -> None:
    """What is deselected later does not change what was decided (7.2.3.3.2, example 2)."""
    chain = [
        xccdf.Rule("r1", requires=(("r2",),)),
        xccdf.Rule("r2", requires=(("r3",),)),
        xccdf.Rule("r3", requires=(("r4",),), selected=False),
        xccdf.Rule("r4", conflicts=("r2",)),
    ]
    assert selected(items(*chain)) == ["r1", "r4"]


def test_a_rule_in_a_group_that_is_off_still_meets_requirements() -> None:
    """It is never looked at, so it stays selected itself (7.2.3.3.2, example 3)."""
    off = xccdf.Group("g", selected=False, children=(xccdf.Rule("in", requires=(("gone",),)),))
    last = xccdf.Group("h", children=(xccdf.Rule("r", requires=(("in",),)),))
    assert selected(items(groups=(off, last))) == ["r"]


def test_a_group_that_is_deselected_meets_no_requirement() -> None:
    """Nor are its rules selected."""
    group = xccdf.Group("g", requires=(("gone",),), children=(xccdf.Rule("in"),))
    rule = xccdf.Group("h", children=(xccdf.Rule("r", requires=(("g",),)),))
    assert selected(items(groups=(group, rule))) == []
