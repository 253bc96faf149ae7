"""Findings for people."""

import pytest

from incisor.cli import findings
from incisor.cli.findings import Finding
from incisor.wire.shapes import CisFindingStatus

FAILED = Finding("1.1.1", "No cramfs", CisFindingStatus.FAILED, "expected a, found b")
PASSED = Finding("1.1.2", "No freevxfs", CisFindingStatus.PASSED)
SKIPPED = Finding("10.1", "Look yourself", CisFindingStatus.SKIPPED, "NOT_EVALUATED: manual")


def shown(capsys: pytest.CaptureFixture[str], *given: Finding) -> list[str]:
    """The lines that are printed for these findings."""
    findings.show(given, {"1": "Initial setup"})
    return [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_chapters_are_counted_by_status(capsys: pytest.CaptureFixture[str]) -> None:
    """Each chapter has its counts beside its title, and the last row has the sums."""
    rows = [line.split() for line in shown(capsys, FAILED, PASSED, SKIPPED)]
    assert ["Chapter", "Passed", "Failed", "Skipped"] in rows
    assert ["1", "Initial", "setup", "1", "1", "0"] in rows
    assert ["10", "0", "0", "1"] in rows
    assert ["All", "1", "1", "1"] in rows


def test_a_failed_check_is_shown_with_its_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    """Number and title on one line, what was expected on the next, and then what was found."""
    lines = shown(capsys, FAILED, PASSED)
    at = lines.index("1.1.1      No cramfs")
    assert [line.strip() for line in lines[at + 1 : at + 3]] == ["expected a", "found b"]
    assert not any("freevxfs" in line for line in lines)


def test_a_clean_host_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    """No failure is a sentence, not silence."""
    assert shown(capsys, PASSED)[-1] == "No check failed."


def test_evidence_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A file name with an escape sequence, or with the library's markup, is shown as text."""
    nasty = Finding("1.1.1", "t", CisFindingStatus.FAILED, "found /tmp/\x1b[31m[bold]x\x07")
    text = "\n".join(shown(capsys, nasty))
    assert "\x1b" not in text
    assert "found /tmp/?[31m[bold]x?" in text


def test_long_evidence_is_not_cut_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe every word of the evidence is there."""
    words = [f"/srv/file{number}" for number in range(60)]
    text = " ".join(shown(capsys, FAILED._replace(reason=" ".join(words))))
    assert all(word in text for word in words)
