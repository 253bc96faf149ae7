"""`incisor scan` as a user runs it: this very machine, no service, nothing but the command."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from incisor.content import Catalogue
from support.installed import INCISOR, incisor, until
from support.rules import DICTIONARY, check, definition, rule
from support.scap import data_stream

SERVICE_PACKAGES = ("sqlalchemy", "alembic", "uvicorn", "uvloop", "httptools", "boto3")
HEADING = """
benchmark: {id: own, version: "1.0", title: Our own, platform: DEBIAN_12,
  profiles: {LEVEL_1: Level one, LEVEL_2: Level two}}
chapters: {"1": The only chapter}
checks:
"""
CHECK = """
- id: "%s"
  level: %d
  title: %s
  description: What is asked.
  rationale: Why.
  remediation: Do it.
"""
PASSES = CHECK % ("1.1", 1, "There are users") + (
    "  assess: [{test: file, object: {filepath: /etc/passwd}}]\n"
)
FAILS = CHECK % ("1.2", 1, "Nobody is here") + (
    "  assess: [{test: file, object: {filepath: /etc/passwd}, exists: none}]\n"
)
DEEP = CHECK % ("1.3", 2, "Nothing is here either") + (
    "  assess: [{test: file, object: {filepath: /etc/passwd}, exists: none}]\n"
)
MANUAL = CHECK % ("1.4", 1, "Look yourself") + "  manual: only people can tell\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A benchmark file of the user's own."""
    path = tmp_path / "own.yaml"
    path.write_text(HEADING + PASSES + FAILS + DEEP + MANUAL)
    return path


def findings(*words: str, status: int) -> dict[str, Any]:
    """The findings of a scan as JSON, by check."""
    said = json.loads(incisor("scan", *words, "--json", status=status).stdout)
    return {each["checkId"]: each for each in said["findings"]}


def test_the_bundled_benchmark_scans_this_machine() -> None:
    """Without a word about it the right benchmark is found, and every level 1 check is reported."""
    said = json.loads(
        subprocess.run(
            [sys.executable, "-m", "incisor.cli", "scan", "--json"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    )
    benchmark = Catalogue.bundled().for_platform(said["platform"])
    assert benchmark is not None
    assert [each["checkId"] for each in said["findings"]] == [
        check.id for check in benchmark.select(1)
    ]
    assert said["benchmark"]["sha256"] == benchmark.sha256
    assert sum(said["statusCounts"].values()) == len(said["findings"])


def test_a_failed_check_is_the_exit_status(own: Path) -> None:
    """1 says that there are findings; each has its evidence and what to do."""
    found = findings("--benchmark", str(own), status=1)
    assert {check: each["status"] for check, each in found.items()} == {
        "1.1": "PASSED",
        "1.2": "FAILED",
        "1.4": "SKIPPED",
    }
    assert "/etc/passwd" in found["1.2"]["evidence"]["found"]
    assert found["1.2"]["remediation"] == "Do it."
    assert found["1.4"]["evidence"] == {"reason": "only people can tell"}


def test_a_clean_machine_is_exit_status_0(own: Path) -> None:
    """Passed and manual checks are no findings."""
    findings("--benchmark", str(own), "--check", "1.1", "--check", "1.4", status=0)


def test_a_check_that_could_not_be_decided_is_not_clean(tmp_path: Path) -> None:
    """2 says that a check which a program can decide was not decided."""
    path = tmp_path / "own.yaml"
    pattern = "'^root:[^:]*:0:'"
    path.write_text(
        HEADING
        + CHECK % ("1.1", 1, "Not text")
        + f"  assess: [{{test: textfilecontent54, object: {{filepath: {tmp_path}/bytes,"
        f" pattern: {pattern}, instance: 1}}}}]\n"
    )
    (tmp_path / "bytes").write_bytes(b"root:\xff\xfe:0:\n")
    found = findings("--benchmark", str(path), status=2)
    assert found["1.1"]["ruleStatus"] == "ERROR"
    assert found["1.1"]["evidence"]["reason"]


def test_level_2_contains_level_1(own: Path) -> None:
    """The higher level adds checks and loses none."""
    assert list(findings("--benchmark", str(own), "--level", "2", status=1)) == [
        "1.1",
        "1.2",
        "1.3",
        "1.4",
    ]


def test_a_named_check_is_found_at_any_level(own: Path) -> None:
    """Whoever names a check need not know its level."""
    assert list(findings("--benchmark", str(own), "--check", "1.3", status=1)) == ["1.3"]


def test_people_see_chapters_and_evidence(own: Path) -> None:
    """The table counts by chapter; the failed check shows what was expected and found."""
    said = incisor("scan", "--benchmark", str(own), status=1).stdout
    assert "1 The only chapter" in said
    assert "Nobody is here" in said
    assert "expected" in said
    assert "found" in said
    assert "incisor benchmarks show" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--benchmark", "cis-plan-9"], "There is no benchmark cis-plan-9."),
        (["--benchmark", "/no/where.yaml"], "/no/where.yaml cannot be read: No such file"),
        (["--check", "99.1"], "has no check 99.1"),
    ],
)
def test_what_cannot_run_is_one_sentence_and_a_next_step(words: list[str], sentence: str) -> None:
    """2 says that there was no scan; standard error says why, and standard output nothing."""
    done = incisor("scan", *words, status=2)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_unsound_benchmark_is_refused_with_its_line(tmp_path: Path) -> None:
    """An author sees where the fault is."""
    path = tmp_path / "own.yaml"
    path.write_text(HEADING + PASSES.replace("assess", "asess"))
    assert f"{path}:" in incisor("scan", "--benchmark", str(path), status=2).stderr


