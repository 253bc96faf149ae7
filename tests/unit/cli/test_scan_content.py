"""What `incisor scan --content` says, writes and exits with."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest
from click.testing import CliRunner, Result

from incisor.cli import scan_content
from incisor.cli.scan import scan
from incisor.scap.evaluation import Evaluation
from incisor.scap.native import NOTE
from incisor.scap.sce import SYSTEM
from support.oscap import read as xml_elements
from support.rules import DICTIONARY, OVAL, check, rule
from support.scap import data_stream

BENCHMARK = (
    '<xccdf:Benchmark id="xccdf_t_benchmark_b"><xccdf:title>T</xccdf:title>'
    f"{rule('a', check('yes'))}{rule('b', check('no'))}</xccdf:Benchmark>"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A data stream, and a root in which its one file is."""
    (tmp_path / "t-ds.xml").write_text(data_stream(BENCHMARK, OVAL, DICTIONARY))
    (tmp_path / "root" / "etc").mkdir(parents=True)
    (tmp_path / "root" / "etc" / "there").write_text("k=5\n")
    return tmp_path


def run(place: Path, *arguments: str) -> Result:
    """The command on that root."""
    where = ["--content", str(place / "t-ds.xml"), "--root", str(place / "root")]
    cache = ["--cache", str(place / "cache")]
    return CliRunner().invoke(scan, [*where, *cache, *arguments])


def test_a_failed_rule_exits_with_2_and_is_named(place: Path) -> None:
    """As oscap does."""
    done = run(place)
    assert done.exit_code == 2
    assert "fail          b" in done.output
    assert "1 pass, 1 fail; score 50.0 of 100" in done.output


def test_a_page_does_not_grow_with_what_is_found(place: Path) -> None:
    """However many lines match, it shows the first of them and says how many there are."""
    one = '<ind:instance datatype="int">1<'
    each = '<ind:instance datatype="int" operation="greater than or equal">1<'
    none = OVAL.replace(one, each).replace('comment="k"', 'check_existence="none_exist"')
    benchmark = f'<xccdf:Benchmark id="b">{rule("lines", check("value"))}</xccdf:Benchmark>'
    (place / "t-ds.xml").write_text(data_stream(benchmark, none, DICTIONARY))
    pages = {}
    for count in (20, 10_000, 30_000):
        (place / "root/etc/there").write_text("k=5\n" * count)
        assert run(place, "--html", str(place / "x.html")).exit_code == 2
        pages[count] = (place / "x.html").read_text()
    assert "<li>found 20 of 20</li>" in pages[20]
    assert "<li>… and 9,990 more</li>" in pages[10_000]
    assert "<li>more than 25000 items</li>" in pages[30_000]
    assert max(map(len, pages.values())) < len(pages[20]) + 100


def test_single_rules_that_pass_exit_with_0(place: Path) -> None:
    """By short name."""
    assert run(place, "--rule", "a").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--profile", "none"), "'none' is no profile"),
        (("--rule", "none"), "there is no rule 'none'"),
        (
            ("--tailoring", "/nowhere"),
            "/nowhere cannot be read: No such file or directory.\nName a",
        ),
        (("--results", "/nowhere/x.xml"), "/nowhere/x.xml cannot be written"),
        (("--html", "/"), "/ cannot be written: it is a directory.\nName a file in a dir"),
        (
            ("--html", "/nowhere/x.html"),
            "/nowhere/x.html cannot be written: its directory is not there.\nName a file in a dir",
        ),
    ],
)
def test_what_cannot_be_done_exits_with_1(
    place: Path, arguments: tuple[str, ...], said: str
) -> None:
    """With a sentence that says what is wrong."""
    done = run(place, *arguments)
    assert done.exit_code == 1
    assert said in done.output


