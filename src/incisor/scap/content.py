"""A SCAP source file as a whole: which benchmark it holds, and where its checks lead.

Read are SCAP 1.2 and 1.3 source data streams. The first data stream and its first checklist count.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from msgspec import field

from incisor.oval import model
from incisor.oval.model import Record
from incisor.scap import oval_reader, xccdf, xccdf_reader, xml
from incisor.scap.xml import ContentError, Node

OVAL: Final = "http://oval.mitre.org/XMLSchema/oval-definitions-5"

Found = TypeVar("Found")

UNREAD: Final[xml.Prune] = {
    "oval-def:metadata": xml.always,
    "oval-def:generator": xml.always,
    "ocil:ocil": xml.always,
    "cpe-dict:title": xml.always,
}
"""What is not even looked at for references."""

PRUNED: Final[xml.Prune] = {**UNREAD, **xccdf_reader.PRUNED}


class Content(Record, frozen=True):
    """A benchmark with all that its rules and platforms refer to.

    `documents` are OVAL documents by the href that the benchmark uses; `dictionary` says which
    definition decides a CPE name. `scripts` has the texts of script checks by the benchmark's
    href. `sha256` is the file's.
    """

    name: str
    sha256: str
    benchmark: xccdf.Benchmark
    documents: Mapping[str, model.Definitions]
    dictionary: Mapping[str, xccdf.ContentRef]
    scripts: Mapping[str, str] = field(default_factory=dict)


def read(source: xml.Source, name: str) -> Content:
    """Read a source data stream collection. Raises ContentError naming line and next step."""
    hashed = _Hashing(source)
    stream: list[Node] = []
    components: dict[str, Any] = {}

    def component(node: Node) -> None:
        for child in node.children:
            if child.tag in READERS:
                components[node.get("id")] = READERS[child.tag](child, name)

    makers = {tag: partial(_made, make, name) for tag, make in MAKERS.items()}

    def extended(node: Node) -> None:
        components.update((node.get("id"), child.text) for child in node.all("sce:script"))

    handlers = {
        "ds:data-stream": stream.append,
        "ds:component": component,
        "ds:extended-component": extended,
    }
    xml.read(hashed, handlers, PRUNED, name, makers)
    if not stream:
        raise ContentError(f"{name}: has no data stream: give a SCAP source data stream, …-ds.xml")
    return _assemble(_Index(stream[0], components, name), hashed.digest())


def read_tailoring(source: xml.Source, name: str) -> dict[str, xccdf.Profile]:
    """The profiles of an xccdf:Tailoring document. Raises ContentError."""
    found: dict[str, xccdf.Profile] = {}

    def tailoring(node: Node) -> None:
        found.update(_located(partial(xccdf_reader.tailoring, name=name))(node, name))

    xml.read(source, {"xccdf:Tailoring": tailoring}, xccdf_reader.PRUNED, name)
    if not found:
        raise ContentError(f"{name}: is no XCCDF tailoring file")
    return found


def _assemble(index: "_Index", sha256: str) -> Content:
    """Follow the data stream's references to its components."""
    benchmark = next(iter(index.of("ds:checklists", xccdf.Benchmark)), None)
    if benchmark is None:
        raise ContentError(f"{index.name}: its first data stream has no benchmark")
    dictionary: dict[str, xccdf.ContentRef] = {}
    for entries in index.of("ds:dictionaries", dict):
        dictionary |= entries
    documents, scripts = index.catalogued(model.Definitions), index.catalogued(str)
    return Content(index.name, sha256, benchmark, documents, dictionary, scripts)


class _Index:
    """The references of a data stream: component-ref to component, and catalogue name to either."""

    def __init__(self, stream: Node, components: Mapping[str, Any], name: str) -> None:
        self.stream = stream
        self.components = components
        self.name = name
        self.refs = {
            ref.get("id"): ref.get("xlink:href").lstrip("#")
            for section in stream.children
            for ref in section.all("ds:component-ref")
        }

    def of(self, section: str, kind: type[Any]) -> list[Any]:
        """The components of that kind that a section refers to, in order."""
        return [
            found
            for part in self.stream.all(section)
            for ref in part.all("ds:component-ref")
            if isinstance(found := self.components.get(self.refs[ref.get("id")]), kind)
        ]

    def catalogued(self, kind: type[Found]) -> dict[str, Found]:
        """The components of that kind by the names that catalogues give them."""
        return {
            uri.get("name"): found
            for section in self.stream.children
            for ref in section.all("ds:component-ref")
            for catalog in ref.all("cat:catalog")
            for uri in catalog.all("cat:uri")
            if isinstance(found := self.target(uri), kind)
        }

    def target(self, uri: Node) -> Any:
        """What a catalogue entry leads to; None if it is not in the file."""
        return self.components.get(self.refs.get(uri.get("uri").lstrip("#"), ""))


def _located(read: Callable[[Node], Any]) -> Callable[[Node, str], Any]:
    """A reader whose errors begin with a line number, made to name the file too."""

    def located(node: Node, name: str) -> Any:
        try:
            return read(node)
        except ContentError as error:
            raise ContentError(f"{name}:{error}") from None

    return located


def _made(make: Callable[[Node], Any], name: str, node: Node) -> Any:
    return _located(make)(node, name)


def _dictionary(node: Node) -> dict[str, xccdf.ContentRef]:
    """cpe-dict:cpe-list: the OVAL definition that decides each name."""
    return {
        item.get("name"): xccdf.ContentRef(check.get("href"), check.text.strip())
        for item in node.all("cpe-dict:cpe-item")
        for check in item.all("cpe-dict:check")
        if check.get("system") == OVAL
    }


READERS: Final[Mapping[str, Callable[[Node, str], Any]]] = {
    "xccdf:Benchmark": _located(xccdf_reader.benchmark),
    "oval-def:oval_definitions": oval_reader.read,
    "cpe-dict:cpe-list": _located(_dictionary),
}


MAKERS: Final[Mapping[str, Callable[[Node], Any]]] = {
    **{f"{section}/*": make for section, make in oval_reader.SECTIONS.items()},
    "xccdf:Rule": xccdf_reader.rule,
}
"""What is made while the file is read: of what OVAL's sections hold, and of rules."""


class _Hashing:
    """A source that is hashed as it is read."""

    def __init__(self, source: xml.Source) -> None:
        self.source = source
        self.hash = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        chunk = self.source.read(size)
        self.hash.update(chunk)
        return chunk

    def digest(self) -> str:
        return self.hash.hexdigest()
