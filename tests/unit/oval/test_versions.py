"""incisor.oval.versions: orders of versions, by pairs from their specifications."""

from collections.abc import Callable

import pytest

from incisor.oval.versions import compare_debian, compare_filesets, compare_rpm, compare_versions

VERSIONS = [("1.2", "1.10", -1), ("1.0", "1", 0), ("2#3", "2.3", 0), ("10", "9.9", 1)]

FILESETS = [
    ("A.03.61.00", "A.03.61.00", 0),
    ("A.03.61.00", "A.03.62", -1),
    ("A.3.61", "A.03.61", 0),
    ("B.01", "A.99", 1),
    ("A.10", "A.9", 1),
    ("A.03", "A.03.01", -1),
]

RPM = [
    ("1.0-1", "1.0-1", 0),
    ("1.0-1", "1.0-2", -1),
    ("1:1.0-1", "2.0-1", 1),
    ("(none):1.0-1", "0:1.0-1", 0),
    ("1.0~rc1-1", "1.0-1", -1),
    ("1.0^git1-1", "1.0-1", 1),
    ("1.0a-1", "1.0-1", 1),
    ("1.10-1", "1.9-1", 1),
    ("1.0.1-1", "1.0.a-1", 1),
    ("2.0.1", "2.0.1a", -1),
    ("5.5p1-1", "5.5p10-1", -1),
    ("1.001-1", "1.1-1", 0),
    ("1_0-1", "1.0-1", 0),
]

DEBIAN = [
    ("0:1.0-1", "1.0-1", 0),
    ("1.0~rc1-1", "1.0-1", -1),
    ("1.0~~", "1.0~", -1),
    ("1.0", "1.0a", -1),
    ("1.0a", "1.0+", -1),
    ("1.2-1", "1.10-1", -1),
    ("1:0.1", "9.9", 1),
    ("1.5.2-6+deb12u1", "1.5.2-6", 1),
    ("2.36-9+deb12u9", "2.36-9+deb12u10", -1),
    ("1.0-1~bpo1", "1.0-1", -1),
    ("1.0-a-1", "1.0-a-2", -1),
    ("00:1.00", "1.0", 0),
    ("3.0pl1-162", "3.0pl1-9", 1),
]


@pytest.mark.parametrize(
    ("compare", "left", "right", "order"),
    [
        *((compare_versions, *case) for case in VERSIONS),
        *((compare_rpm, *case) for case in RPM),
        *((compare_debian, *case) for case in DEBIAN),
        *((compare_filesets, *case) for case in FILESETS),
    ],
)
def test_versions_are_ordered_as_their_owners_order_them(
    compare: Callable[[str, str], int], left: str, right: str, order: int
) -> None:
    """Each pair has its order, and the opposite one if it is turned round."""
    assert compare(left, right) == order
    assert compare(right, left) == -order


@pytest.mark.parametrize("compare", [compare_versions, compare_rpm, compare_debian])
def test_what_is_no_version_is_refused(compare: Callable[[str, str], int]) -> None:
    """An empty text has no place in the order."""
    with pytest.raises(ValueError, match="is not a"):
        compare("", "1")
