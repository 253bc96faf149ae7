"""incisor.scap.cpe: where rules apply."""

import pytest

from incisor.scap.cpe import decided_by
from incisor.scap.outcome import Result
from incisor.scap.xccdf import ContentRef
from support.rules import check, content, results, rule

YES, NO = "oval:t:def:yes", "oval:t:def:no"
FACT = (
    '<cpe-lang:check-fact-ref system="http://oval.mitre.org/XMLSchema/oval-definitions-5" '
    'href="cpe-oval.xml" id-ref="{}"/>'
)


def platform(*names: str) -> str:
    """Platform elements."""
    return "".join(f'<xccdf:platform idref="{name}"/>' for name in names)


def language(operator: str, negate: str, *facts: str) -> str:
    """A platform of the applicability language with the id `p`."""
    return (
        '<cpe-lang:platform-specification><cpe-lang:platform id="p">'
        f'<cpe-lang:logical-test operator="{operator}" negate="{negate}">{"".join(facts)}'
        "</cpe-lang:logical-test></cpe-lang:platform></cpe-lang:platform-specification>"
    )


@pytest.mark.parametrize(
    ("platforms", "applies"),
    [
        ((), True),
        (("cpe:/a:box:1",), True),
        (("cpe:/a:box",), True),
        (("CPE:/A:BOX",), True),
        (("cpe:/a:box:2",), False),
        (("cpe:/a:box:1:2",), False),
        (("cpe:/a:other",), False),
        (("cpe:/a:other", "cpe:/a:box"), True),
        (("cpe:/a:unheard",), False),
        (("#nowhere",), False),
    ],
)
def test_a_rule_applies_if_one_of_its_platforms_does(
    platforms: tuple[str, ...], applies: bool
) -> None:
    """CPE names match by their parts; nobody decides an unknown one, so it does not apply."""
    made = content(rule("r", platform(*platforms) + check("yes")))
    assert results(made) == {"r": Result.PASS if applies else Result.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("operator", "negate", "facts", "applies"),
    [
        ("AND", "false", (FACT.format(YES), FACT.format(NO)), False),
        ("OR", "false", (FACT.format(YES), FACT.format(NO)), True),
        ("AND", "true", (FACT.format(NO),), True),
        ("OR", "true", (FACT.format(YES),), False),
        ("AND", "false", ('<cpe-lang:fact-ref name="cpe:/a:box"/>',), True),
        ("AND", "false", (FACT.format("oval:t:def:gone"),), False),
    ],
)
def test_the_applicability_language(
    operator: str, negate: str, facts: tuple[str, ...], applies: bool
) -> None:
    """Definitions and names, joined and negated."""
    made = content(
        rule("r", platform("#p") + check("yes")), before=language(operator, negate, *facts)
    )
    assert results(made) == {"r": Result.PASS if applies else Result.NOT_APPLICABLE}


def test_everything_around_a_rule_must_apply_too() -> None:
    """The benchmark and each group."""
    inner = rule("r", platform("cpe:/a:box") + check("yes"))
    group = f'<xccdf:Group id="xccdf_t_group_g">{platform("cpe:/a:other")}{inner}</xccdf:Group>'
    assert results(content(group)) == {"r": Result.NOT_APPLICABLE}
    assert results(content(inner, before=platform("cpe:/a:other"))) == {"r": Result.NOT_APPLICABLE}


def test_a_name_is_decided_by_every_entry_that_it_matches() -> None:
    """What a name leaves out is any."""
    one, two = ContentRef("x", "1"), ContentRef("x", "2")
    dictionary = {"cpe:/o:a:b:1": one, "cpe:/o:a:b:2": two, "cpe:/o:a:c": two}
    assert list(decided_by("cpe:/o:a:b", dictionary)) == [one, two]
    assert list(decided_by("cpe:/o::b:1", dictionary)) == [one]
