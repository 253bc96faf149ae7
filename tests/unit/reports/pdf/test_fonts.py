"""Which font has a character."""

import pytest

from incisor.reports.pdf import fonts
from support import fonts as packages


@pytest.fixture(scope="module", autouse=True)
def registered() -> None:
    """The fonts are known to ReportLab, and those of other scripts are installed."""
    packages.install()
    fonts.register()


@pytest.mark.parametrize("character", "aÄŁжΩ€…–≥")
def test_the_reports_own_font_has_european_letters(character: str) -> None:
    """Latin, Greek and Cyrillic need nothing installed."""
    assert fonts.font_of(character, fonts.REGULAR) == fonts.REGULAR
    assert fonts.font_of(character, fonts.BOLD) == fonts.BOLD


@pytest.mark.parametrize("character", "عשहกクク数서அქՀየབ🔥∑♞")
def test_every_script_has_a_font(character: str) -> None:
    """With Debian's packages, letters of living scripts, signs and emoji are drawn."""
    assert fonts.font_of(character, fonts.REGULAR)
    assert fonts.printable(character) == character


@pytest.mark.parametrize(
    ("character", "shown"),
    [("\x1b", "[U+001B]"), ("\u202e", "[U+202E]"), ("\ue000", "[U+E000]"), ("\t", " ")],
)
def test_what_cannot_be_seen_is_written_as_its_number(character: str, shown: str) -> None:
    """Neither a control nor a turn of direction hides anything from an auditor."""
    assert fonts.printable(f"a{character}b") == f"a{shown}b"