def test_an_evaluation_that_breaks_is_not_taken_for_findings(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It exits with 1 and the reason."""

    def broken(_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(Evaluation, "results", broken)
    done = run(place)
    assert done.exit_code == 1
    assert "The evaluation broke: MemoryError: no room" in done.output


def test_content_that_is_none_is_refused_with_its_line(place: Path) -> None:
    """Before anything is looked at."""
    (place / "t-ds.xml").write_text("<a>\n<b></a>")
    done = run(place)
    assert done.exit_code == 1
    assert "t-ds.xml:2: not well-formed XML" in done.output


def test_json_holds_results_and_evidence(place: Path) -> None:
    """For scripts."""
    found = json.loads(run(place, "--json").output)
    assert found["counts"] == {"pass": 1, "fail": 1}
    (rule_a, rule_b) = found["rules"]
    assert (rule_a["result"], rule_b["id"]) == ("pass", "xccdf_t_rule_b")
    (evidence,) = rule_b["evidence"]
    assert "/etc/nowhere" in evidence["expected"]


def test_each_result_file_is_written_for_its_owner_only(place: Path) -> None:
    """They tell where a host is weak."""
    files = {name: place / f"{name}.out" for name in ("results", "arf", "oval-results", "html")}
    run(place, *(part for name, path in files.items() for part in (f"--{name}", str(path))))
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}
    assert "<TestResult" in files["results"].read_text()
    assert "asset-report-collection" in files["arf"].read_text()
    assert "<oval_results" in files["oval-results"].read_text()
    assert files["html"].read_text().startswith("<!doctype html>")


def test_a_result_file_that_cannot_be_finished_leaves_the_earlier_one(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, and with nothing beside it; the message names the file and the reason."""
    written = place / "out" / "x.html"
    written.parent.mkdir()
    written.write_text("earlier")

    def full(_out: object, _report: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scan_content, "WRITERS", {"html": lambda: full})
    done = run(place, "--html", str(written))
    assert done.exit_code == 1
    assert "x.html cannot be written: No space left on device." in done.output
    assert [path.read_text() for path in written.parent.iterdir()] == ["earlier"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_results_are_written_leaves_no_rubbish(
    place: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """The earlier file stays, and the draft goes; SIGTERM then ends the process as it always
    does."""
    written = place / "out" / "x.html"
    written.parent.mkdir()
    written.write_text("earlier")
    ended: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))

    def slow(out: TextIO, _report: object) -> None:
        out.write("half")
        os.kill(os.getpid(), number)
        time.sleep(5)

    monkeypatch.setattr(scan_content, "WRITERS", {"html": lambda: slow})
    done = run(place, "--html", str(written))
    signal.signal(signal.SIGTERM, before)
    assert ended == [number] * (number == signal.SIGTERM)
    assert "The scan was interrupted." in done.output
    assert [path.read_text() for path in written.parent.iterdir()] == ["earlier"]


def test_a_cache_that_is_not_safe_is_named_with_what_mends_it(place: Path) -> None:
    """The scan goes on without it, and says on standard error why and what to do."""
    (place / "cache").mkdir(mode=0o700)
    assert "Warning" not in run(place).stderr
    kept = list((place / "cache").iterdir())
    (place / "cache").chmod(0o770)
    done = run(place, "--rule", "a")
    assert done.exit_code == 0
    cache = place / "cache"
    assert f"Warning: the cache {cache} is open to others (mode 0770)" in done.stderr
    assert f"chmod 700 {cache}" in done.stderr
    assert list(cache.iterdir()) == kept


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda path: path.symlink_to("/tmp"), "is a link, and no directory"),
        (lambda path: path.touch(), "cannot be made: File exists"),
    ],
)
def test_what_is_no_directory_is_no_cache(
    place: Path, made: Callable[[Path], None], reason: str
) -> None:
    """Whoever owns it."""
    made(place / "cache")
    assert f"cache {reason}: parsed content is not kept." in run(place).stderr


SCRIPTED = (
    '<xccdf:Benchmark id="xccdf_t_benchmark_b"><xccdf:title>T</xccdf:title>'
    + rule(
        "s",
        f'<xccdf:check system="{SYSTEM}"><xccdf:check-import import-name="stdout"/>'
        '<xccdf:check-content-ref href="s.sh"/></xccdf:check>',
    )
    + "</xccdf:Benchmark>"
)
SCRIPT = "#!/bin/sh\nprintf 'caf\\351 <x> \\001'\nexit $XCCDF_RESULT_FAIL\n"


@pytest.fixture
def scripted(tmp_path: Path) -> Path:
    """A data stream with one rule, which a script checks."""
    stream = data_stream(SCRIPTED, OVAL, DICTIONARY, {"s.sh": SCRIPT})
    (tmp_path / "t-ds.xml").write_text(stream)
    return tmp_path


def on_this_host(place: Path, *arguments: str) -> Result:
    """The command, for the running system."""
    where = ["--content", str(place / "t-ds.xml"), "--cache", str(place / "cache")]
    return CliRunner().invoke(scan, [*where, *arguments])


def test_scripts_run_if_they_are_allowed(scripted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they say is in every result file, whatever bytes it has; also of content in the
    cache."""
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert "s\n              the rule is checked by a script only" in on_this_host(scripted).output
    files = {name: scripted / f"{name}.out" for name in ("results", "arf", "html")}
    parts = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    done = on_this_host(scripted, "--allow-sce", "--json", *parts)
    (found,) = json.loads(done.output)["rules"]
    said = "caf\N{REPLACEMENT CHARACTER} <x> "
    assert (found["result"], found["output"]) == ("fail", {"stdout": said})
    for path in files.values():
        assert "caf\N{REPLACEMENT CHARACTER} &lt;x&gt;" in path.read_text()
    assert xml_elements(files["results"], "xccdf:check-import")[-1].text == said


@pytest.mark.parametrize(
    ("user", "arguments", "said"),
    [
        (0, ("--root", "/tmp"), "runs scripts on this host, and not on what is in /tmp."),
        (1000, (), "--allow-sce needs root"),
    ],
)
def test_scripts_are_refused_where_their_word_would_be_wrong(
    scripted: Path,
    monkeypatch: pytest.MonkeyPatch,
    user: int,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    """Before anything runs."""
    monkeypatch.setattr("os.geteuid", lambda: user)
    done = on_this_host(scripted, "--allow-sce", *arguments)
    assert done.exit_code == 1
    assert said in done.output


def test_a_native_answer_says_that_it_is_one(tmp_path: Path) -> None:
    """In the table, in JSON and in the results, also if the rule passes."""
    name = "accounts_users_own_home_directories"
    body = rule(name, f'<xccdf:check system="{SYSTEM}"/>')
    benchmark = f'<xccdf:Benchmark id="xccdf_t_benchmark_b">{body}</xccdf:Benchmark>'
    (tmp_path / "t-ds.xml").write_text(data_stream(benchmark, OVAL, DICTIONARY))
    (tmp_path / "root" / "etc").mkdir(parents=True)
    for file in ("passwd", "group", "shadow"):
        (tmp_path / "root" / "etc" / file).write_text("")
    assert NOTE in run(tmp_path, "--results", str(tmp_path / "r.xml")).output
    (found,) = json.loads(run(tmp_path, "--json").output)["rules"]
    assert (found["result"], found["native"], found["reason"]) == ("pass", True, NOTE)
    assert [m.text for m in xml_elements(tmp_path / "r.xml", "xccdf:message")] == [NOTE]
