"""Laws of the CSV report."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from incisor.reports import to_csv

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\r\n\t"))


@given(st.lists(texts, min_size=1, max_size=8))
def test_cells_are_read_back_as_they_were(cells: list[str]) -> None:
    """A line of cells is that line again for a strict reader, but for guarding apostrophes."""
    line = ",".join(map(to_csv.cell, cells)) + "\r\n"
    [read] = csv.reader(io.StringIO(line, newline=""), strict=True)
    guarded = [f"'{c}" if c and c[0] in to_csv.FORMULA_STARTS else c for c in cells]
    assert read == guarded


@given(st.text(st.characters(codec="utf-8")))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Whatever the text is, a spreadsheet shows it."""
    [[read]] = csv.reader(io.StringIO(to_csv.cell(text) + "\r\n", newline=""), strict=True)
    assert not read.startswith(tuple(to_csv.FORMULA_STARTS))
