"""Lines: how text is broken, and how much room it takes."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incisor.reports.pdf import fonts, text
from incisor.reports.pdf.text import BODY, CELL
from support import fonts as packages


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    """The fonts of the wheels are known to ReportLab."""
    with packages.wheels(fonts.NOTO, fonts.CJK):
        yield


words = st.text(st.characters(codec="utf-8", max_codepoint=0x2FFF), max_size=80)


@given(words, st.floats(40, 400))
def test_no_line_is_wider_than_it_may_be(said: str, width: float) -> None:
    """Each line fits, unless one letter alone does not."""
    for line in text.lines_of(said, CELL, width):
        assert text.width_of(line, CELL) <= width + 0.01 or len(line.strip()) <= 12


@given(words, st.floats(40, 400))
def test_nothing_is_lost_when_text_is_broken(said: str, width: float) -> None:
    """But for spaces, the lines together are the text as it can be printed."""
    whole = "".join(text.lines_of(said, CELL, width))
    printable = "".join(map(fonts.printable, said.splitlines()))
    assert "".join(whole.split()) == "".join(printable.split())


def test_breaks_and_indents_of_commands_are_kept() -> None:
    """A remediation's lines stay lines, with what stands before them."""
    assert text.lines_of("Run:\n  modprobe -r x", BODY, 300) == ("Run:", "  modprobe -r x")


def test_a_word_without_spaces_is_broken() -> None:
    """A path that is wider than its column goes on in the next line."""
    lines = text.lines_of("/very" * 40, CELL, 100)
    assert len(lines) > 3
    assert "".join(lines) == "/very" * 40


def test_a_name_is_broken_after_a_mark() -> None:
    """Where a line can end after a hyphen, dot or slash and still be well filled, it does."""
    name = "ip-10-0-12-34.eu-central-1.compute.internal.example.org"
    lines = text.lines_of(name, CELL, 100)
    assert "".join(lines) == name
    assert all(line[-1] in text.BREAKS for line in lines[:-1])


def test_a_mark_stays_with_its_letter() -> None:
    """A line never begins with an accent that belongs to the letter before."""
    lines = text.lines_of("e\u0301" * 60, CELL, 50)
    assert all(line.startswith("e") for line in lines)


def test_one_line_says_that_it_was_cut() -> None:
    """What does not fit ends in an ellipsis, and fits."""
    cut = text.one_line("word " * 40, BODY, 120)
    assert cut.endswith("…")
    assert text.width_of(cut, BODY) <= 120
    assert text.one_line("short", BODY, 120) == "short"
