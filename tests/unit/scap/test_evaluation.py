"""incisor.scap.evaluation: which check of a rule counts, and what comes of it."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from incisor.host import Ran
from incisor.scap import resolve
from incisor.scap.content import OVAL as SYSTEM
from incisor.scap.evaluation import NO_CHECK, NOT_THERE, SCRIPT, Evaluation
from incisor.scap.outcome import Result
from incisor.scap.sce import SYSTEM as SCE
from support.fakehost import FakeHost
from support.rules import HOST, check, content, evaluated, results, rule

VALUE = (
    '<xccdf:Value id="xccdf_t_value_v" type="number"><xccdf:value>6</xccdf:value>'
    '<xccdf:value selector="five">5</xccdf:value></xccdf:Value>'
    '<xccdf:Value id="xccdf_t_value_w" type="number"><xccdf:value>5</xccdf:value></xccdf:Value>'
    '<xccdf:Profile id="xccdf_t_profile_five"><xccdf:title>p</xccdf:title>'
    '<xccdf:refine-value idref="xccdf_t_value_v" selector="five"/></xccdf:Profile>'
)


def exported(value: str) -> str:
    """A check-export of the definition's variable."""
    return f'<xccdf:check-export export-name="oval:t:var:limit" value-id="xccdf_t_value_{value}"/>'


@pytest.mark.parametrize(
    ("body", "attributes", "expected"),
    [
        (check("yes"), "", Result.PASS),
        (check("no"), "", Result.FAIL),
        (check("flaw"), "", Result.FAIL),
        (check("no", 'negate="true"'), "", Result.PASS),
        (check("idle"), "", Result.NOT_CHECKED),
        (check("strange"), "", Result.NOT_CHECKED),
        (check("gone"), "", Result.NOT_CHECKED),
        (check("yes", href="nowhere.xml"), "", Result.NOT_CHECKED),
        ("", "", Result.NOT_CHECKED),
        (check("yes"), 'role="unchecked"', Result.NOT_CHECKED),
        (check("no"), 'role="unscored"', Result.INFORMATIONAL),
        (check("no"), 'selected="false"', Result.NOT_SELECTED),
        (check("no") + check("yes"), "", Result.PASS),
        (f'{check("no")}<xccdf:check system="{SCE}"/>', "", Result.FAIL),
        (check("yes") + check("no", 'selector="x"'), "", Result.PASS),
        (check(), "", Result.FAIL),
    ],
)
def test_a_rule_comes_to_what_its_last_check_says(
    body: str, attributes: str, expected: Result
) -> None:
    """By class of definition, negation, role and selection; unknown systems are passed over."""
    assert results(content(rule("r", body, attributes))) == {"r": expected}


def test_references_of_one_check_are_alternatives() -> None:
    """The first that leads somewhere counts."""
    refs = "".join(
        f'<xccdf:check-content-ref href="{href}" name="oval:t:def:{name}"/>'
        for href, name in (("gone.xml", "no"), ("oval.xml", "gone"), ("oval.xml", "yes"))
    )
    body = f'<xccdf:check system="{SYSTEM}">{refs}</xccdf:check>'
    assert results(content(rule("r", body))) == {"r": Result.PASS}


@pytest.mark.parametrize(
    ("operator", "names", "negate", "expected"),
    [
        ("AND", ("yes", "no"), "false", Result.FAIL),
        ("OR", ("yes", "no"), "false", Result.PASS),
        ("OR", ("no", "idle"), "false", Result.FAIL),
        ("AND", ("yes", "yes"), "true", Result.FAIL),
    ],
)
def test_a_complex_check_joins_its_operands(
    operator: str, names: tuple[str, ...], negate: str, expected: Result
) -> None:
    """And leaves the rule's simple checks aside."""
    inner = "".join(map(check, names))
    nested = f'<xccdf:complex-check operator="{operator}">{inner}</xccdf:complex-check>'
    body = f'<xccdf:complex-check operator="AND" negate="{negate}">{nested}</xccdf:complex-check>'
    assert results(content(rule("r", check("no") + body))) == {"r": expected}


