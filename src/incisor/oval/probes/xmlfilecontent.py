"""ind-def:xmlfilecontent_object -> ind-sys:xmlfilecontent_item: what an XPath finds in XML files.

`xpath` says how much of XPath that is; other expressions leave the object in error. Only texts and
attributes have a value: of elements there is none, as the schema has it (value_of).
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Gap, Item, Query
from incisor.oval.xpath import found, parsed

PARAMETERS = frozenset({"filepath", "path", "filename", "xpath"})

_REGULAR = 0o100000


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """An item for each file in which the path finds something."""
    for match in query.files(host):
        if isinstance(match, Gap):
            yield match
            continue
        path = match.directory.rstrip("/") + "/" + match.name
        status = host.stat(path, follow=True)
        if not match.name or status is None or status.mode & 0o170000 != _REGULAR:
            continue
        place = {"filepath": path, "path": match.directory, "filename": match.name}
        for xpath in query.stated("xpath"):
            yield from _in_file(host.read(path), xpath, place)


def _in_file(content: bytes, xpath: str, place: dict[str, str]) -> Iterator[Item | Gap]:
    from xml.etree import ElementTree as ET  # few scans need it, and it takes long to load

    path = parsed(xpath)
    if b"<!DOCTYPE" in content or b"\0" in content:
        yield Gap(f"{place['filepath']}: has a document type, or is not UTF-8", error=True)
        return
    try:
        root = ET.fromstring(content)  # noqa: S314  # without a document type nothing expands
    except ET.ParseError as error:
        yield Gap(f"{place['filepath']}: not well-formed XML: {error}", error=True)
        return
    nodes = found(root, path)
    values = tuple(node.text for node in nodes if node.element is None)
    if nodes:
        told = {"value_of": values} if values else {}
        yield Item({**place, "xpath": xpath, **told})
