"""incisor.agent.translate_rules: XCCDF's results in Inspector's words."""

import json
from typing import Any

import msgspec
import pytest

from incisor.agent import translate_rules
from incisor.oval.model import Result as OvalResult
from incisor.oval.verdict import Evidence, Verdict
from incisor.scap import native, xccdf
from incisor.scap.evaluation import RuleResult
from incisor.scap.outcome import Result
from incisor.scap.resolve import Selected
from incisor.wire.shapes import CisRuleStatus, CisSessionMessage

S = CisRuleStatus


def told(
    result: Result, name: str = "r", reason: str = "", expected: str = "", *, blind: bool = False
) -> RuleResult:
    """A rule's result, with the evidence of one test that says so."""
    entry = Selected(xccdf.Rule(f"xccdf_t_rule_{name}"), True, ())
    outcome = translate_rules.VERDICT.get(result, OvalResult.TRUE)
    evidence = (Evidence("t", outcome, expected, ("x = 1",), 1, 1),) if expected else ()
    verdict = Verdict("d", outcome, reason, blind, evidence)
    return RuleResult(entry, result, reason, verdicts=(verdict,))


def details(message: CisSessionMessage) -> Any:
    """The evidence as a reader decodes it."""
    return json.loads(message.cis_rule_details)


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (Result.PASS, S.PASSED),
        (Result.FIXED, S.PASSED),
        (Result.FAIL, S.FAILED),
        (Result.UNKNOWN, S.UNKNOWN),
        (Result.ERROR, S.ERROR),
        (Result.NOT_CHECKED, S.NOT_EVALUATED),
        (Result.NOT_APPLICABLE, S.NOT_APPLICABLE),
        (Result.INFORMATIONAL, S.INFORMATIONAL),
    ],
)
def test_every_result_of_xccdf_has_a_status(result: Result, status: CisRuleStatus) -> None:
    """All seven statuses are used."""
    assert translate_rules.message("1.1", [told(result)]).status is status


def test_one_rule_is_told_as_a_check_of_ours_is() -> None:
    """Expected, found."""
    message = translate_rules.message("1.1", [told(Result.FAIL, expected="x is 0")])
    assert details(message) == {"expected": "x is 0", "found": "x = 1"}


def test_of_several_rules_those_are_told_that_decided() -> None:
    """Each by its name; what passed is left out of a failure."""
    results = [
        told(Result.PASS, "good", expected="y is 0"),
        told(Result.FAIL, "bad", expected="x is 0"),
        told(Result.ERROR, "broken", reason="odd"),
    ]
    assert details(translate_rules.message("1.1", results))["expected"] == "bad: x is 0"


def test_reasons_name_the_rule_they_are_of() -> None:
    """So that a reader knows where to look."""
    results = [told(Result.PASS, "good"), told(Result.ERROR, "broken", reason="odd file")]
    assert details(translate_rules.message("1.1", results)) == {"reason": "broken: odd file"}


def test_what_does_not_apply_says_why() -> None:
    """The rule gives no reason of its own."""
    message = translate_rules.message("1.1", [told(Result.NOT_APPLICABLE)])
    assert details(message)["reason"] == "Its platforms do not include this host."


def test_what_only_root_can_see_is_not_evaluated() -> None:
    """It needs root, and says so; a rule that failed all the same has failed."""
    unseen = told(Result.UNKNOWN, "r", "/etc/shadow", blind=True)
    message = translate_rules.message("1.1", [unseen])
    assert message.status is S.NOT_EVALUATED
    assert details(message) == {"reason": "needs root: /etc/shadow"}
    failed = told(Result.FAIL, "s", expected="x is 0", blind=True)
    assert translate_rules.message("1.1", [unseen, failed]).status is S.FAILED


def test_evidence_always_fits() -> None:
    """However many rules a recommendation has."""
    many = [told(Result.FAIL, f"rule_{n}" * 20, expected="e" * 300) for n in range(40)]
    assert len(translate_rules.message("1.1", many).cis_rule_details) <= 1000


def test_a_script_that_our_own_facts_stood_in_for_is_named() -> None:
    """A reader is told that the content's own check was not run."""
    own = told(Result.FAIL, expected="nothing is world-writable")
    own = msgspec.structs.replace(own, ref=xccdf.ContentRef(native.HREF, "d"))
    said = details(translate_rules.message("7.1.11", [own]))["expected"]
    assert said == f"{native.NOTE}: nothing is world-writable"
