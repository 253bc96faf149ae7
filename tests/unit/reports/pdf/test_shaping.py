"""Runs: the order in which a line is seen, and the forms of its letters."""

from collections.abc import Iterator

import pytest

from incisor.reports.pdf import fonts, shaping
from support import fonts as packages


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    """The fonts of the wheels are known to ReportLab."""
    with packages.wheels(fonts.NOTO, fonts.CJK):
        yield


def runs(line: str) -> list[str]:
    return [run for _, run in shaping.runs(line, fonts.REGULAR)]


def test_words_from_right_to_left_change_places() -> None:
    """Two Hebrew words are seen with the second at the left, each as it is read."""
    assert runs("a שרת לבן b") == ["a ", "לבן", " ", "שרת", " b"]


def test_numbers_keep_their_direction() -> None:
    """Digits among Hebrew letters go from left to right."""
    assert runs("שרת 12") == ["שרת"] or runs("שרת 12") == ["12 ", "שרת"]


def test_a_run_has_one_font() -> None:
    """Letters of the report's own font and others are drawn apart."""
    found = list(shaping.runs("web-データ", fonts.REGULAR))
    assert found[0] == (fonts.REGULAR, "web-")
    assert found[1][1] == "データ"
    assert found[1][0] != fonts.REGULAR


def test_arabic_letters_join() -> None:
    """A word takes other glyphs, and less room, than its letters alone."""
    [(font, run)] = shaping.runs("قاعدة", fonts.REGULAR)
    shaped, width = shaping.shaped(run, font, 10)
    alone = sum(shaping.shaped(letter, font, 10)[1] for letter in run)
    assert shaped != run[::-1]
    assert width < alone


def test_a_hebrew_word_is_drawn_from_its_last_letter() -> None:
    """What is drawn goes from left to right."""
    [(font, run)] = shaping.runs("שרת", fonts.REGULAR)
    assert shaping.shaped(run, font, 10)[0] == "תרש"
