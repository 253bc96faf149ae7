"""tools.verdicts: what both sides' answers are read from."""

from pathlib import Path

import verdicts


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