def test_a_multi_check_gives_a_result_for_each_definition() -> None:
    """A document without a named definition is then taken apart."""
    found = evaluated(content(rule("r", check("", 'multi-check="true"'))))
    names = {each.ref.name.rpartition(":")[2]: each.result for each in found if each.ref}
    assert (names["yes"], names["no"], names["flaw"]) == (Result.PASS, Result.FAIL, Result.FAIL)
    assert names["idle"] is Result.NOT_CHECKED


def test_values_reach_the_variables_that_a_check_exports_them_to() -> None:
    """Rules that bind one variable differently do not disturb each other."""
    made = content(
        rule("v", check("value", inside=exported("v"))),
        rule("w", check("value", inside=exported("w"))),
        before=VALUE,
    )
    assert results(made) == {"v": Result.FAIL, "w": Result.PASS}
    assert results(made, "five") == {"v": Result.PASS, "w": Result.PASS}


def test_what_is_expected_says_a_variables_value_beside_its_id() -> None:
    """Whoever reads it need not look into the content."""
    made = content(rule("w", check("value", inside=exported("w"))), before=VALUE)
    ((evidence,),) = (verdict.evidence for each in evaluated(made) for verdict in each.verdicts)
    assert evidence.expected.endswith("with subexpression = 5 {oval:t:var:limit}")


def test_a_value_without_a_choice_leaves_the_rule_unknown() -> None:
    """A selector that the Value does not have is no reason to take another of its values."""
    made = content(
        rule("v", check("value", inside=exported("v"))), before=VALUE.replace('r="five"/', 'r="x"/')
    )
    assert results(made, "five") == {"v": Result.UNKNOWN}
    (found,) = evaluated(made, "five")
    assert found.reason == "xccdf_t_value_v has no value"


def test_single_rules_are_evaluated_whether_selected_or_not() -> None:
    """The others then count as not selected."""
    made = content(rule("a", check("yes"), 'selected="false"'), rule("b", check("yes")))
    assert results(made, rules=("a",)) == {"a": Result.PASS, "b": Result.NOT_SELECTED}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", NO_CHECK),
        (f'<xccdf:check system="{SCE}"/>', SCRIPT),
        (check("gone"), NOT_THERE),
        (check("idle"), "the definition has no criteria"),
        (check("strange"), "objects of type strange cannot be collected yet"),
        (check("value"), "variable oval:t:var:limit has no value"),
    ],
)
def test_an_undecided_rule_says_why(body: str, reason: str) -> None:
    """In words that tell what is missing."""
    (found,) = evaluated(content(rule("r", body)))
    assert found.reason == reason


def test_a_script_is_run_only_by_who_is_handed_in() -> None:
    """And only for a rule that nothing else checks; what it said comes with the result."""
    script = (
        f'<xccdf:check system="{SCE}">'
        '<xccdf:check-import import-name="stdout"/>'
        '<xccdf:check-content-ref href="gone.sh"/><xccdf:check-content-ref href="a.sh"/>'
        "</xccdf:check>"
    )
    made = content(rule("a", script), rule("b", script + check("yes")))
    made = replace(made, scripts={"a.sh": "#!/bin/sh"})
    ran: list[str] = []

    def run(text: str, environment: Mapping[str, str]) -> Ran:
        ran.append(text)
        return Ran(int(environment["XCCDF_RESULT_FAIL"]), "said", "")

    host, resolution = FakeHost.from_spec(HOST), resolve.resolve(made.benchmark, "")
    a, b = Evaluation(made, resolution, host, run=run).results()
    assert (a.result, a.imports, b.result) == (Result.FAIL, (("stdout", "said"),), Result.PASS)
    assert ran == ["#!/bin/sh"]
    assert [each.result for each in evaluated(made)] == [Result.NOT_CHECKED, Result.PASS]
