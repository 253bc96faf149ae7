"""oscap is the oracle of XCCDF: which rules are selected, what they come to, what they score.

One small benchmark, evaluated with each of its profiles by both.
"""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from incisor.host.live import LiveHost
from incisor.scap import score
from incisor.scap.evaluation import Evaluation
from incisor.scap.outcome import Result
from incisor.scap.resolve import resolve
from support.oscap import read, require_oscap
from support.rules import check
from support.scap import NAMESPACES
from support.scap import read as read_content
from support.valid import exported, group, profile, rule, valid_stream

NOT_SELECTED = 'selected="false"'


def joined(operator: str, *inside: str, negate: str = "false") -> str:
    """A complex check."""
    return (
        f'<xccdf:complex-check operator="{operator}" negate="{negate}">{"".join(inside)}'
        "</xccdf:complex-check>"
    )


NAMES = ("yes", "no", "flaw", "idle", "gone")
VALUES = (
    '<xccdf:Value id="xccdf_t_value_v" type="number"><xccdf:title>v</xccdf:title>'
    '<xccdf:value>6</xccdf:value><xccdf:value selector="five">5</xccdf:value></xccdf:Value>'
    '<xccdf:Value id="xccdf_t_value_w" cluster-id="w" type="number"><xccdf:title>v</xccdf:title>'
    '<xccdf:value>6</xccdf:value><xccdf:value selector="five">5</xccdf:value></xccdf:Value>'
    '<xccdf:Value id="xccdf_t_value_d" type="number"><xccdf:title>v</xccdf:title>'
    '<xccdf:value selector="six">6</xccdf:value><xccdf:value>5</xccdf:value></xccdf:Value>'
    '<xccdf:Value id="xccdf_t_value_f" type="number"><xccdf:title>v</xccdf:title>'
    '<xccdf:value selector="first">5</xccdf:value>'
    '<xccdf:value selector="second">6</xccdf:value></xccdf:Value>'
)
REQUIRES = '<xccdf:requires idref="xccdf_t_rule_{}"/>'
CONFLICTS = '<xccdf:conflicts idref="xccdf_t_rule_{}"/>'

RULES = "".join(
    (
        *(rule(name, check(name)) for name in NAMES),
        *(rule(f"not-{name}", check(name, 'negate="true"')) for name in NAMES),
        *(
            rule(f"{operator}-{one}-{other}".lower(), joined(operator, check(one), check(other)))
            for operator in ("AND", "OR")
            for one in NAMES[:-1]
            for other in NAMES[:-1]
        ),
        rule("nested", joined("OR", check("no"), joined("AND", check("yes"), check("yes")))),
        rule("denied", joined("AND", check("yes"), joined("OR", check("no")), negate="true")),
        rule("none", ""),
        rule("unchecked", check("yes"), 'role="unchecked"'),
        rule("unscored", check("no"), 'role="unscored"'),
        rule("last", check("no") + check("yes")),
        rule("foreign", check("no") + '<xccdf:check system="urn:none"/>'),
        rule("chosen", check("no") + check("yes", 'selector="s"')),
        rule("value", check("value", inside=exported("v"))),
        rule("value-of-cluster", check("value", inside=exported("w"))),
        rule("default", check("value", inside=exported("d"))),
        rule("first", check("value", inside=exported("f"))),
        rule("weighty", check("no"), 'weight="5"'),
        rule("weightless", check("no"), 'weight="0"'),
        rule("off", check("yes"), NOT_SELECTED),
        rule("needs-off", check("yes"), before=REQUIRES.format("off")),
        rule("needs-yes", check("yes"), before=REQUIRES.format("yes")),
        rule("needs-either", check("yes"), before=REQUIRES.format("off xccdf_t_rule_yes")),
        rule("against-off", check("yes"), before=CONFLICTS.format("off")),
        rule("against-yes", check("yes"), before=CONFLICTS.format("yes")),
        group("g", rule("in", check("no"), 'weight="3"'), rule("out", check("yes")),
              group("h", rule("deep", check("yes"))), attributes='weight="2"'),
        group("shut", rule("shut", check("yes")), attributes=NOT_SELECTED),
        group("empty", rule("never", check("gone"))),
        rule("clustered", check("yes"), f'cluster-id="c" {NOT_SELECTED}'),
        rule("refined", check("no"), 'cluster-id="d"'),
        rule("several-in-one", check()),
        rule("needs-shut", check("yes"), before=REQUIRES.format("shut")),
        group("needy", rule("needy", check("yes")), before=REQUIRES.format("off")),
        rule("needs-needy", check("yes"), before=REQUIRES.format("needy")),
        rule("needs-needy-group", check("yes"),
             before=REQUIRES.replace("rule", "group").format("needy")),
        group("light", rule("light", check("yes"), 'weight="0"')),
        rule("platform", check("yes"), before='<xccdf:platform idref="cpe:/a:box:1"/>'),
        rule("elsewhere", check("yes"), before='<xccdf:platform idref="cpe:/a:other"/>'),
        rule("nowhere", check("yes"), before='<xccdf:platform idref="cpe:/a:unknown"/>'),
        rule("either", check("yes"), before='<xccdf:platform idref="cpe:/a:other"/>'
             '<xccdf:platform idref="cpe:/a:box"/>'),
    )
)  # fmt: skip

