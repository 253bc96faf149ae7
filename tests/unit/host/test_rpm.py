"""incisor.host.rpm: what rpm prints, and what is done if it cannot be asked.

What its answers mean is held against oscap in tests/conformance/test_oscap_rpm.py.
"""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from incisor.host import Package, PackagedFile, commands, rpm


def test_packages_are_read_line_by_line() -> None:
    """(none) is nothing; lines of another form are none; the key is the signature's last word, and
    whether it has a script of its own."""
    signed = "bash\tx86_64\t(none)\t5.1\t9\tRSA/SHA256, Mon, Key ID ab12\t1\n"
    text = f"{signed}broken\nx\ty\t1\t2\t3\t(none)\t0\n"
    assert rpm.parse_rpms(text) == (
        Package("bash", "x86_64", "", "5.1", "9", "ab12", scripted=True),
        Package("x", "y", "1", "2", "3", ""),
    )


def test_a_root_without_an_rpm_database_has_no_packages(tmp_path: Path) -> None:
    """No program is started."""
    assert rpm.query_rpms(str(tmp_path)) == ()


def test_a_database_that_nothing_can_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an empty list, which would say that nothing is installed."""
    (tmp_path / "var/lib/rpm").mkdir(parents=True)
    monkeypatch.setattr(rpm, "PROGRAMS", ())
    with pytest.raises(FileNotFoundError, match="no rpm program"):
        rpm.query_rpms(str(tmp_path))


def fake_run(outcome: Any, seen: list[Any]) -> Any:
    def run(command: list[str], **options: Any) -> Any:
        seen.append((command, options))
        if isinstance(outcome, Exception):
            raise outcome
        return subprocess.CompletedProcess(command, 0, outcome, b"")

    return run


def test_rpm_is_asked_with_a_fixed_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An absolute program, no shell, a clean environment and a time limit."""
    seen: list[Any] = []
    (tmp_path / "var/lib/rpm").mkdir(parents=True)
    monkeypatch.setattr(rpm, "PROGRAMS", ("/bin/sh",))
    monkeypatch.setattr(subprocess, "run", fake_run(b"x\ty\t1\t2\t3\t(none)\t0\n", seen))
    assert len(rpm.query_rpms(str(tmp_path))) == 1
    ((command, options),) = seen
    assert command[:3] == ["/bin/sh", "--root", str(tmp_path)]
    assert options["timeout"] == commands.TIMEOUT
    assert options["env"].keys() == {"PATH", "LC_ALL"}


LINE = "n\ta\t(none)\t1\t2\t/p q\t33188\t5\t1\tab\t8\t\troot\tadm\t17\t4294967295\t0\t(none)"


def test_files_are_read_line_by_line() -> None:
    """A mode is sixteen bits; lines of another form are none."""
    package = Package("n", "a", "", "1", "2")
    mode, all_of_it = 0o100644, 0xFFFFFFFF
    assert rpm.parse_file(LINE.encode()) == PackagedFile(
        package, "/p q", mode, 5, 1, "ab", 8, "", "root", "adm", 17, all_of_it, 0, ""
    )
    for broken in (LINE.replace("33188", "x"), LINE + "\tmore", ""):
        assert rpm.parse_file(broken.encode()) is None


def test_the_answer_about_files_is_kept_compressed(tmp_path: Path) -> None:
    """And read again for each object, piece by piece."""
    lines = "".join(LINE.replace("/p q", f"/p{n}") + "\n" for n in range(20_000))
    (tmp_path / "said").write_text(lines)
    files = rpm.Files.__new__(rpm.Files)
    files._text = rpm._compressed(["/bin/cat", str(tmp_path / "said")])
    assert len(files._text) < len(lines) / 10
    for _ in range(2):
        paths = [file.path for file in files]
        assert (len(paths), paths[-1]) == (20_000, "/p19999")


@pytest.mark.parametrize(("command", "limit"), [("/bin/false", 1000), ("/usr/bin/yes", 1000)])
def test_a_program_that_fails_or_says_too_much_is_an_error(
    command: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not half an answer."""
    monkeypatch.setattr(rpm, "MAX_TEXT", limit)
    with pytest.raises(OSError, match="gave no answer about files"):
        rpm._compressed([command])
