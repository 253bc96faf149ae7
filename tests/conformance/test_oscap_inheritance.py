"""oscap is the oracle of items that extend others: which rules there are, and what they come to.

Where it does not follow Table 33 of NISTIR 7275r4 the rule is named below with what it leaves out.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from incisor.host.live import LiveHost
from incisor.scap.evaluation import Evaluation
from incisor.scap.resolve import resolve
from support.oscap import read, require_oscap
from support.rules import check
from support.scap import NAMESPACES
from support.scap import read as read_content
from support.valid import exported, group, profile, rule, valid_stream

REQUIRES = '<xccdf:requires idref="xccdf_t_rule_off"/>'
CONFLICTS = '<xccdf:conflicts idref="xccdf_t_rule_yes"/>'
ELSEWHERE = '<xccdf:platform idref="cpe:/a:other"/>'
HERE = '<xccdf:platform idref="cpe:/a:box:1"/>'


def base(name: str, body: str = "", attributes: str = "", before: str = "") -> str:
    """A rule to be extended."""
    return rule(name, body, f'abstract="true" {attributes}', before)


def own(name: str, above: str, body: str = "", attributes: str = "", before: str = "") -> str:
    """A rule that extends another."""
    return rule(name, body, f'extends="xccdf_t_rule_{above}" {attributes}', before)


RULES = "".join(
    (
        rule("yes", check("yes")),
        rule("off", check("yes"), 'selected="false"'),
        base("pass", check("yes")),
        own("inherits", "pass"),
        own("replaces", "pass", check("no")),
        own("adds-selector", "pass", check("no", 'selector="s"')),
        own("twice", "inherits"),
        rule("concrete", check("no")),
        own("of-concrete", "concrete"),
        base("off-base", check("yes"), 'selected="false"'),
        own("stays-off", "off-base"),
        own("is-on", "off-base", attributes='selected="true"'),
        base("unscored-base", check("no"), 'role="unscored"'),
        own("is-unscored", "unscored-base"),
        own("is-scored", "unscored-base", attributes='role="full"'),
        base("needs-off", check("yes"), before=REQUIRES),
        own("requires", "needs-off"),
        base("against-yes", check("yes"), before=CONFLICTS),
        own("conflicts", "against-yes"),
        base("elsewhere-base", check("yes"), before=ELSEWHERE),
        own("elsewhere", "elsewhere-base"),
        own("here-too", "elsewhere-base", before=HERE),
        base("value-base", check("value", inside=exported("own"))),
        own("value", "value-base"),
        group("g", base("inner", check("yes")), own("inside", "inner"), own("from-above", "pass")),
        group("abstract", rule("never", check("yes")), attributes='abstract="true"'),
        group("heir", rule("of-heir", check("yes")), attributes='extends="xccdf_t_group_abstract"'),
    )
)
# A Value that extends another and has a value of its own ends oscap by an assertion.
VALUES = (
    '<xccdf:Value id="xccdf_t_value_base" abstract="true" type="number">'
    "<xccdf:title>v</xccdf:title><xccdf:value>5</xccdf:value>"
    '<xccdf:value selector="six">6</xccdf:value></xccdf:Value>'
    '<xccdf:Value id="xccdf_t_value_own" extends="xccdf_t_value_base">'
    "<xccdf:title>v</xccdf:title></xccdf:Value>"
)
BENCHMARK = (
    f'<xccdf:Benchmark {NAMESPACES} id="xccdf_t_benchmark_b">'
    "<xccdf:status>draft</xccdf:status><xccdf:version>1</xccdf:version>"
    f"{profile('plain', '')}{VALUES}{RULES}</xccdf:Benchmark>"
)

DIFFERENT: Mapping[str, tuple[str, str]] = {
    # check: those of other systems or selectors are other properties. oscap inherits checks only
    # where there is none.
    "adds-selector": ("notchecked", "pass"),
    # requires: Append. oscap does not inherit it.
    "requires": ("pass", "notselected"),
    # type: Replace, of a Value. oscap does not inherit it, and hands a string over as a number.
    "value": ("unknown", "pass"),
}
"""Where oscap leaves something out: its result and ours, by Table 33."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that definitions speak of, and the stream."""
    require_oscap()
    place = tmp_path_factory.mktemp("inheritance").resolve()
    (place / "t-ds.xml").write_text(valid_stream(BENCHMARK, place))
    return place


def theirs(place: Path) -> Mapping[str, str]:
    """oscap's rule results."""
    results = place / "theirs.xml"
    command = ["oscap", "xccdf", "eval", "--skip-valid", "--profile", "xccdf_t_profile_plain"]
    done = subprocess.run(
        [*command, "--results", str(results), str(place / "t-ds.xml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert results.exists(), done.stderr
    found = read(results, "xccdf:rule-result")
    return {short(node.get("idref")): node.all("xccdf:result")[0].text for node in found}


def short(id_: str) -> str:
    return id_.removeprefix("xccdf_t_rule_")


def test_what_extends_comes_to_what_oscap_says(place: Path) -> None:
    """The same rules, and the same results, but for what is named."""
    content = read_content((place / "t-ds.xml").read_text())
    evaluation = Evaluation(content, resolve(content.benchmark, "plain"), LiveHost())
    ours = {short(each.rule.id): each.result.value for each in evaluation.results()}
    said = theirs(place)
    # Loading.Resolve.Items: a group has what it extends. oscap leaves such groups as they are.
    assert {"never-in-heir"} == ours.keys() - said.keys()
    assert said.keys() <= ours.keys()
    assert {
        name: (result, ours[name]) for name, result in said.items() if result != ours[name]
    } == DIFFERENT
