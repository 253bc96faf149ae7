"""From the host's telemetry to what readers see: finding status, reason, order, counts.

The host reports rules with one of seven raw statuses (service model, CisRuleStatus) and details;
readers see checks with one of three (CisFindingStatus) and a reason.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from incisor.wire.shapes import (
    CisFindingStatus,
    CisRuleStatus,
    CisSessionMessage,
    StatusCounts,
    StopCisMessageProgress,
)

# Protocol page, "What readers see".
FINDING_STATUS: Final[Mapping[CisRuleStatus, CisFindingStatus]] = {
    CisRuleStatus.PASSED: CisFindingStatus.PASSED,
    CisRuleStatus.FAILED: CisFindingStatus.FAILED,
    CisRuleStatus.NOT_EVALUATED: CisFindingStatus.SKIPPED,
    CisRuleStatus.INFORMATIONAL: CisFindingStatus.SKIPPED,
    CisRuleStatus.UNKNOWN: CisFindingStatus.SKIPPED,
    CisRuleStatus.NOT_APPLICABLE: CisFindingStatus.SKIPPED,
    CisRuleStatus.ERROR: CisFindingStatus.SKIPPED,
}

# Which counts of a Stop's progress speak of which finding status.
PROGRESS: Final[Mapping[str, tuple[str, ...]]] = {
    "passed": ("successful_checks",),
    "failed": ("failed_checks",),
    "skipped": (
        "not_evaluated_checks",
        "unknown_checks",
        "not_applicable_checks",
        "informational_checks",
        "error_checks",
    ),
    "total": ("total_checks",),
}

SAMPLES: Final = 3
"""Samples of evidence that a reason names; the details keep all that the host sent."""


class _Evidence(msgspec.Struct, frozen=True):
    """The details that our agent sends; all of it for people."""

    expected: str = ""
    found: str = ""
    samples: Sequence[str] = ()
    reason: str = ""


_DETAILS: Final = msgspec.json.Decoder(_Evidence)
_NUMBER: Final = re.compile(r"[0-9]+")


class Counts(NamedTuple):
    """How many findings have each status."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """All findings, whatever their status."""
        return sum(self)

    def shape(self) -> StatusCounts:
        """The counts as answers carry them."""
        return StatusCounts(passed=self.passed, failed=self.failed, skipped=self.skipped)


def fold(messages: Iterable[CisSessionMessage]) -> dict[str, CisSessionMessage]:
    """One message per rule id: the last one received wins."""
    return {message.rule_id: message for message in messages}


def count(statuses: Iterable[CisRuleStatus]) -> Counts:
    """Count findings by their status, from raw statuses."""
    seen = [FINDING_STATUS[status] for status in statuses]
    return Counts(*(seen.count(CisFindingStatus[name.upper()]) for name in Counts._fields))


def status_reason(status: CisRuleStatus, details: bytes) -> str | None:
    """Why a finding has its status: the raw status if it was skipped, and what the host said."""
    said = _said(details)
    if FINDING_STATUS[status] is CisFindingStatus.SKIPPED:
        return f"{status}: {said}" if said else str(status)
    return said if status is CisRuleStatus.FAILED else None


def check_order(check_id: str) -> str:
    """A text that sorts as the id should: numbers as numbers, so `1.2` before `1.10`.

    Compare it by code point (COLLATE "C"). Ids that differ only in leading zeros come out equal.
    """
    return _NUMBER.sub(lambda number: _sized(number[0].lstrip("0")), check_id)


def difference(progress: StopCisMessageProgress, counts: Counts) -> str | None:
    """Where a Stop's progress and the telemetry disagree, in words; None if they agree.

    Counts that the host left out claim nothing.
    """
    parts = []
    for word, fields in PROGRESS.items():
        claims = [claim for field in fields if (claim := getattr(progress, field)) is not None]
        if claims and sum(claims) != getattr(counts, word):
            parts.append(f"{word}: {sum(claims)} said, {getattr(counts, word)} received")
    return "; ".join(parts) or None


def _sized(digits: str) -> str:
    """A number with the count of its digits in front, so that text order is number order."""
    return f"{min(len(digits), 99):02d}{digits}"


def _said(details: bytes) -> str | None:
    """The words in a rule's details: `reason`, else what was expected and found, with samples.

    Other agents send what they like: words that are no JSON are taken as they are.
    """
    try:
        evidence = _DETAILS.decode(details)
    except msgspec.ValidationError:  # JSON, of another form
        return None
    except (ValueError, msgspec.DecodeError, RecursionError):
        return _plain(details)
    words = {"expected": evidence.expected, "found": evidence.found}
    parts = [f"{name} {word}" for name, word in words.items() if word]
    return evidence.reason or ", ".join([*parts, *evidence.samples[:SAMPLES]]) or None


def _plain(details: bytes) -> str | None:
    """Details that are a line of text; nothing is guessed from damaged JSON or from bytes."""
    try:
        text = details.decode().strip()
    except UnicodeDecodeError:
        return None
    damaged = text.startswith(("{", "[", '"')) or not text.isprintable()
    return None if damaged else text or None
