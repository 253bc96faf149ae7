"""OVAL's verdicts in Inspector's words."""

import json
from typing import Any

import pytest

from incisor.agent import translate
from incisor.oval.model import Result
from incisor.oval.verdict import Evidence, Verdict
from incisor.wire.shapes import (
    CisRuleStatus,
    CisSessionMessage,
    StopCisMessageProgress,
    StopCisSessionStatus,
)
from support.sessions import PLATFORM, result

ONE = Evidence("t1", Result.FALSE, "net.ipv4.ip_forward is 0", ("net.ipv4.ip_forward = 1",), 1, 1)
MANY = Evidence("t2", Result.FALSE, "no world-writable file", ("/srv/a", "/srv/b"), 2, 90)
HELD = Evidence("t3", Result.TRUE, "the package is absent")


def details(message: CisSessionMessage) -> Any:
    """The evidence as a reader decodes it."""
    return json.loads(message.cis_rule_details)


@pytest.mark.parametrize("outcome", list(Result))
def test_every_result_of_oval_has_a_status(outcome: Result) -> None:
    """The table of statuses is complete, and every status fits its shape."""
    message = translate.message("1.1", Verdict("d", outcome))
    assert message.status is translate.STATUS[outcome]
    assert len(message.cis_rule_details) <= 1000


def test_every_status_is_counted() -> None:
    """No result can be missing from the counts of the Stop."""
    assert set(translate.COUNTED_AS) == set(CisRuleStatus)
    assert {"total_checks", *translate.COUNTED_AS.values()} == set(
        StopCisMessageProgress.__struct_fields__
    )


def test_a_failure_shows_what_was_expected_and_found() -> None:
    """One offending item is shown itself; tests that held are left out."""
    message = translate.message("3.1", Verdict("d", Result.FALSE, evidence=(HELD, ONE)))
    assert message.status is CisRuleStatus.FAILED
    assert details(message) == {
        "expected": "net.ipv4.ip_forward is 0",
        "found": "net.ipv4.ip_forward = 1",
    }


def test_many_items_are_counted_and_sampled() -> None:
    """Of many the number is told, and a few are named."""
    message = translate.message("7.1", Verdict("d", Result.FALSE, evidence=(MANY,)))
    assert details(message) == {
        "expected": "no world-writable file",
        "found": "2 of 90",
        "samples": ["/srv/a", "/srv/b"],
    }


def test_several_failing_tests_are_told_one_after_another() -> None:
    """Each failing test has its number in both texts."""
    message = translate.message("3.2", Verdict("d", Result.FALSE, evidence=(ONE, MANY)))
    assert details(message) == {
        "expected": "(1) net.ipv4.ip_forward is 0 (2) no world-writable file",
        "found": "(1) net.ipv4.ip_forward = 1 (2) 2 of 90",
        "samples": ["/srv/a", "/srv/b"],
    }


def test_tests_that_found_something_come_first() -> None:
    """An item on this host says more than one that is not there."""
    missing = Evidence("t", Result.FALSE, "a setting exists")
    message = translate.message("3.2", Verdict("d", Result.FALSE, evidence=(missing, ONE)))
    assert details(message)["found"] == "(1) net.ipv4.ip_forward = 1 (2) nothing"


def test_of_many_tests_a_few_are_told_and_the_rest_counted() -> None:
    """However many alternatives failed, the evidence stays readable and fits."""
    many = tuple(
        Evidence(f"t{number}", Result.FALSE, f"{number} {'x' * 300}") for number in range(6)
    )
    said = details(translate.message("3.2", Verdict("d", Result.FALSE, evidence=many)))
    assert said["found"] == "nothing"
    assert said["expected"].startswith("(1) 0 xxx")
    assert "… (3) 2 xxx" in said["expected"]
    assert said["expected"].endswith("… and 3 more")


def test_nothing_found_is_said_in_words() -> None:
    """An empty find is evidence too."""
    missing = Evidence("t", Result.FALSE, "a rule exists")
    message = translate.message("6.1", Verdict("d", Result.FALSE, evidence=(missing,)))
    assert details(message)["found"] == "nothing"


def test_a_negated_test_still_shows_its_evidence() -> None:
    """Where a negation turned the result there is no test with the result; all are shown."""
    message = translate.message("1.9", Verdict("d", Result.FALSE, evidence=(HELD,)))
    assert details(message)["expected"] == "the package is absent"


@pytest.mark.parametrize("outcome", [Result.TRUE, Result.UNKNOWN, Result.ERROR])
def test_what_only_root_can_see_is_not_evaluated(outcome: Result) -> None:
    """Without the privilege there is no verdict, and the reason says what is missing."""
    for reason in ("needs root: /etc/shadow", "/etc/shadow"):
        message = translate.message("7.2", Verdict("d", outcome, reason, needs_privilege=True))
        assert message.status is CisRuleStatus.NOT_EVALUATED
        assert details(message) == {"reason": "needs root: /etc/shadow"}


def test_an_error_tells_its_reason() -> None:
    """A broken probe is an ERROR that says why."""
    message = translate.message("4.1", Verdict("d", Result.ERROR, "nft: damaged table"))
    assert message.status is CisRuleStatus.ERROR
    assert details(message) == {"reason": "nft: damaged table"}


def test_a_reason_inside_the_evidence_is_found() -> None:
    """When only one test knows why, its reason is told."""
    broken = Evidence("t", Result.ERROR, "x", reason="line 3 is not UTF-8")
    message = translate.message("4.2", Verdict("d", Result.ERROR, evidence=(broken,)))
    assert details(message) == {"reason": "line 3 is not UTF-8"}


def test_a_check_without_use_says_why() -> None:
    """Not applicable comes with what would have made it applicable."""
    absent = Evidence("t", Result.FALSE, "the package gdm3 is installed")
    message = translate.not_applicable("1.8", Verdict("d", Result.FALSE, evidence=(absent,)))
    assert message.status is CisRuleStatus.NOT_APPLICABLE
    assert details(message)["expected"] == "the package gdm3 is installed"
    assert details(message)["reason"] == translate.NOT_APPLICABLE


def test_counts_are_those_of_the_results() -> None:
    """All eight counts are given, also those that are zero."""
    results = [result(1), result(2, CisRuleStatus.FAILED), result(3, CisRuleStatus.FAILED)]
    assert translate.progress(results) == StopCisMessageProgress(
        total_checks=3,
        successful_checks=1,
        failed_checks=2,
        not_evaluated_checks=0,
        unknown_checks=0,
        not_applicable_checks=0,
        informational_checks=0,
        error_checks=0,
    )


def test_a_stop_keeps_to_the_limits_of_its_shape() -> None:
    """Long reasons and names are cut to what the service takes."""
    stop = translate.stop(
        StopCisSessionStatus.FAILED, "r" * 2000, [], PLATFORM, "1.10.100-rc1", "p" * 200
    )
    assert (len(stop.reason or ""), stop.benchmark_version) == (1024, "1.10.100")
    assert len(stop.benchmark_profile or "") == 128
