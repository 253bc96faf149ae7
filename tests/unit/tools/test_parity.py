"""tools.parity: what counts as a difference."""

from pathlib import Path

import pytest

import parity
from parity import Difference, Known


def test_a_difference_is_a_verdict_that_is_not_the_same() -> None:
    """What oscap lists without having been asked for it, and we do not list, is none."""
    theirs = {"rule": {"r": "pass"}, "definition": {"d": "true"}, "test": {"t": "not evaluated"}}
    ours = {"rule": {"r": "fail"}, "definition": {"d": "true", "e": "false"}, "test": {}}
    assert list(parity.differences(theirs, ours)) == [Difference("rule", "r", "pass", "fail")]


def test_a_verdict_that_we_do_not_have_is_a_difference() -> None:
    """Nothing passes by being left out."""
    theirs: parity.Results = {"rule": {"r": "pass"}, "definition": {}, "test": {}}
    ours: parity.Results = {"rule": {}, "definition": {}, "test": {}}
    (found,) = parity.differences(theirs, ours)
    assert found.ours == "not evaluated"


@pytest.mark.parametrize(
    ("id_", "ours", "covered"),
    [("t1", "true", True), ("t1", "false", False), ("u1", "true", False)],
)
def test_a_label_covers_only_what_it_names(id_: str, ours: str, covered: bool) -> None:
    """By kind, pattern of the id, and both verdicts."""
    known = Known("test", r"t\d", "error", "true", "a clause")
    assert known.covers(Difference("test", id_, "error", ours)) is covered


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
    assert parity.their_results(tmp_path) == {
        "rule": {"a": "pass"},
        "definition": {"d": "true"},
        "test": {"t": "unknown"},
    }


def test_platforms_are_taken_out_of_a_copy(tmp_path: Path) -> None:
    """The original stays."""
    stream = tmp_path / "ssg-x-ds.xml"
    stream.write_text('<a><x:platform idref="#p"/><x:Profile id="q_profile_cis"/></a>')
    copy = parity.without_platforms(stream, tmp_path / "copies")
    assert "platform" not in copy.read_text()
    assert "platform" in stream.read_text()
    assert parity.profiles(copy, None) == ["q_profile_cis"]
