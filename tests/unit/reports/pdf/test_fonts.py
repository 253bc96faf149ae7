"""Which font has a character."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uharfbuzz
from reportlab.pdfbase import pdfmetrics

from incisor.reports.pdf import fonts
from support import fonts as packages


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    """The fonts of the wheels are known to ReportLab."""
    with packages.wheels(fonts.NOTO, fonts.CJK):
        yield


@pytest.mark.parametrize("character", "aÄŁжΩ€…–≥")
def test_the_reports_own_font_has_european_letters(character: str) -> None:
    """Latin, Greek and Cyrillic need nothing installed."""
    assert fonts.font_of(character, fonts.REGULAR) == fonts.REGULAR
    assert fonts.font_of(character, fonts.BOLD) == fonts.BOLD


@pytest.mark.parametrize("character", "عשहกク数龍서அქՀየខລස🔥")
def test_every_living_script_has_a_font(character: str) -> None:
    """Of wheels alone, with the extra for CJK: letters, signs and emoji are drawn."""
    assert fonts.font_of(character, fonts.REGULAR)
    assert fonts.printable(character) == character


@pytest.mark.parametrize(
    ("character", "shown"),
    [("\x1b", "[U+001B]"), ("\u202e", "[U+202E]"), ("\ue000", "[U+E000]"), ("\t", " ")],
)
def test_what_cannot_be_seen_is_written_as_its_number(character: str, shown: str) -> None:
    """Neither a control nor a turn of direction hides anything from an auditor."""
    assert fonts.printable(f"a{character}b") == f"a{shown}b"


def test_a_font_of_variable_weight_is_drawn_regular() -> None:
    """The CJK fonts begin at their thinnest: what is drawn with weighs 400, and cannot vary."""
    name = fonts.font_of("数", fonts.REGULAR)
    font: Any = pdfmetrics.getFont(str(name))
    face = uharfbuzz.Face(uharfbuzz.Blob(font.face._ttf_data))
    # OpenType, OS/2: usWeightClass is the third field of two bytes.
    assert int.from_bytes(face.reference_table("OS/2").data[4:6]) == 400
    assert face.axis_infos == []


def test_what_no_font_has_is_told() -> None:
    """Of wheels without CJK: the character is there as its number, and is named as lacking."""
    with packages.wheels(fonts.NOTO):
        assert fonts.printable("web-数\x1b") == "web-[U+6570][U+001B]"
        assert fonts.lacking() == ["数"]
        assert not fonts.has_cjk()


def test_the_systems_fonts_are_asked_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A font that was installed beside ours draws what they lack, without a restart of anything."""
    known, *_ = [path for path in fonts._paths() if "Georgian" in path]
    (tmp_path / "NotoSansKartvelian-Regular.ttf").write_bytes(Path(known).read_bytes())
    monkeypatch.setattr(fonts, "DIRECTORIES", (str(tmp_path),))
    with packages.wheels(""):
        assert fonts.font_of("ა", fonts.REGULAR) == "NotoSansKartvelian-Regular"
        assert fonts.font_of("数", fonts.REGULAR) is None


def test_has_cjk_is_known_without_opening_a_font() -> None:
    """With the extra there are such fonts."""
    assert fonts.has_cjk()
