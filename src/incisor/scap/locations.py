"""Where in its file a fault of content is that a scan met: what reasons name, looked up once more.

Of no element is its line kept for this. Only when something in the content is at fault is the file
read again, element by element, holding none.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final

from msgspec.structs import replace

from incisor.scap import content, references, xml
from incisor.scap.evaluation import RuleResult
from incisor.scap.xml import ContentError, Node

Open = Callable[[], AbstractContextManager[xml.Source]]
"""Opens the content's file."""

MAX_PLACES: Final = 100
"""Faults whose places are looked up; content with more of them has another problem."""

_BY_ID: Final = re.compile(
    r"(?:definition|object|variable) (\S+?):? (?:refers to|extends|leads to|more than)"
    r"|there is no (?:definition|test|object|state|variable) ([^\s,;]+)"
    r"|two different members have the id '([^']+)'"
)
_BY_TEXT: Final = re.compile(
    r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?= repeats| takes too long|: )"""
)
PATTERN_SHOWN: Final = 80
"""As many characters of a pattern do reasons tell."""


def told(results: Sequence[RuleResult], opened: Open, name: str) -> list[RuleResult]:
    """The results; of what is at fault in the content, the reason names element and line."""
    faults = {fault for each in results for fault in _named(each.reason)}
    places = _places(opened, name, faults) if faults else {}
    return [
        replace(each, reason=_located(each.reason, places)) if each.reason else each
        for each in results
    ]


def located(error: ContentError, opened: Open, name: str) -> ContentError:
    """The error, with element and line of the id that it names."""
    text = str(error)
    return ContentError(_located(text, _places(opened, name, set(_named(text)))))


def _named(reason: str) -> Iterator[str]:
    """The ids and patterns that a reason finds at fault."""
    for found in _BY_ID.findall(reason):
        yield from filter(None, found)
    yield from _BY_TEXT.findall(reason)


def _located(reason: str, places: dict[str, str]) -> str:
    known = dict.fromkeys(places[each] for each in _named(reason) if each in places)
    return f"{reason} ({', '.join(known)})" if known else reason


def _places(opened: Open, name: str, wanted: Collection[str]) -> dict[str, str]:
    """Where what is wanted is declared, or else referred to first; nothing of a file that cannot be
    read any more."""
    declared: dict[str, str] = {}
    referred: dict[str, str] = {}
    asked = frozenset(sorted(wanted)[:MAX_PLACES])

    def see(node: Node, _: Sequence[Node]) -> None:
        if node.get("id") in asked:
            declared.setdefault(node.get("id"), f"{name}:{node.line}: <{node.tag}>")
        for each in asked.intersection(_said(node)):
            referred.setdefault(each, f"{name}:{node.line}: <{node.tag}>")

    try:
        with opened() as source:
            xml.visit(source, references.ROOT, see, content.PRUNED, name)
    except (ContentError, OSError):
        return {}
    return referred | declared


def _said(node: Node) -> Iterator[str]:
    """What an element refers to, or has as its text, as reasons write it."""
    yield from (value for key, value in node.attributes.items() if key != "id")
    if node.text:
        yield node.text.strip()
        yield repr(node.text[:PATTERN_SHOWN])
