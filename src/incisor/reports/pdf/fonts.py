"""Which font has a character: Fira Sans from its wheel, then what Debian's packages have.

A host may be named, and its evidence written, in any script. FALLBACKS are tried in their order,
and opened only when a character is met that the fonts before them lack. A character that no font
has is written as its number, so that nothing is lost and nothing is an empty box.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, NamedTuple

import uharfbuzz
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFError, TTFont

REGULAR: Final = "FiraSans-Regular"
BOLD: Final = "FiraSans-SemiBold"

_WHEEL: Final = "fontpkg_fira_sans"
DIRECTORIES: Final = ("/usr/share/fonts", "/usr/local/share/fonts")
# Debian's: most scripts; Chinese and Japanese; Korean; symbols and emoji.
PACKAGES: Final = ("fonts-noto-core", "fonts-droid-fallback", "fonts-nanum", "fonts-symbola")
# Their files, and what many systems have; TrueType outlines, because ReportLab embeds no others.
FALLBACKS: Final = (
    "NotoSans-Regular.ttf",
    "NotoSans*-Regular.ttf",
    "DroidSansFallbackFull.ttf",
    "NanumGothic.ttf",
    "Symbola*.ttf",
    "Noto*-Regular.ttf",
    "DejaVuSans.ttf",
)


_codes_to_unicode: Final = ttfonts.makeToUnicodeCMap


class Face(NamedTuple):
    """A font's name, once it is registered, and the characters that it has."""

    name: str
    path: str
    characters: frozenset[int]


def register() -> None:
    """Make the two fonts of the report known to ReportLab, and mend its map to Unicode."""
    ttfonts.makeToUnicodeCMap = _map_to_unicode
    for name in (REGULAR, BOLD):
        with as_file(files(_WHEEL) / "files" / f"{name}.ttf") as path:
            _registered(name, str(path))


def _map_to_unicode(fontname: str, subset: Iterable[int]) -> str:
    """What says which characters a font's codes are, for search and copy.

    ReportLab writes a code point; the map holds UTF-16BE (ISO 32000-1, 9.10.3), so those beyond
    16 bits are given as their two halves.
    """
    halves = (chr(code).encode("utf-16-be", "surrogatepass") for code in subset)
    return _codes_to_unicode(fontname, [int.from_bytes(each) for each in halves])


@cache
def font_of(character: str, wanted: str) -> str | None:
    """The font for the character: the wanted one if that has it, None if none has."""
    code, font = ord(character), pdfmetrics.getFont(wanted)
    if isinstance(font, TTFont) and code in font.face.charToGlyph:
        return wanted
    for face in _fallbacks():
        if code in face.characters and _registered(face.name, face.path):
            return face.name
    return None


@cache
def shown(character: str) -> str:
    """The character as it can be printed: itself, a space for a break, or its number."""
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return f"[U+{ord(character):04X}]"
    return character if font_of(character, REGULAR) else f"[U+{ord(character):04X}]"


def printable(text: str) -> str:
    """The text with only such characters as can be printed, on one line."""
    return text if text.isascii() and text.isprintable() else "".join(map(shown, text))


@cache
def _registered(name: str, path: str) -> bool:
    """Whether the font could be made known to ReportLab."""
    try:
        pdfmetrics.registerFont(TTFont(name, path))
    except TTFError:
        return False
    return True


_opened: list[Face] = []


def _fallbacks() -> Iterator[Face]:
    yield from _opened
    for path in _paths()[len(_opened) :]:
        _opened.append(_face(path))
        yield _opened[-1]


def _face(path: str) -> Face:
    characters = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path)).unicodes
    return Face(Path(path).stem, path, frozenset(characters))


@cache
def _paths() -> list[str]:
    """The files of the fallbacks that are installed, in order, each once."""
    found = (
        str(path)
        for pattern in FALLBACKS
        for directory in DIRECTORIES
        for path in sorted(Path(directory).rglob(pattern))
    )
    return list(dict.fromkeys(found))