PROFILES: Mapping[str, str] = {
    "plain": "",
    "selecting": '<xccdf:select idref="xccdf_t_rule_off" selected="true"/>'
    '<xccdf:select idref="xccdf_t_rule_yes" selected="false"/>'
    '<xccdf:select idref="xccdf_t_group_g" selected="false"/>'
    '<xccdf:select idref="xccdf_t_group_shut" selected="true"/>'
    '<xccdf:select idref="c" selected="true"/>',
    "setting": '<xccdf:set-value idref="xccdf_t_value_v">5</xccdf:set-value>'
    '<xccdf:refine-value idref="xccdf_t_value_f" selector="second"/>',
    "refining": '<xccdf:refine-value idref="xccdf_t_value_v" selector="five"/>'
    '<xccdf:refine-value idref="xccdf_t_value_f" selector="none"/>'
    '<xccdf:refine-value idref="xccdf_t_value_d" selector="none"/>'
    '<xccdf:refine-rule idref="xccdf_t_rule_chosen" selector="s"/>'
    '<xccdf:refine-rule idref="xccdf_t_rule_last" selector="none"/>'
    '<xccdf:refine-rule idref="xccdf_t_rule_weighty" weight="7" severity="high"/>'
    '<xccdf:refine-rule idref="xccdf_t_rule_in" weight="0.5" role="unscored"/>'
    '<xccdf:refine-rule idref="xccdf_t_group_g" weight="9"/>',
    "above": '<xccdf:select idref="xccdf_t_rule_off" selected="true"/>'
    '<xccdf:select idref="c" selected="true"/>'
    '<xccdf:refine-value idref="xccdf_t_value_v" selector="five"/>'
    '<xccdf:refine-rule idref="xccdf_t_rule_chosen" selector="s"/>',
    "below": '<xccdf:select idref="xccdf_t_rule_off" selected="false"/>'
    '<xccdf:select idref="xccdf_t_rule_clustered" selected="false"/>'
    '<xccdf:set-value idref="xccdf_t_value_v">6</xccdf:set-value>'
    '<xccdf:refine-value idref="xccdf_t_value_f" selector="second"/>'
    '<xccdf:refine-rule idref="xccdf_t_rule_last" role="unscored"/>',
    "reversing": '<xccdf:refine-value idref="xccdf_t_value_v" selector="five"/>',
    "clusters": '<xccdf:select idref="xccdf_t_rule_clustered" selected="true"/>'
    '<xccdf:select idref="c" selected="false"/>'
    '<xccdf:refine-value idref="w" selector="five"/>'
    '<xccdf:refine-rule idref="d" role="unscored"/>',
}
EXTENDS = {
    "below": 'extends="xccdf_t_profile_above"',
    "reversing": 'extends="xccdf_t_profile_below"',
}


