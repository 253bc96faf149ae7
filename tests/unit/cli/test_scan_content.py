"""What `incisor scan --content` says, writes and exits with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from incisor.cli.scan import scan
from incisor.scap.evaluation import Evaluation
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


def test_single_rules_that_pass_exit_with_0(place: Path) -> None:
    """By short name."""
    assert run(place, "--rule", "a").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--profile", "none"), "'none' is no profile"),
        (("--rule", "none"), "there is no rule 'none'"),
        (("--tailoring", "/nowhere"), "/nowhere cannot be read: No such file or directory."),
        (("--results", "/nowhere/x.xml"), "/nowhere/x.xml cannot be written"),
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
