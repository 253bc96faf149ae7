"""The generated files and the tool that writes them."""

import subprocess
import sys
from pathlib import Path

import pytest

import generate


def test_nothing_is_stale() -> None:
    """Every generated file is what its producer makes now, in a process that nobody prepared."""
    checked = subprocess.run(
        [sys.executable, generate.__file__, "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_stale_file_is_found_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is missing or changed is stale until it is written again."""
    monkeypatch.setattr(generate, "GENERATED", [("a.txt", lambda: "new\n")])
    assert generate.stale(tmp_path) == ["a.txt"]
    (tmp_path / "a.txt").write_text("old\n")
    assert generate.stale(tmp_path) == ["a.txt"]
    assert generate.write(tmp_path) == ["a.txt"]
    assert (generate.stale(tmp_path), generate.write(tmp_path)) == ([], [])


def test_check_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stale file makes --check fail with the command that mends it."""
    monkeypatch.setattr(generate, "stale", lambda: ["docs/x.md"])
    assert generate.main(["--check"]) == 1
    assert "docs/x.md is stale: run `python tools/generate.py`" in capsys.readouterr().err
