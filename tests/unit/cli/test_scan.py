"""What `incisor scan` does when something breaks."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from click.testing import CliRunner

from incisor.agent import facts
from incisor.cli.scan import scan
from incisor.oval.evaluate import Evaluator


def breaking(error: BaseException) -> Callable[..., NoReturn]:
    """A function that raises this."""

    def function(*_: object, **__: object) -> NoReturn:
        raise error

    return function


def test_an_evaluation_that_breaks_is_not_taken_for_findings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A walk that fails as a whole ends the scan with 2 and its reason."""
    monkeypatch.setattr(Evaluator, "prepare", breaking(MemoryError("no room")))
    done = CliRunner().invoke(scan, ["--check", "1.5.1"])
    assert done.exit_code == 2
    assert "The evaluation broke: MemoryError: no room" in done.output


def test_an_interrupted_scan_is_not_taken_for_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is not a failed check."""
    monkeypatch.setattr(Evaluator, "prepare", breaking(KeyboardInterrupt()))
    done = CliRunner().invoke(scan, ["--check", "1.5.1"])
    assert done.exit_code == 2
    assert "interrupted" in done.output


def test_a_platform_without_benchmark_cannot_be_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the platform and the benchmarks that there are."""
    monkeypatch.setattr(facts, "os_release", lambda _: {"ID": "plan9", "VERSION_ID": "4"})
    done = CliRunner().invoke(scan, [])
    assert done.exit_code == 2
    assert "PLAN9_4" in done.output
    assert "cis-debian-12" in done.output
