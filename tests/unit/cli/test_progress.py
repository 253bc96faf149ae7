"""Where a person watches a scan."""

import io
import logging
import sys

import pytest

from incisor.agent import translate
from incisor.cli import progress
from incisor.wire.shapes import CisRuleStatus, StopCisSessionStatus
from support.sessions import PLATFORM, result

RESULTS = [result(1), result(2, CisRuleStatus.FAILED)]
STOP = translate.stop(StopCisSessionStatus.SUCCESS, None, RESULTS, PLATFORM, "1.1.0", "L1")
FAILED = translate.stop(StopCisSessionStatus.FAILED, "no\x1bdisk", [], PLATFORM, None, None)


class Terminal(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def test_a_terminal_gets_a_bar_and_a_pipe_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who watches decides the form."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert isinstance(progress.here(), progress.Bar)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert isinstance(progress.here(), progress.Lines)


def test_the_bar_counts_and_is_left_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last picture shows all checks done, and the cursor comes back."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    bar = progress.Bar()
    bar.began("A scan", 2, 0)
    for each in RESULTS:
        bar.advanced(each)
    bar.left()
    bar.ended(STOP)
    shown = terminal.getvalue()
    assert "A scan" in shown
    assert "2/2" in shown
    assert shown.rstrip().endswith("\x1b[?25h")


def test_a_bar_that_never_began_can_be_left(capsys: pytest.CaptureFixture[str]) -> None:
    """A session without evaluation shows no bar, only what is to be said of it."""
    bar = progress.Bar()
    bar.left()
    bar.ended(FAILED)
    assert capsys.readouterr().err == "FAILED: no?disk\n"


def test_lines_tell_beginning_and_end(caplog: pytest.LogCaptureFixture) -> None:
    """Two events with the numbers, and none per check."""
    caplog.set_level(logging.INFO)
    lines = progress.Lines()
    lines.began("A scan", 2, 1)
    lines.advanced(RESULTS[0])
    lines.left()
    lines.ended(STOP)
    lines.ended(FAILED)
    began, ended, failed = (vars(record) for record in caplog.records)
    assert (began["message"], began["checks"], began["known"]) == ("evaluation.began", 2, 1)
    assert (ended["message"], ended["failed_checks"]) == ("session.stopped", 1)
    assert (failed["status"], failed["reason"]) == ("FAILED", "no\x1bdisk")