@pytest.mark.parametrize("command", ["scan", "agent", "enrol"])
def test_a_hosts_commands_need_nothing_of_the_service(command: str) -> None:
    """Importing what a host runs imports no database and no server: it starts fast, anywhere."""
    module = {"enrol": "agent"}.get(command, command)
    program = f"import sys, incisor.cli.{module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint(SERVICE_PACKAGES)
    assert not any(
        name.startswith(("incisor.store", "incisor.api", "incisor.service"))
        for name in done.stdout.split()
    )


def slow(place: Path, number: int) -> str:
    """An object that takes a second: its pattern backtracks until it is stopped."""
    return (
        f'<ind:textfilecontent54_object id="oval:t:obj:{number}" version="1">'
        f"<ind:filepath>{place}</ind:filepath>"
        f'<ind:pattern operation="pattern match">^(?:a|a)*(?:{number})?$</ind:pattern>'
        '<ind:instance datatype="int">1</ind:instance></ind:textfilecontent54_object>'
    )


def slow_stream(place: Path) -> str:
    """Content that takes a minute."""
    numbers = range(60)
    tests = "".join(
        f'<ind:textfilecontent54_test id="oval:t:tst:{n}" check="all" version="1" comment="t">'
        f'<ind:object object_ref="oval:t:obj:{n}"/></ind:textfilecontent54_test>'
        for n in numbers
    )
    oval = (
        "<oval-def:oval_definitions><oval-def:definitions>"
        f"{''.join(definition(str(n), str(n)) for n in numbers)}</oval-def:definitions>"
        f"<oval-def:tests>{tests}</oval-def:tests>"
        f"<oval-def:objects>{''.join(slow(place, n) for n in numbers)}</oval-def:objects>"
        "</oval-def:oval_definitions>"
    )
    rules = "".join(rule(str(n), check(str(n))) for n in numbers)
    benchmark = f'<xccdf:Benchmark id="xccdf_t_benchmark_b">{rules}</xccdf:Benchmark>'
    return data_stream(benchmark, oval, DICTIONARY)


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 1), (signal.SIGTERM, -signal.SIGTERM)]
)
def test_a_scan_that_is_interrupted_stops(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    """Within a second of its own time, also in the middle of a pattern; nothing is written."""
    (tmp_path / "text").write_text("a" * 60 + "!")
    (tmp_path / "t-ds.xml").write_text(slow_stream(tmp_path / "text"))
    options = ["--cache", str(tmp_path / "cache"), "--results", str(tmp_path / "results.xml")]
    with subprocess.Popen(
        [INCISOR, "scan", "--content", str(tmp_path / "t-ds.xml"), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as scan:
        try:
            until(lambda: cpu(scan.pid) > 1.5, "the scan to be under way")
            used = cpu(scan.pid)
        finally:
            scan.send_signal(number)
        _, ended, usage = os.wait4(scan.pid, 0)
        scan.returncode = os.waitstatus_to_exitcode(ended)
        said, _ = scan.communicate()
    assert usage.ru_utime + usage.ru_stime - used < 1
    assert (scan.returncode, not said or "interrupted" in said) == (status, True)
    assert not (tmp_path / "results.xml").exists()
