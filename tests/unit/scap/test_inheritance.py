"""incisor.scap.inheritance: what items have of those that they extend."""

import pytest

from incisor.scap import xccdf
from incisor.scap.inheritance import MAX_INHERITED, MAX_ITEMS
from incisor.scap.resolve import resolve
from incisor.scap.xml import ContentError
from support.scap import data_stream, read

BASE = """
<xccdf:Rule id="xccdf_t_rule_base" abstract="true" selected="false" weight="3" severity="low"
    role="unscored" cluster-id="c">
  <xccdf:title>Base</xccdf:title>
  <xccdf:description>Why.</xccdf:description>
  <xccdf:reference href="urn:r">1</xccdf:reference>
  <xccdf:platform idref="#one"/>
  <xccdf:requires idref="xccdf_t_rule_r"/>
  <xccdf:ident system="urn:i">B</xccdf:ident>
  <xccdf:check system="urn:a"><xccdf:check-content-ref href="base"/></xccdf:check>
  <xccdf:check system="urn:a" selector="s"><xccdf:check-content-ref href="base"/></xccdf:check>
  <xccdf:check system="urn:b"><xccdf:check-content-ref href="base"/></xccdf:check>
</xccdf:Rule>
"""


def benchmark(body: str) -> xccdf.Benchmark:
    """A benchmark of these items."""
    text = f'<xccdf:Benchmark id="xccdf_t_benchmark_b">\n{body}</xccdf:Benchmark>'
    return read(data_stream(text)).benchmark


def extending(inside: str = "", attributes: str = "") -> xccdf.Rule:
    """The rule that extends the base."""
    own = '<xccdf:Rule id="xccdf_t_rule_own" extends="xccdf_t_rule_base"'
    (rule,) = benchmark(f"{own} {attributes}>{inside}</xccdf:Rule>{BASE}").children
    assert isinstance(rule, xccdf.Rule)
    return rule


def test_all_but_what_names_it_is_inherited() -> None:
    """A rule that says nothing has everything of its base, but for id, cluster and abstractness."""
    rule = extending()
    assert (rule.id, rule.cluster, rule.title, rule.description) == (
        "xccdf_t_rule_own",
        "",
        "Base",
        "Why.",
    )
    assert (rule.selected, rule.weight, rule.severity, rule.role) == (
        False,
        3.0,
        "low",
        xccdf.Role.UNSCORED,
    )
    assert (rule.platforms, rule.requires, rule.references, rule.identifiers) == (
        ("#one",),
        (("xccdf_t_rule_r",),),
        (("urn:r", "1"),),
        (("urn:i", "B"),),
    )


def test_what_it_says_itself_replaces_or_follows() -> None:
    """As Table 33 has it: attributes replace, lists follow, texts are joined."""
    rule = extending(
        '<xccdf:title>Own</xccdf:title><xccdf:platform idref="#two"/>'
        '<xccdf:requires idref="xccdf_t_rule_o"/>',
        'selected="true" weight="1.0" severity="high" role="full"',
    )
    assert (rule.title, rule.selected, rule.weight, rule.severity, rule.role) == (
        "Base Own",
        True,
        1.0,
        "high",
        xccdf.Role.FULL,
    )
    assert rule.platforms == ("#one", "#two")
    assert rule.requires == (("xccdf_t_rule_r",), ("xccdf_t_rule_o",))


def test_what_is_tagged_so_overrides() -> None:
    """Nothing of the base's is left of it."""
    rule = extending(
        '<xccdf:title override="true">Own</xccdf:title><xccdf:platform idref="#two" override="1"/>'
    )
    assert (rule.title, rule.platforms) == ("Own", ("#two",))


def test_a_check_replaces_that_of_its_system_and_selector() -> None:
    """The others stay, and come first."""
    rule = extending(
        '<xccdf:check system="urn:a"><xccdf:check-content-ref href="own"/></xccdf:check>'
    )
    assert [(each.system, each.selector, each.refs[0].href) for each in rule.checks] == [
        ("urn:a", "s", "base"),
        ("urn:b", "", "base"),
        ("urn:a", "", "own"),
    ]


def test_a_value_has_the_values_of_its_base() -> None:
    """Its own come after them, and count where both have one of a selector."""
    value = '<xccdf:Value id="xccdf_t_value_{}" {}><xccdf:title>V</xccdf:title>{}</xccdf:Value>'
    base = value.format(
        "base",
        'type="number" abstract="true"',
        '<xccdf:value>1</xccdf:value><xccdf:value selector="s">2</xccdf:value>',
    )
    own = value.format("own", 'extends="xccdf_t_value_base"', "<xccdf:value>3</xccdf:value>")
    made = benchmark(own + base).values
    assert list(made) == ["xccdf_t_value_own"]
    (found,) = made.values()
    assert (found.type, found.chosen(""), found.chosen("s")) == ("number", ("3",), ("2",))


def test_a_group_inherits_items_under_ids_of_their_own() -> None:
    """They come before its own; what is abstract stays out, and is never selected."""
    made = benchmark(
        '<xccdf:Group id="xccdf_t_group_base" abstract="true" weight="2">'
        '<xccdf:Rule id="xccdf_t_rule_a"/><xccdf:Rule id="xccdf_t_rule_b" abstract="true"/>'
        '</xccdf:Group><xccdf:Group id="xccdf_t_group_own" extends="xccdf_t_group_base">'
        '<xccdf:Rule id="xccdf_t_rule_c"/></xccdf:Group>'
    )
    (group,) = made.children
    assert isinstance(group, xccdf.Group)
    assert (group.id, group.weight) == ("xccdf_t_group_own", 2.0)
    ids = [child.id for child in group.children]
    assert ids == ["xccdf_t_rule_a-in-own", "xccdf_t_rule_c"]
    assert [entry.rule.id for entry in resolve(made, "").rules] == ids


