"""ind-def:xmlfilecontent_object -> ind-sys:xmlfilecontent_item: what an XPath finds in XML files.

Of XPath 1.0 it knows absolute paths of element names with attribute tests, ending in an element,
text() or an attribute: all that published content uses. Others leave the object in error.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from incisor.host import Host
from incisor.oval.item import Gap, Item, Query

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PARAMETERS = frozenset({"filepath", "path", "filename", "xpath"})

_STEP = re.compile(r"([\w.-]+)((?:\[[^\]]*\])*)")
_TEST = re.compile(r"@([\w:.-]+)\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_REGULAR = 0o100000

Tests = tuple[tuple[str, str], ...]


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """An item for each file in which the path finds something."""
    for found in query.files(host):
        if isinstance(found, Gap):
            yield found
            continue
        path = found.directory.rstrip("/") + "/" + found.name
        status = host.stat(path, follow=True)
        if not found.name or status is None or status.mode & 0o170000 != _REGULAR:
            continue
        place = {"filepath": path, "path": found.directory, "filename": found.name}
        for xpath in query.stated("xpath"):
            yield from _in_file(host.read(path), xpath, place)


def _in_file(content: bytes, xpath: str, place: dict[str, str]) -> Iterator[Item | Gap]:
    from xml.etree import ElementTree as ET  # few scans need it, and it takes long to load

    steps, end = parsed(xpath)
    if b"<!DOCTYPE" in content or b"\0" in content:
        yield Gap(f"{place['filepath']}: has a document type, or is not UTF-8", error=True)
        return
    try:
        root = ET.fromstring(content)  # noqa: S314  # without a document type nothing expands
    except ET.ParseError as error:
        yield Gap(f"{place['filepath']}: not well-formed XML: {error}", error=True)
        return
    values = tuple(_values(root, steps, end))
    if values:
        yield Item({**place, "xpath": xpath, "value_of": values})


def parsed(xpath: str) -> tuple[list[tuple[str, Tests]], str]:
    """The steps with their attribute tests, and how the path ends: "", text() or an attribute."""
    *steps, end = [part.strip() for part in re.split(r"/(?![^\[]*\])", xpath)]
    if end != "text()" and not end.startswith("@"):
        steps, end = [*steps, end], ""
    if not steps or steps[0]:
        raise ValueError(f"only absolute paths are supported: {xpath}")
    return [_step(step) for step in steps[1:]], end


def _step(text: str) -> tuple[str, Tests]:
    match = _STEP.fullmatch(text)
    if match is None:
        raise ValueError(f"XPath step is not supported: {text}")
    conditions = [c for part in match[2].split("[") for c in part.rstrip("]").split(" and ") if c]
    tests = [_TEST.fullmatch(condition.strip()) for condition in conditions]
    if None in tests:
        raise ValueError(f"XPath condition is not supported: {match[2]}")
    return match[1], tuple((t[1], t[2] if t[2] is not None else t[3]) for t in tests if t)


def _values(root: "Element", steps: list[tuple[str, Tests]], end: str) -> Iterator[str]:
    elements = [root] if _fits(root, steps[0]) else []
    for step in steps[1:]:
        elements = [child for element in elements for child in element if _fits(child, step)]
    for element in elements:
        if not end:
            yield "".join(element.itertext())
        elif end == "text()":
            yield from filter(None, (element.text, *(child.tail for child in element)))
        elif end[1:] in element.attrib:
            yield element.attrib[end[1:]]


def _fits(element: "Element", step: tuple[str, Tests]) -> bool:
    name, tests = step
    return element.tag == name and all(element.get(key) == value for key, value in tests)
