"""tools.parity: the table of what was compared."""

from pathlib import Path

import parity
from parity import Case, Numbers, Row
from published import Content


def row(root: str, *numbers: int) -> Row:
    """A row of one product."""
    return Row("1.0", "x", root, "kept", Numbers(*numbers))


def test_profiles_of_a_product_become_one_row() -> None:
    """On the same root, with the same content and platforms."""
    rows = [row("a", 1, 10, 20, 30, 1, 0, 0), row("b", *[1] * 7), row("a", 1, 5, 6, 7, 0, 2, 1)]
    assert parity.joined(rows) == [row("a", 2, 15, 26, 37, 1, 2, 1), row("b", *[1] * 7)]


def test_the_table_is_markdown() -> None:
    """With a head, and columns that stand under each other."""
    head, line, cells = parity.table([row("a", 2, 15, 26, 37, 1, 2, 1)]).splitlines()
    assert [cell.strip() for cell in head.strip("|").split("|")] == list(parity.HEAD)
    assert len(head) == len(line) == len(cells)
    assert cells.split()[1::2] == ["1.0", "x", "a", "kept", "2", *("15", "26", "37", "1", "2", "1")]


def test_only_what_was_evaluated_counts() -> None:
    """oscap's files list everything that the content has."""
    assert parity.evaluated({"a": "true", "b": "not evaluated", "c": "error"}) == 2


def test_a_case_has_a_name_for_files() -> None:
    """Roots may be named by paths and seeds."""
    case = Case("1.0", "x", "kept", Content(Path("x"), "xccdf_x_profile_cis"))
    assert case.key("broken:7") == "1.0.x.cis.kept.broken-7"
    assert case.key("/mnt/x") == "1.0.x.cis.kept.mnt-x"


def test_cases_share_a_hardened_root_whether_platforms_are_kept_or_not() -> None:
    """A product's fixes are those of the profile."""
    cases = [
        Case("1.0", product, platforms, Content(Path(platforms), profile))
        for product in ("x", "y")
        for platforms in ("removed", "kept")
        for profile in ("p", "q")
    ]
    groups = parity.together(cases)
    assert [len(group) for group in groups] == [2] * 4
    assert all({case.platforms for case in group} == {"removed", "kept"} for group in groups)
    assert len({(group[0].product, group[0].content.profile) for group in groups}) == 4
