"""Which font has a character: Fira Sans, then Noto, both from wheels, then what the system has.

A host may be named, and its evidence written, in any script. SOURCES are tried in their order, and
a font is opened only when a character is met that the fonts before it lack. A character that no
font has is written as its number, so that nothing is lost and nothing is an empty box; `lacking`
tells which those were.
"""

import io
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

import uharfbuzz
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFError, TTFont

REGULAR: Final = "FiraSans-Regular"
BOLD: Final = "FiraSans-SemiBold"

_WHEEL: Final = "fontpkg_fira_sans"
NOTO: Final = "manimgx_fonts"
"""The wheel with Noto's fonts for some twenty scripts, signs and emoji."""
CJK: Final = "justmytype_intl_cjk"
"""The wheel with those for Chinese, Japanese and Korean: fifty megabytes, so an extra."""
# Each wheel, or directories of the system; and their files in the order of preference. TrueType
# outlines only, because ReportLab embeds no others. Of the CJK fonts the one with most characters
# is the first; the others are for what it lacks.
SOURCES: Final = (
    (NOTO, ("NotoSans[[]wght].ttf", "NotoSans[A-Z]*.ttf", "NotoEmoji*.ttf")),
    (CJK, ("NotoSansSC*.ttf", "NotoSansKR*.ttf", "NotoSansTC*.ttf", "NotoSansJP*.ttf")),
    (
        "",
        (
            "NotoSans-Regular.ttf",
            "NotoSans*-Regular.ttf",
            "DroidSansFallbackFull.ttf",
            "NanumGothic.ttf",
            "Symbola*.ttf",
            "Noto*-Regular.ttf",
            "DejaVuSans.ttf",
        ),
    ),
)
CJK_FILES: Final = ("NotoSansSC", "DroidSansFallback")
DIRECTORIES: Final = ("/usr/share/fonts", "/usr/local/share/fonts")
WEIGHT: Final = 400.0
"""Of a variable font, the weight that is drawn: regular."""


_codes_to_unicode: Final = ttfonts.makeToUnicodeCMap


class Face(NamedTuple):
    """A font's name, once it is registered, and the characters that it has."""

    name: str
    path: str
    characters: frozenset[int]


def register() -> None:
    """Make the two fonts of a report known to ReportLab, mend its map to Unicode, begin anew."""
    shown.cache_clear()
    _lacking.clear()
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
    if font_of(character, REGULAR):
        return character
    _lacking.add(character)
    return f"[U+{ord(character):04X}]"


def has_cjk() -> bool:
    """Whether fonts for Chinese, Japanese and Korean are installed; none is opened for that."""
    return any(Path(path).name.startswith(CJK_FILES) for path in _paths())


def lacking() -> list[str]:
    """The characters that were written as numbers because no font here has them."""
    return sorted(_lacking)


def printable(text: str) -> str:
    """The text with only such characters as can be printed, on one line."""
    return text if text.isascii() and text.isprintable() else "".join(map(shown, text))


@cache
def _registered(name: str, path: str) -> bool:
    """Whether the font could be made known to ReportLab."""
    try:
        pdfmetrics.registerFont(TTFont(name, _static(path)))
    except TTFError:
        return False
    return True


def _static(path: str) -> Any:
    """What to read a font from: of a variable one, an instance of regular weight."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))
    if not face.axis_infos:
        return path
    plan = uharfbuzz.SubsetInput()
    plan.keep_everything()
    plan.pin_all_axes_to_default(face)
    plan.pin_axis_location(face, "wght", WEIGHT)
    return io.BytesIO(uharfbuzz.subset(face, plan).blob.data)


_opened: list[Face] = []
_lacking: set[str] = set()


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
        for package, patterns in SOURCES
        for pattern in patterns
        for directory in _directories(package)
        for path in sorted(Path(directory).rglob(pattern))
    )
    return list(dict.fromkeys(found))


def _directories(package: str) -> Iterable[str]:
    """Where the fonts of a wheel are, if it is installed; without a name, those of the system."""
    if not package:
        return DIRECTORIES
    spec = find_spec(package)
    return (spec and spec.submodule_search_locations) or ()
