"""incisor.scap.report: counts, scores and whether all is well."""

from msgspec.structs import replace

from incisor.scap.outcome import Result
from support.reports_scap import report


def test_counts_leave_out_what_was_not_selected() -> None:
    """In XCCDF's order."""
    counts = report().counts()
    assert counts == {Result.PASS: 1, Result.FAIL: 1, Result.NOT_CHECKED: 1}


def test_scores_by_all_models() -> None:
    """Rules that were not checked do not count."""
    assert [score.value for score in report().scores()] == [50.0, 1.0, 1.0, 0.0]


def test_a_failed_rule_makes_a_report_unclean() -> None:
    """One that was not checked does not, as in oscap."""
    found = report()
    assert not found.clean()
    kept = [each for each in found.results if each.result is not Result.FAIL]
    assert replace(found, results=kept).clean()
