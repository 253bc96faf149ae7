"""PCRE's pattern language, written as the `regex` module reads it, where the two differ.

pcrepattern(3) is followed. `\\N`, `\\H`, `\\v`, `\\e`, `\\Q…\\E`, `\\k<name>`, `\\x{…}`, `\\Z` are
unknown to the module or mean something else to it, and in several lines its `^` also matches behind
the last newline. What neither knows stays as it is, and compiling it is an error.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

_VERTICAL: Final = r"\n\x0b\x0c\r\x85\u2028\u2029"

OUTSIDE: Final[Mapping[str, str]] = {
    "N": r"[^\n]",
    "H": r"[^\h]",
    "v": f"[{_VERTICAL}]",
    "V": f"[^{_VERTICAL}]",
    "e": r"\x1b",
    "Z": r"(?=\n?\Z)",
}
"""Escapes outside a class."""

INSIDE: Final[Mapping[str, str]] = {"v": _VERTICAL, "e": r"\x1b"}
"""Escapes in a class."""

LINE_START: Final = r"(?:^(?!\Z)|\A)"

_TOKEN: Final = re.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|\Z)"
    r"|\\k[<{'](?P<name>\w+)[>}']"
    r"|\\x\{0*(?P<code>[0-9A-Fa-f]{1,6})\}"
    r"|\\(?P<escape>.)"
    r"|(?P<characters>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\])"
    r"|(?P<start>\^)",
    re.DOTALL,
)
_IN_CLASS: Final = re.compile(r"\\(.)", re.DOTALL)


def translated(pattern: str, multiline: bool) -> str:
    """The pattern for `regex` in its version 0."""

    def written(token: "re.Match[str]") -> str:
        kind = token.lastgroup or "quoted"
        return _WRITERS[kind](token[kind], token[0], multiline)

    return _TOKEN.sub(written, pattern)


def _in_class(whole: str) -> str:
    return _IN_CLASS.sub(lambda escape: INSIDE.get(escape[1], escape[0]), whole)


_WRITERS: Final[Mapping[str, Callable[[str, str, bool], str]]] = {
    "quoted": lambda text, _whole, _multiline: re.escape(text),
    "name": lambda text, _whole, _multiline: f"(?P={text})",
    "code": lambda text, _whole, _multiline: re.escape(chr(min(int(text, 16), 0x10FFFF))),
    "escape": lambda text, whole, _multiline: OUTSIDE.get(text, whole),
    "characters": lambda _text, whole, _multiline: _in_class(whole),
    "start": lambda _text, whole, multiline: LINE_START if multiline else whole,
}
