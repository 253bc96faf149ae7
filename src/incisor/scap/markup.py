"""Writing XML and HTML piece by piece, so that no report is ever a tree in memory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TextIO

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

_ESCAPES: Final = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    **dict.fromkeys(
        [code for code in (*range(32), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"],
        "\N{REPLACEMENT CHARACTER}",
    ),
}


def escaped(text: str) -> str:
    """Text for content or attributes: what XML 1.0 cannot hold becomes a replacement character,
    and bytes that were no UTF-8 are written as \\xNN."""
    sound = text.encode("utf-8", "backslashreplace").decode() if not text.isascii() else text
    return sound.translate(_ESCAPES)


class Markup:
    """A writer of elements. Attributes with the value None are left out."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def start(self, tag: str, attributes: Mapping[str, str | None] | None = None) -> None:
        """Open an element."""
        self._out.write(f"<{tag}{_attributes(attributes or {})}>")

    def end(self, tag: str) -> None:
        """Close an element."""
        self._out.write(f"</{tag}>\n")

    @contextmanager
    def inside(
        self, tag: str, attributes: Mapping[str, str | None] | None = None
    ) -> Iterator[None]:
        """An element around what is written meanwhile."""
        self.start(tag, attributes)
        yield
        self.end(tag)

    def leaf(
        self, tag: str, text: str = "", attributes: Mapping[str, str | None] | None = None
    ) -> None:
        """An element with text only."""
        self._out.write(f"<{tag}{_attributes(attributes or {})}>{escaped(text)}</{tag}>\n")

    def raw(self, text: str) -> None:
        """What is markup already."""
        self._out.write(text)


def _attributes(attributes: Mapping[str, str | None]) -> str:
    return "".join(
        f' {name}="{escaped(value)}"' for name, value in attributes.items() if value is not None
    )