BENCHMARK = (
    f'<xccdf:Benchmark {NAMESPACES} id="xccdf_t_benchmark_b" resolved="true">'
    "<xccdf:status>draft</xccdf:status><xccdf:version>1</xccdf:version>"
    + "".join(f'<xccdf:model system="{system}"/>' for system in score.MODELS)
    + "".join(profile(name, body, EXTENDS.get(name, "")) for name, body in PROFILES.items())
    + f"{VALUES}{RULES}</xccdf:Benchmark>"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that definitions speak of, and the documents."""
    require_oscap()
    place = tmp_path_factory.mktemp("xccdf").resolve()
    stream = valid_stream(BENCHMARK, place)
    (place / "t-ds.xml").write_text(stream)
    for item, own, refined in REFINED_WEIGHTS:
        assert f'{item}" weight="{own}"' in stream
        stream = stream.replace(f'{item}" weight="{own}"', f'{item}" weight="{refined}"')
    (place / "weighed-ds.xml").write_text(stream)
    return place


KNOWN: Mapping[str, Callable[[float, float], tuple[float, float]]] = {
    score.UNWEIGHTED: lambda value, most: (value - 1, most - 2),
    score.ABSOLUTE: lambda value, most: (value, 1.0),
}
"""What is not oscap's: a rule of weight 0 does not count without weights either (one fails, one
passes), and the best that an absolute score can be is 1 (NISTIR 7275r4, 7.3.2)."""

REFINED_WEIGHTS = (("rule_weighty", "5", "7"), ("rule_in", "3", "0.5"), ("group_g", "2", "9"))
"""oscap leaves refined weights out of its scores, and rule-results tell the rules' own; the
specification has them take the place of the items' (NISTIR 7275r4, 6.5.3). So the oracle is what it
scores where these stand in the benchmark."""

DIFFERENT: Mapping[str, tuple[str, str]] = {
    # 7.2.3.3.2: requires changes its own item alone, so a rule in a group that it deselects stays
    # selected for others. oscap deselects what is in the group, too.
    "needs-needy": ("notselected", "pass"),
    # 6.4.1 and 7.2.3.4: a selector may name a cluster of Values. oscap looks for an id only.
    "value-of-cluster": ("fail", "pass"),
    # 7.2.3.4: the last of refine-value and set-value takes the place of the other; in oscap
    # set-value always wins.
    "value": ("fail", "pass"),
}
"""Rules that are meant to differ: oscap's result and ours."""
AGREED: Mapping[str, tuple[str, ...]] = {
    "needs-needy": ("selecting", "above"),
    "value-of-cluster": tuple(name for name in PROFILES if name != "clusters"),
    "value": tuple(name for name in PROFILES if name != "reversing"),
}
"""Profiles with which these rules do not differ."""

Outcome = tuple[dict[str, str], dict[str, tuple[float, float]]]


def theirs(place: Path, name: str, stream: str = "t-ds.xml") -> Outcome:
    """oscap's rule results, and scores by model."""
    results = place / f"{name}.xml"
    command = ["oscap", "xccdf", "eval", "--skip-valid", "--profile", f"xccdf_t_profile_{name}"]
    done = subprocess.run(
        [*command, "--results", str(results), str(place / stream)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert results.exists(), done.stderr
    return (
        {
            node.get("idref"): node.all("xccdf:result")[0].text
            for node in read(results, "xccdf:rule-result")
        },
        {
            node.get("system"): (round(float(node.text), 3), float(node.get("maximum")))
            for node in read(results, "xccdf:score")
        },
    )


def ours(place: Path, name: str, results_of: Mapping[str, str] | None = None) -> Outcome:
    """The same of ours; the scores of these results, if they are given."""
    content = read_content((place / "t-ds.xml").read_text())
    resolution = resolve(content.benchmark, name)
    results = list(Evaluation(content, resolution, LiveHost()).results())
    said = results_of or {each.rule.id: each.result.value for each in results}
    scored = score.scored((each.rule, Result(said[each.rule.id])) for each in results)
    scores = [model(resolution.tree, scored) for model in score.MODELS.values()]
    return (
        {each.rule.id: each.result.value for each in results},
        {each.system: (round(each.value, 3), each.maximum) for each in scores},
    )


@pytest.mark.parametrize("name", PROFILES)
def test_each_profile_comes_to_what_oscap_says(place: Path, name: str) -> None:
    """Rule by rule, and by each scoring model."""
    their_rules, our_rules = theirs(place, name)[0], ours(place, name)[0]
    assert our_rules.keys() == their_rules.keys()
    differing = {
        rule_id.removeprefix("xccdf_t_rule_"): (their_rules[rule_id], result)
        for rule_id, result in our_rules.items()
        if result != their_rules[rule_id]
    }
    assert differing == {
        rule_id: results for rule_id, results in DIFFERENT.items() if name not in AGREED[rule_id]
    }


@pytest.mark.parametrize("name", PROFILES)
def test_each_profile_scores_what_oscap_says(place: Path, name: str) -> None:
    """By each model; where rules differ, after what oscap makes of its own results."""
    stream = "weighed-ds.xml" if name == "refining" else "t-ds.xml"
    their_rules, their_scores = theirs(place, name, stream)
    for system, difference in KNOWN.items():
        their_scores[system] = difference(*their_scores[system])
    assert ours(place, name, their_rules)[1] == their_scores