def test_an_abstract_profile_can_only_be_extended() -> None:
    """It is not offered."""
    made = benchmark(
        '<xccdf:Profile id="xccdf_t_profile_base" abstract="true"><xccdf:title>B</xccdf:title>'
        '<xccdf:select idref="xccdf_t_rule_a" selected="true"/></xccdf:Profile>'
        '<xccdf:Profile id="xccdf_t_profile_own" extends="xccdf_t_profile_base">'
        "<xccdf:title>O</xccdf:title></xccdf:Profile>"
        '<xccdf:Rule id="xccdf_t_rule_a" selected="false"/>'
    )
    assert [entry.selected for entry in resolve(made, "own").rules] == [True]
    with pytest.raises(ContentError, match=r"'base' is no profile; .*: xccdf_t_profile_own$"):
        resolve(made, "base")


def rules(*extends: str) -> str:
    """Rules r0, r1 …, each extending the one named."""
    return "\n".join(
        f'<xccdf:Rule id="xccdf_t_rule_r{number}" extends="xccdf_t_rule_{above}"/>'
        for number, above in enumerate(extends)
    )


GROUP = '<xccdf:Group id="xccdf_t_group_{}">\n{}</xccdf:Group>'


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (rules("gone"), r"<xccdf:Rule> xccdf_t_rule_r0 extends xccdf_t_rule_gone, which is not t"),
        (rules("r0"), "xccdf_t_rule_r0 extends xccdf_t_rule_r0, which extends it in turn"),
        (rules("r1", "r2", "r0"), "which extends it in turn"),
        (
            GROUP.format("a", '<xccdf:Rule id="xccdf_t_rule_x"/>') + GROUP.format("b", rules("x")),
            "r0 extends xccdf_t_rule_x, which is in another group",
        ),
        (
            '<xccdf:Value id="xccdf_t_rule_x"/>' + rules("x"),
            "r0 extends xccdf_t_rule_x, which is not there",
        ),
        (
            GROUP.format("a", GROUP.format('b" extends="xccdf_t_group_a', "")),
            "<xccdf:Group> xccdf_t_group_a is in a group that extends it",
        ),
    ],
)
def test_what_cannot_be_extended_is_named_with_its_line(body: str, complaint: str) -> None:
    """Cycles, what is not there, not visible, or of another kind (7.2.2, 6.3.1)."""
    with pytest.raises(ContentError, match=rf"^t-ds.xml:\d+: .*{complaint}"):
        benchmark(body)


def test_groups_that_inherit_without_end_are_refused() -> None:
    """Each holds two that extend the one before it: twice as many items with every group."""
    doubling = '<xccdf:Group id="xccdf_t_group_0"><xccdf:Rule id="xccdf_t_rule_a"/></xccdf:Group>'
    for level in range(1, 40):
        inner = "".join(
            f'<xccdf:Group id="xccdf_t_group_{level}{side}" extends="xccdf_t_group_{level - 1}"/>'
            for side in "lr"
        )
        doubling += f'<xccdf:Group id="xccdf_t_group_{level}">{inner}</xccdf:Group>'
    with pytest.raises(ContentError, match=f"inherit more than {MAX_ITEMS} items"):
        benchmark(doubling)


def test_groups_that_lead_from_one_to_the_next_are_bounded() -> None:
    """However many there are, the interpreter's stack is not what ends it."""
    body = "".join(
        f'<xccdf:Group id="xccdf_t_group_{place}"><xccdf:Group id="xccdf_t_group_in{place}"'
        f' extends="xccdf_t_group_{place + 1}"/></xccdf:Group>'
        for place in range(1000)
    )
    with pytest.raises(ContentError, match="nested more than"):
        benchmark(body + '<xccdf:Group id="xccdf_t_group_1000"/>')


RULE = '<xccdf:Rule id="xccdf_t_rule_r{}" extends="xccdf_t_rule_r{}">{}</xccdf:Rule>'
REQUIRES = '<xccdf:requires idref="xccdf_t_rule_r0"/>'


def test_a_long_text_is_not_inherited_without_end() -> None:
    """Each rule would have all of it: little content could fill any memory."""
    text = f"<xccdf:description>{'x' * (MAX_INHERITED // 100)}</xccdf:description>"
    heirs = "".join(RULE.format(number, 0, "") for number in range(1, 102))
    with pytest.raises(ContentError, match=r"r100 and others inherit more than \d+ characters"):
        benchmark(f'<xccdf:Rule id="xccdf_t_rule_r0">{text}</xccdf:Rule>{heirs}')


def test_a_list_that_grows_with_each_rule_is_bounded() -> None:
    """Each of a chain of rules has what all before it have, and one more."""
    number = int((2 * MAX_INHERITED) ** 0.5) + 2
    chain = "".join(RULE.format(each, each - 1, REQUIRES) for each in range(1, number))
    with pytest.raises(ContentError, match=r"inherit more than \d+ characters and entries"):
        benchmark(f'<xccdf:Rule id="xccdf_t_rule_r0">{REQUIRES}</xccdf:Rule>{chain}')
