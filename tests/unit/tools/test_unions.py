"""tools.unions: profiles that are evaluated as one, without losing what any of them asks."""

import io
from pathlib import Path

import unions
from incisor.scap import content, xccdf
from published import Content

CHECK = xccdf.Check("oval", (), exports=(("oval:variable", "value_x"),))
RULES = (
    *(xccdf.Rule(name, selected=False) for name in "abc"),
    xccdf.Rule("given", selected=False, checks=(CHECK,)),
    xccdf.Rule("jealous", selected=False, conflicts=("a",)),
)
VALUE = xccdf.Value("value_x", values=(("", ("1",)), ("two", ("2",))))


def benchmark(*profiles: xccdf.Profile) -> xccdf.Benchmark:
    """Rules that only a profile selects, and one Value."""
    return xccdf.Benchmark(
        "x",
        children=RULES,
        values={VALUE.id: VALUE},
        profiles={profile.id: profile for profile in profiles},
    )


def profile(id_: str, *rules: str, value: str = "") -> xccdf.Profile:
    """A profile that selects these rules."""
    return xccdf.Profile(
        id_,
        selects=tuple((rule, True) for rule in rules),
        value_settings=(xccdf.ValueSetting("value_x", selector=value),) if value else (),
    )


def joined(*profiles: xccdf.Profile) -> list[unions.Union]:
    """The unions of these profiles, in whatever order they are given."""
    whole = benchmark(*profiles)
    return unions.unions(whole, list(whole.profiles))


def test_a_profile_within_another_is_evaluated_with_it() -> None:
    """Nothing is added to the larger one."""
    (union,) = joined(profile("one", "a"), profile("two", "a", "given"))
    assert (union.profiles, union.profile.id, union.profile.extends) == (("two", "one"), "two", "")


def test_a_profile_with_a_rule_more_extends_the_union() -> None:
    """The larger one is extended by the rule."""
    (union,) = joined(profile("x_y_profile_one", "a", "b"), profile("x_y_profile_two", "c"))
    assert union.profile.extends == "x_y_profile_one"
    assert union.profile.selects == (("c", True),)
    assert {id_ for _, id_ in union.needs} == {"a", "b", "c"}


def test_a_union_gives_values_as_its_members_do() -> None:
    """Also where the larger one, without a rule that asks, leaves the Value as it is."""
    (union,) = joined(
        profile("x_y_profile_one", "a", "b", "c"), profile("x_y_profile_two", "given", value="two")
    )
    assert union.profile.value_settings == (xccdf.ValueSetting("value_x", ("2",)),)
    assert union.needs["value", "value_x"] == ("2",)


def test_profiles_that_give_a_value_otherwise_stay_apart() -> None:
    """Verdicts may depend on it."""
    found = joined(profile("one", "given"), profile("two", "given", value="two"))
    assert [union.profiles for union in found] == [("one",), ("two",)]


def test_a_rule_that_keeps_another_out_keeps_profiles_apart() -> None:
    """Together they would not select what each selects alone."""
    found = joined(profile("one", "a", "b"), profile("two", "jealous"))
    assert [union.profiles for union in found] == [("one",), ("two",)]


def test_a_written_tailoring_is_read_again(tmp_path: Path) -> None:
    """As oscap and incisor are given it."""
    (union,) = joined(profile("x_y_profile_one", "a", "b"), profile("x_y_profile_two", "c"))
    path = tmp_path / "new" / "tailoring.xml"
    unions.write(union.profile, "ds.xml", path)
    read = content.read_tailoring(io.BytesIO(path.read_bytes()), "x")
    assert read[union.profile.id].selects == union.profile.selects


def test_one_profile_needs_no_reading(tmp_path: Path) -> None:
    """It stands for itself."""
    stream = tmp_path / "missing.xml"
    assert list(unions.contents(stream, ["p"], tmp_path)) == [(Content(stream, "p"), 1)]
