"""tools.verdicts: what both sides' answers are read from."""

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


def test_what_stands_still_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """oscap's threads may wait for each other for ever; those that compute have all the time."""
    monkeypatch.setattr(verdicts, "PATIENCE", 0.5)
    marks = tmp_path / "marks"
    waiting = f"echo x >>{marks}; [ $(wc -l <{marks}) = 2 ] || sleep 60; echo at last >&2; exit 2"
    assert verdicts.attempted(["sh", "-c", waiting])[1:] == (2, "at last\n")
    computing = "end=$(( $(date +%s) + 2 )); while [ $(date +%s) -lt $end ]; do :; done"
    assert verdicts.attempted(["sh", "-c", computing])[1] == 0


def test_what_stands_still_each_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is no answer."""
    monkeypatch.setattr(verdicts, "PATIENCE", 0.1)
    _, status, said = verdicts.attempted(["sleep", "60"])
    assert (status, said) == (verdicts.STALLED, "computed nothing for 0 s")
