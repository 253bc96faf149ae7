"""tools.verdicts: what both sides' answers are read from."""

import os
import signal
from pathlib import Path

import pytest

import verdicts
from published import Content
from roots import Root


def test_oscaps_files_are_read(tmp_path: Path) -> None:
    """Rules from the XCCDF results, definitions and tests from the OVAL results."""
    (tmp_path / "results.xml").write_text(
        '<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2"><TestResult>'
        '<rule-result idref="a"><result>pass</result></rule-result>'
        '<rule-result idref="b"><result>notselected</result></rule-result>'
        "</TestResult></Benchmark>"
    )
    (tmp_path / "x.result.xml").write_text(
        '<oval_results xmlns="http://oval.mitre.org/XMLSchema/oval-results-5">'
        '<definition definition_id="d" result="true"/><test test_id="t" result=""/></oval_results>'
    )
    assert verdicts.their_results(tmp_path) == {
        "rule": {"a": "pass"},
        "definition": {"d": "true"},
        "test": {"t": "unknown"},
    }


def test_documents_of_platforms_are_told_apart(tmp_path: Path) -> None:
    """The same id is another definition there."""
    result = (
        '<oval_results xmlns="http://oval.mitre.org/XMLSchema/oval-results-5">'
        '<definition definition_id="d" result="{}"/></oval_results>'
    )
    (tmp_path / "x-oval.xml.result.xml").write_text(result.format("true"))
    (tmp_path / "x-cpe-oval.xml.result.xml").write_text(result.format("false"))
    found = verdicts.their_results(tmp_path)["definition"]
    assert found == {"d": "true", "cpe/d": "false"}


def test_a_rule_with_several_results_keeps_them_all() -> None:
    """As a multi-check gives them; a definition has one."""
    results: verdicts.Results = {"rule": {}, "definition": {}}
    for result in ("pass", "fail"):
        verdicts.put(results, "rule", "r", result)
        verdicts.put(results, "definition", "d", result)
    assert results == {"rule": {"r": "pass, fail"}, "definition": {"d": "fail"}}


def test_an_answer_is_taken_again_unless_it_was_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """oscap may have been ended, or its root may have had no room."""
    answers = [verdicts.Outcome({}, 1.0, failure="ended"), verdicts.Outcome({}, 2.0)]
    monkeypatch.setattr(verdicts, "run_oscap", lambda *_: answers.pop(0))
    asked = (Content(tmp_path, "p"), Root("x", "/"), tmp_path / "new" / "kept.json")
    assert [verdicts.theirs(*asked).wall for _ in range(3)] == [1.0, 2.0, 2.0]


def test_what_stands_still_is_ended_from_its_last_child_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that reads a pipe which nobody writes does not keep oscap for ever."""
    monkeypatch.setattr(verdicts, "PATIENCE", 0.5)
    os.mkfifo(tmp_path / "pipe")
    script = f"sh -c 'grep x {tmp_path}/pipe; exit 3'; echo it said $? >&2; exit 2"
    _, status, said = verdicts.attempted(["sh", "-c", script])
    assert (status, said.splitlines()[-1]) == (2, "it said 3")
    assert verdicts.attempted(["sleep", "60"])[1] == -signal.SIGKILL


def test_what_computes_has_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes."""
    monkeypatch.setattr(verdicts, "PATIENCE", 0.5)
    computing = "end=$(( $(date +%s) + 2 )); while [ $(date +%s) -lt $end ]; do :; done"
    assert verdicts.attempted(["sh", "-c", computing])[1] == 0


def test_even_what_computes_ends_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script in an endless loop."""
    monkeypatch.setattr(verdicts, "PATIENCE", 0.2)
    monkeypatch.setattr(verdicts, "OSCAP_LIMIT", 0.5)
    assert verdicts.attempted(["sh", "-c", "while :; do :; done"])[1] == -signal.SIGKILL
