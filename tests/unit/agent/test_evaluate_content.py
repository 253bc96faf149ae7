"""incisor.agent.evaluate_content: from a job with imported content to results."""

import json
from pathlib import Path

import msgspec
import pytest

from incisor.agent import evaluate_content
from incisor.agent.assignment import Assignment, UnsuitableError
from incisor.agent.spool import Benchmark
from incisor.benchmark import Source
from incisor.content import packing
from incisor.wire.shapes import CisRuleStatus, CisSecurityLevel, CisSessionMessage
from support import imports
from support.benchmarks import benchmark_text, check_text
from support.fakehost import FakeHost
from support.rules import check
from support.sessions import JOB

HOST = {"files": {imports.THERE: "k=5\n"}}
S = CisRuleStatus


def assigned(directory: Path, profile: str = imports.LEVEL_1) -> Assignment:
    """The job's content, ready to be evaluated."""
    path = imports.written(directory / "t-ds.xml")
    meant = Benchmark(imports.ID, "0.1.2", "0" * 64, "scap", profile)
    host = FakeHost.from_spec(HOST)
    return evaluate_content.assign(JOB, meant, str(path), str(directory / "parsed"), host)


def evaluated(directory: Path, profile: str = imports.LEVEL_1) -> dict[str, CisSessionMessage]:
    """All results, by check."""
    return {each.rule_id: each for each in assigned(directory, profile).results(frozenset())}


def test_every_recommendation_of_the_profile_has_a_result(tmp_path: Path) -> None:
    """By its number, or the rule's id; a script is not run, and that is said."""
    found = evaluated(tmp_path)
    assert {each.rule_id: each.status for each in found.values()} == {
        "1.1": S.PASSED,
        "1.2": S.NOT_EVALUATED,
        "1.3": S.NOT_APPLICABLE,
        "1.10": S.FAILED,
        imports.PLAIN: S.PASSED,
    }
    assert "script" in json.loads(found["1.2"].cis_rule_details)["reason"]


def test_the_profiles_values_are_compared_with(tmp_path: Path) -> None:
    """The limit is 6 by the profile, and 5 without one; the file says 5."""
    failed = evaluated(tmp_path)["1.10"]
    assert failed.status is S.FAILED
    assert "k=5" in json.loads(failed.cis_rule_details)["found"]


def test_one_failed_rule_fails_its_recommendation(tmp_path: Path) -> None:
    """And the evidence is of that rule, by its name."""
    failed = evaluated(tmp_path, imports.LEVEL_2)["1.1"]
    assert failed.status is S.FAILED
    said = json.loads(failed.cis_rule_details)
    assert said["expected"].startswith("second: ")
    assert said["found"] == "nothing"


def test_the_assignment_says_what_is_evaluated(tmp_path: Path) -> None:
    """In the content's own words."""
    given = assigned(tmp_path)
    assert given.title == "A guide 0.1.2, Level 1 - Server"
    assert (given.benchmark_version, given.profile, given.total) == ("0.1.2", "Level 1 - Server", 5)


def test_what_was_reported_is_not_evaluated_again(tmp_path: Path) -> None:
    """A session that goes on asks for the rest only."""
    given = assigned(tmp_path, imports.LEVEL_2)
    rest = [each.rule_id for each in given.results({"1.1", "1.2", "1.3", imports.PLAIN})]
    assert rest == ["1.10"]
    assert list(given.results({"1.1", "1.2", "1.3", "1.10", imports.PLAIN})) == []


def test_a_rule_of_two_recommendations_counts_in_both(tmp_path: Path) -> None:
    """One evaluation, two results."""
    rules = imports.numbered("file", "1.1, 1.2", check("yes"))
    profiles = imports.profile(imports.LEVEL_1, "One", "file")
    path = imports.written(tmp_path / "t-ds.xml", rules=rules, profiles=profiles)
    meant = Benchmark(imports.ID, "0.1.2", "0" * 64, "scap", imports.LEVEL_1)
    host = FakeHost.from_spec(HOST)
    given = evaluate_content.assign(JOB, meant, str(path), str(tmp_path / "parsed"), host)
    assert [each.rule_id for each in given.results(frozenset())] == ["1.1", "1.2"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<x", r"cannot be used: .*not well-formed"),
        (imports.stream(profiles=""), "is no profile"),
    ],
)
def test_content_that_cannot_be_used_ends_the_session_with_the_reason(
    tmp_path: Path, text: str, words: str
) -> None:
    """Whatever the service had vouched for."""
    path = tmp_path / "t-ds.xml"
    path.write_text(text)
    meant = Benchmark(imports.ID, "0.1.2", "0" * 64, "scap", imports.LEVEL_1)
    with pytest.raises(UnsuitableError, match=words):
        evaluate_content.assign(JOB, meant, str(path), str(tmp_path), FakeHost.from_spec(HOST))


def test_a_benchmark_of_ours_is_evaluated_as_a_bundled_one(tmp_path: Path) -> None:
    """Checks of the job's level, by the same evaluator."""
    there = check_text(f"{{test: file, object: {{filepath: {imports.THERE}}}}}")
    deep = check_text("{test: family}", "1.2", 2)
    path = tmp_path / "content"
    path.write_bytes(packing.files([Source("b.yaml", benchmark_text(there, deep).encode())]))
    meant = Benchmark("b", "1", "0" * 64, "yaml")
    host = FakeHost.from_spec(HOST)
    for level, expected in ((CisSecurityLevel.LEVEL_1, 1), (CisSecurityLevel.LEVEL_2, 2)):
        job = msgspec.structs.replace(JOB, security_level=level)
        given = evaluate_content.assign(job, meant, str(path), str(tmp_path), host)
        assert [each.status for each in given.results(frozenset())] == [S.PASSED] * expected
