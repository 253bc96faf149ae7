"""XCCDF's rule results in Inspector's words: one session message for each CIS recommendation.

    RuleResult (of each rule of the recommendation)  →  joined  →  CisSessionMessage

How several rules are joined is told in `scap.recommendations`. The evidence is that of the rules
that came out as the whole did.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from incisor.agent import translate
from incisor.oval.model import Result as OvalResult
from incisor.oval.verdict import Evidence, Verdict
from incisor.scap import native, recommendations
from incisor.scap.evaluation import RuleResult
from incisor.scap.outcome import Result
from incisor.wire.shapes import CisRuleStatus, CisSessionMessage

# What a recommendation's result is as the result of one verdict. Not among them: `informational`,
# which OVAL does not have, and `notselected`, which no evaluated rule is.
VERDICT: Final[Mapping[Result, OvalResult]] = {
    Result.PASS: OvalResult.TRUE,
    Result.FIXED: OvalResult.TRUE,
    Result.FAIL: OvalResult.FALSE,
    Result.UNKNOWN: OvalResult.UNKNOWN,
    Result.ERROR: OvalResult.ERROR,
    Result.NOT_CHECKED: OvalResult.NOT_EVALUATED,
    Result.NOT_APPLICABLE: OvalResult.NOT_APPLICABLE,
}
DECIDED: Final = frozenset({Result.PASS, Result.FIXED, Result.FAIL})

REASONS: Final[Mapping[Result, str]] = {
    Result.NOT_APPLICABLE: "Its platforms do not include this host.",
    Result.INFORMATIONAL: "The content counts it as information only.",
}
"""Why a rule has a result that needs no further reason."""


def message(check_id: str, results: Sequence[RuleResult]) -> CisSessionMessage:
    """The result of a recommendation that has at least one rule."""
    outcome = recommendations.join(each.result for each in results)
    deciding = [each for each in results if each.result is outcome]
    several = len(results) > 1
    reasons = dict.fromkeys(_reason(each, several) for each in deciding)
    reason = "; ".join(filter(None, reasons))
    if outcome is Result.INFORMATIONAL:
        return translate.without_verdict(check_id, CisRuleStatus.INFORMATIONAL, reason)
    blind = any(verdict.needs_privilege for each in deciding for verdict in each.verdicts)
    verdict = Verdict(
        definition=check_id,
        result=VERDICT[outcome],
        reason=reason,
        needs_privilege=blind and outcome not in DECIDED,
        evidence=tuple(shown for each in deciding for shown in _evidence(each, several)),
    )
    return translate.message(check_id, verdict)


def _reason(result: RuleResult, several: bool) -> str:
    reason = result.reason or REASONS.get(result.result, "")
    return f"{_name(result)}: {reason}" if several and reason else reason


def _evidence(result: RuleResult, several: bool) -> Iterator[Evidence]:
    """The rule's evidence, with the rule's name if it is one among several.

    Where facts of our own stood in for the content's script, that is said.
    """
    said = [_name(result)] if several else []
    said += [native.NOTE] if result.native else []
    for verdict in result.verdicts:
        for each in verdict.evidence:
            expected = ": ".join([*said, each.expected])
            yield msgspec.structs.replace(each, expected=expected)


def _name(result: RuleResult) -> str:
    """The rule's own part of its id."""
    return result.rule.id.rpartition("_rule_")[2]
