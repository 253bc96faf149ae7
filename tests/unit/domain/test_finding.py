"""incisor.domain.finding: what readers see of the host's telemetry."""

import pytest

from incisor.domain import finding
from incisor.domain.finding import Counts
from incisor.wire.shapes import (
    CisFindingStatus,
    CisRuleStatus,
    CisSessionMessage,
    StatusCounts,
    StopCisMessageProgress,
)

SKIPPED = [
    status for status in CisRuleStatus if status not in (CisRuleStatus.PASSED, CisRuleStatus.FAILED)
]


def _message(rule_id: str, status: CisRuleStatus, details: bytes = b"") -> CisSessionMessage:
    return CisSessionMessage(rule_id=rule_id, status=status, cis_rule_details=details)


def test_every_raw_status_becomes_one_of_three() -> None:
    """PASSED and FAILED stay; all others are SKIPPED."""
    assert set(finding.FINDING_STATUS) == set(CisRuleStatus)
    assert finding.FINDING_STATUS[CisRuleStatus.PASSED] is CisFindingStatus.PASSED
    assert finding.FINDING_STATUS[CisRuleStatus.FAILED] is CisFindingStatus.FAILED
    assert {finding.FINDING_STATUS[status] for status in SKIPPED} == {CisFindingStatus.SKIPPED}


@pytest.mark.parametrize("status", SKIPPED)
def test_a_skipped_finding_names_its_raw_status_and_why(status: CisRuleStatus) -> None:
    """A reader of SKIPPED sees what the host said, and why if it said so."""
    assert finding.status_reason(status, b"") == status
    assert finding.status_reason(status, b'{"reason":"needs root"}') == f"{status}: needs root"


def test_a_failed_finding_shows_what_was_expected_and_found() -> None:
    """The evidence is in the reason, with a few samples."""
    details = b'{"expected":"mode 0600","found":"2 of 9","samples":["/a","/b","/c","/d"]}'
    reason = finding.status_reason(CisRuleStatus.FAILED, details)
    assert reason == "expected mode 0600, found 2 of 9, /a, /b, /c"


def test_a_passed_finding_needs_no_reason() -> None:
    """Evidence of what was right stays in the details."""
    assert finding.status_reason(CisRuleStatus.PASSED, b'{"found":"0600"}') is None


@pytest.mark.parametrize(
    "details",
    [
        b"",
        b"\xff\xfe",
        b'{"found":"\xff"}',
        b"two\nlines",
        b"[1]",
        b"null",
        b"{}",
        b'{"found":',
        b'{"found":7}',
        b"[" * 999,
        b'{"a":' * 199,
    ],
)
def test_details_of_another_form_are_passed_over(details: bytes) -> None:
    """Other agents send what they like; it is kept, but nothing is guessed from it."""
    assert finding.status_reason(CisRuleStatus.FAILED, details) is None
    assert finding.status_reason(CisRuleStatus.ERROR, details) == "ERROR"


@pytest.mark.parametrize("details", [b"needs root", "fehlt: größer\n".encode()])
def test_details_that_are_a_line_of_text_are_the_reason(details: bytes) -> None:
    """An agent that sends words instead of evidence is quoted."""
    words = details.decode().strip()
    assert finding.status_reason(CisRuleStatus.FAILED, details) == words
    assert finding.status_reason(CisRuleStatus.ERROR, details) == f"ERROR: {words}"


def test_the_last_message_of_a_rule_wins() -> None:
    """Telemetry is idempotent per rule: sending again replaces."""
    first = _message("1.1", CisRuleStatus.ERROR)
    other = _message("1.2", CisRuleStatus.PASSED)
    last = _message("1.1", CisRuleStatus.FAILED)
    assert finding.fold([first, other, last]) == {"1.1": last, "1.2": other}


def test_counts_are_by_finding_status() -> None:
    """Each of the seven raw statuses is counted once, under its finding status."""
    counts = finding.count(CisRuleStatus)
    assert counts == Counts(passed=1, failed=1, skipped=5)
    assert counts.total == len(CisRuleStatus)
    assert counts.shape() == StatusCounts(passed=1, failed=1, skipped=5)


def test_check_ids_sort_as_numbers() -> None:
    """`1.2` comes before `1.10`, a chapter before its sections, numbers of any length in order."""
    ids = ["1", "1.1", "1.1.1", "1.1.10", "1.2", "1.10", "2", "10.1", "10.1.1", "100", f"{10**40}"]
    assert sorted(set(ids), key=finding.check_order) == ids


def test_rule_ids_of_xccdf_sort_by_the_number_in_them() -> None:
    """Text around the numbers is compared as it is."""
    ids = [f"xccdf_org.example_rule_{number}_x" for number in ("1.9", "1.10", "2.1")]
    assert sorted(set(ids), key=finding.check_order) == ids


def test_a_stop_that_agrees_with_its_telemetry_has_no_difference() -> None:
    """Counts that the host left out claim nothing."""
    whole = StopCisMessageProgress(
        total_checks=6, successful_checks=1, failed_checks=2, error_checks=1, unknown_checks=2
    )
    assert finding.difference(whole, Counts(passed=1, failed=2, skipped=3)) is None
    assert finding.difference(StopCisMessageProgress(), Counts(passed=1)) is None


def test_a_stop_that_disagrees_says_where() -> None:
    """What was said and what was received stand side by side."""
    progress = StopCisMessageProgress(total_checks=5, failed_checks=2, not_applicable_checks=1)
    words = finding.difference(progress, Counts(passed=1, failed=3, skipped=1))
    assert words == "failed: 2 said, 3 received"
