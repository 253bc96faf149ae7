"""tools.differences: what counts as a difference, and which are meant."""

import pytest

import differences
from differences import Difference, Known
from incisor.scap import native
from verdicts import Results


def test_a_difference_is_a_verdict_that_is_not_the_same() -> None:
    """What oscap lists without having been asked for it, and we do not list, is none."""
    theirs = {"rule": {"r": "pass"}, "definition": {"d": "true"}, "test": {"t": "not evaluated"}}
    ours = {"rule": {"r": "fail"}, "definition": {"d": "true", "e": "false"}, "test": {}}
    assert list(differences.differences(theirs, ours)) == [Difference("rule", "r", "pass", "fail")]


def test_a_verdict_that_we_do_not_have_is_a_difference() -> None:
    """Nothing passes by being left out."""
    theirs: Results = {"rule": {"r": "pass"}, "definition": {}, "test": {}}
    ours: Results = {"rule": {}, "definition": {}, "test": {}}
    (found,) = differences.differences(theirs, ours)
    assert found.ours == "not evaluated"


@pytest.mark.parametrize(
    ("id_", "ours", "covered"),
    [("t1", "true", True), ("t1", "false", False), ("u1", "true", False)],
)
def test_a_label_covers_only_what_it_names(id_: str, ours: str, covered: bool) -> None:
    """By kind, pattern of the id, and both verdicts."""
    known = Known("test", r"t\d", "error", "true", "a clause")
    assert known.covers(Difference("test", id_, "error", ours), "1") is covered


def test_what_is_known_by_its_id_holds_of_the_versions_that_were_looked_into() -> None:
    """In newer content the same id may differ for another reason."""
    for known in (each for each in differences.KNOWN if each.versions):
        found = Difference(known.kind, known.id, known.theirs, known.ours)
        assert differences.label(found, "0.1.82") == known.clause
        assert differences.unexplained([found], "0.1.83") == [found]


def test_a_rule_that_only_we_have_is_a_difference() -> None:
    """Unless oscap has none at all, because it ended with an error."""
    ours: Results = {"rule": {"r": "pass"}, "definition": {}, "test": {}}
    theirs: Results = {"rule": {"s": "pass"}, "definition": {}, "test": {}}
    absent = {each.id: each.theirs for each in differences.differences(theirs, ours)}
    assert absent == {"r": differences.ABSENT, "s": "pass"}
    nothing: Results = {"rule": {}, "definition": {}, "test": {}}
    assert not list(differences.differences(nothing, ours))


def test_what_is_labelled_is_explained() -> None:
    """By the clause; the others are left over."""
    id_ = "xccdf_org.ssgproject.content_rule_x"
    script = Difference("rule", id_, "pass", "notchecked", differences.KNOWN[0].reason)
    other = Difference("rule", id_, "pass", "fail")
    assert differences.label(script, "1") == differences.SCRIPTS
    assert differences.unexplained([script, other], "1") == [other]


def test_what_oscap_could_not_run_may_be_known_by_other_means() -> None:
    """Only where it has no answer of its own."""
    for theirs, explained in (("notchecked", True), ("pass", False)):
        found = Difference("rule", "x_rule_y", theirs, "fail", native.NOTE)
        assert bool(differences.label(found, "1")) is explained


def test_what_only_oscaps_own_dictionary_asks_for_is_labelled() -> None:
    """Its definitions are not the content's; one of the content's that was not asked is told."""
    theirs = {
        "rule": {},
        "definition": {
            "cpe/oval:org.open-scap.cpe.rhel:def:8": "not applicable",
            "cpe/oval:ssg-installed_OS_is_rhel8:def:1": "false",
        },
        "test": {"cpe/oval:org.open-scap.cpe.rhel:tst:8": "not applicable"},
    }
    found = differences.differences(theirs, {"rule": {}, "definition": {}, "test": {}})
    assert [each.id for each in differences.unexplained(found, "0.1.65")] == [
        "cpe/oval:ssg-installed_OS_is_rhel8:def:1"
    ]
