"""The one place that speaks both languages: OVAL's verdicts become Inspector's session messages.

    Verdict (result, evidence, reason)  →  CisSessionMessage (ruleId, status, cisRuleDetails)

A verdict's evidence is bounded and masked by the evaluator; here it is chosen, worded and cut.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from incisor.agent.details import EXPECTED_BYTES, FOUND_BYTES, Details, encode, shortened
from incisor.oval.model import Result
from incisor.oval.verdict import Evidence, Verdict
from incisor.wire.shapes import (
    CisRuleStatus,
    CisSessionMessage,
    ComputePlatform,
    StopCisMessageProgress,
    StopCisSessionMessage,
    StopCisSessionStatus,
)

# oval-res:ResultEnumeration → CisRuleStatus (service model).
STATUS: Mapping[Result, CisRuleStatus] = {
    Result.TRUE: CisRuleStatus.PASSED,
    Result.FALSE: CisRuleStatus.FAILED,
    Result.UNKNOWN: CisRuleStatus.UNKNOWN,
    Result.ERROR: CisRuleStatus.ERROR,
    Result.NOT_EVALUATED: CisRuleStatus.NOT_EVALUATED,
    Result.NOT_APPLICABLE: CisRuleStatus.NOT_APPLICABLE,
}
# CisRuleStatus → the member of StopCisMessageProgress that counts it (service model).
COUNTED_AS: Mapping[CisRuleStatus, str] = {
    CisRuleStatus.PASSED: "successful_checks",
    CisRuleStatus.FAILED: "failed_checks",
    CisRuleStatus.NOT_EVALUATED: "not_evaluated_checks",
    CisRuleStatus.UNKNOWN: "unknown_checks",
    CisRuleStatus.NOT_APPLICABLE: "not_applicable_checks",
    CisRuleStatus.INFORMATIONAL: "informational_checks",
    CisRuleStatus.ERROR: "error_checks",
}
# Statuses that say something about the host; all others need a reason instead.
DECIDED = frozenset({CisRuleStatus.PASSED, CisRuleStatus.FAILED})

# Service model: Reason, BenchmarkVersion and BenchmarkProfile.
MAX_REASON, MAX_VERSION, MAX_PROFILE = 1024, 8, 128
# More tests than these say no more to a reader who has the check's title before them.
MAX_TESTS = 3
NOTHING = "nothing"
NEEDS_ROOT = "needs root"
NOT_APPLICABLE = "This host has no use for the check."


def message(rule_id: str, verdict: Verdict) -> CisSessionMessage:
    """One check's result. What only root can see is not evaluated, never guessed."""
    status = CisRuleStatus.NOT_EVALUATED if verdict.needs_privilege else STATUS[verdict.result]
    details = _decided(verdict) if status in DECIDED else _undecided(verdict)
    return CisSessionMessage(rule_id=rule_id, status=status, cis_rule_details=encode(details))


def not_applicable(rule_id: str, applies: Verdict) -> CisSessionMessage:
    """A check that this host has no use for; `applies` is the verdict that says so."""
    details = msgspec.structs.replace(_decided(applies), reason=NOT_APPLICABLE)
    return CisSessionMessage(
        rule_id=rule_id, status=CisRuleStatus.NOT_APPLICABLE, cis_rule_details=encode(details)
    )


def without_verdict(rule_id: str, status: CisRuleStatus, reason: str) -> CisSessionMessage:
    """A check's result when there was nothing to evaluate, or evaluation itself broke."""
    details = encode(Details(reason=reason))
    return CisSessionMessage(rule_id=rule_id, status=status, cis_rule_details=details)


def stop(
    status: StopCisSessionStatus,
    reason: str | None,
    results: Iterable[CisSessionMessage],
    platform: ComputePlatform,
    benchmark_version: str | None,
    profile: str | None,
) -> StopCisSessionMessage:
    """How the session ended, with counts of what was reported in it."""
    return StopCisSessionMessage(
        status=status,
        reason=reason and reason[:MAX_REASON],
        progress=progress(results),
        compute_platform=platform,
        benchmark_version=benchmark_version and benchmark_version[:MAX_VERSION],
        benchmark_profile=profile and profile[:MAX_PROFILE],
    )


def progress(results: Iterable[CisSessionMessage]) -> StopCisMessageProgress:
    """How many checks there were of each status, all eight counts given."""
    counts = Counter(result.status for result in results)
    by_member = {member: counts[status] for status, member in COUNTED_AS.items()}
    return StopCisMessageProgress(total_checks=counts.total(), **by_member)


def _decided(verdict: Verdict) -> Details:
    deciding = _deciding(verdict)
    shown = deciding[:MAX_TESTS]
    more = len(deciding) - len(shown)
    return Details(
        expected=_listed([each.expected for each in shown], EXPECTED_BYTES, more),
        found=_listed([_found(each) for each in shown], FOUND_BYTES),
        samples=[sample for each in shown if each.total > 1 for sample in each.samples],
    )


def _listed(texts: Sequence[str], limit: int, more: int = 0) -> str:
    """One text as it is; several numbered alike, so that found and expected can be paired."""
    if len(set(texts)) <= 1:
        return "".join(texts[:1])
    share = limit // len(texts) - len("(1)   and 99 more")
    numbered = [f"({number}) {shortened(each, share)}" for number, each in enumerate(texts, 1)]
    return " ".join(numbered) + (f" and {more} more" if more else "")


def _undecided(verdict: Verdict) -> Details:
    reasons = [verdict.reason, *(each.reason for each in verdict.evidence)]
    reason = next(filter(None, reasons), f"the result is {verdict.result}, without a reason")
    if verdict.needs_privilege and not reason.startswith(NEEDS_ROOT):
        reason = f"{NEEDS_ROOT}: {reason}"
    return Details(reason=reason)


def _deciding(verdict: Verdict) -> Sequence[Evidence]:
    """The tests that came out as the whole did, those first that found something.

    All tests, if a negation turned the result and none came out so.
    """
    same = [each for each in verdict.evidence if each.result is verdict.result]
    return sorted(same or verdict.evidence, key=lambda each: not each.samples)


def _found(evidence: Evidence) -> str:
    """What a test found: its one item, or how many of how many."""
    if not evidence.samples:
        return NOTHING
    if evidence.total <= 1:
        return evidence.samples[0]
    return f"{evidence.count} of {evidence.total}"
