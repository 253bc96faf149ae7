"""incisor.scap.outcome: the truth tables of NISTIR 7275r4, 7.2.3.5.1, and OVAL's results."""

import pytest

from incisor.oval.model import Result as OvalResult
from incisor.scap.outcome import OF_CLASS, Result, join, negate

CODES = {
    "P": Result.PASS,
    "F": Result.FAIL,
    "U": Result.UNKNOWN,
    "E": Result.ERROR,
    "N": Result.NOT_APPLICABLE,
}
# Rows and columns in the order P F U E N.
AND = ("PFUEP", "FFFFF", "UFUUU", "EFUEE", "PFUEN")
OR = ("PPPPP", "PFUEF", "PUUUU", "PEUEE", "PFUEN")


@pytest.mark.parametrize(("operator", "table"), [("AND", AND), ("OR", OR)])
def test_pairs_join_as_the_table_says(operator: str, table: tuple[str, ...]) -> None:
    """Every cell of both truth tables holds, in both orders."""
    for row, cells in zip(CODES, table, strict=True):
        for column, cell in zip(CODES, cells, strict=True):
            assert join(operator, [CODES[row], CODES[column]]) is CODES[cell], (row, column)


def test_nothing_to_join_is_not_checked() -> None:
    """A check without a definition says nothing."""
    assert join("AND", []) is Result.NOT_CHECKED


def test_negation_swaps_pass_and_fail_only() -> None:
    """What is neither true nor false stays so when negated."""
    swapped = {result: negate(result) for result in Result if negate(result) is not result}
    assert swapped == {Result.PASS: Result.FAIL, Result.FAIL: Result.PASS}


@pytest.mark.parametrize("kind", OF_CLASS)
def test_every_result_of_oval_has_its_meaning(kind: str) -> None:
    """Each class of definition maps all six results, and vulnerability turns true into fail."""
    table = OF_CLASS[kind]
    assert set(table) == set(OvalResult)
    bad = kind in ("vulnerability", "patch")
    assert table[OvalResult.TRUE] is (Result.FAIL if bad else Result.PASS)
