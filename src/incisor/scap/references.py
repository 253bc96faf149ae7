"""Whether everything that a data stream refers to is there: what `validate` says beyond reading it.

What an element declares and what it refers to are two tables. Names are looked up where the
specifications say: an OVAL id in its own document, an XCCDF id in the benchmark.
"""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final, NamedTuple

from incisor.oval.vocabulary import VOCABULARY
from incisor.scap import content, xml
from incisor.scap.xml import Node

ROOT: Final = "ds:data-stream-collection"
MAX_FAULTS: Final = 1000
"""Faults that are told; whoever has more has another problem."""

# The tags that declare something, with the kind of it; a Rule or a Group is an item.
DECLARES: Final[Mapping[str, str]] = {
    "xccdf:Rule": "item",
    "xccdf:Group": "item",
    "xccdf:Value": "Value",
    "xccdf:Profile": "Profile",
    "cpe-lang:platform": "platform",
    "ds:component": "component",
    "ds:extended-component": "component",
    "ds:component-ref": "component-ref",
}
# OVAL's sections: what stands in one is of that kind.
SECTIONS: Final[Mapping[str, str]] = {
    "oval-def:definitions": "definition",
    "oval-def:tests": "test",
    "oval-def:objects": "object",
    "oval-def:states": "state",
    "oval-def:variables": "variable",
}
# What an element's attribute refers to.
REFERS: Final[Mapping[tuple[str, str], str]] = {
    ("xccdf:select", "idref"): "item",
    ("xccdf:refine-rule", "idref"): "item",
    ("xccdf:requires", "idref"): "item",
    ("xccdf:conflicts", "idref"): "item",
    ("xccdf:set-value", "idref"): "Value",
    ("xccdf:refine-value", "idref"): "Value",
    ("xccdf:check-export", "value-id"): "Value",
    ("xccdf:Profile", "extends"): "Profile",
    ("xccdf:Rule", "extends"): "item",
    ("xccdf:Group", "extends"): "item",
    ("xccdf:Value", "extends"): "Value",
    ("xccdf:platform", "idref"): "platform",
    ("oval-def:criterion", "test_ref"): "test",
    ("oval-def:extend_definition", "definition_ref"): "definition",
    ("ds:component-ref", "xlink:href"): "component",
    ("cat:uri", "uri"): "component-ref",
}
# Attributes that refer to the same on whatever element of OVAL they stand.
ANYWHERE: Final[Mapping[str, str]] = {
    "object_ref": "object",
    "state_ref": "state",
    "var_ref": "variable",
}
# Elements whose text refers to something.
BY_TEXT: Final[Mapping[str, str]] = {
    "oval-def:object_reference": "object",
    "oval-def:filter": "state",
}
# References that begin with a # mean something of this file; without it, something else.
HASHED: Final = frozenset({"platform", "component", "component-ref"})
OVAL_KINDS: Final = frozenset(SECTIONS.values())
# Those that cannot be evaluated if they refer to themselves; rules may well conflict mutually.
CYCLIC: Final = OVAL_KINDS | {"Profile"}

_Named = tuple[str, str]
"""Kind and id."""


class Fault(NamedTuple):
    """One thing that is wrong: the line, the element, and what is wrong with it."""

    line: int
    element: str
    message: str


class Checked(NamedTuple):
    """What was found: faults, in the order of the file, and object types that are not collected,
    with the tests that are not evaluated for it."""

    faults: list[Fault]
    uncollected: Mapping[str, int]


class _Reference(NamedTuple):
    """`owner` is what is declared around it, by kind and id."""

    scope: str
    kind: str
    name: str
    line: int
    element: str
    owner: _Named


class _Stream:
    """What a stream declares, and refers to."""

    def __init__(self) -> None:
        self.declared: set[tuple[str, str, str]] = set()
        self.clusters: set[str] = set()
        self.references: list[_Reference] = []
        self.faults: list[Fault] = []
        self.uncollected: dict[str, int] = {}
        self.selectors: dict[str, set[str]] = {}
        self.refined: list[tuple[str, str, int]] = []
        self.parts: dict[str, str] = {}
        self.catalogue: dict[str, str] = {}
        self.asked: list[tuple[str, str, Node]] = []

    def see(self, node: Node, around: Sequence[Node]) -> None:
        scope = next((each.get("id") for each in around if each.tag == "ds:component"), "")
        section = SECTIONS.get(around[-1].tag) if around else None
        kind = section or DECLARES.get(node.tag)
        if kind is not None:
            self._declare(node, kind, scope if section else "")
        if section == "test" and node.tag.partition(":")[2].removesuffix("_test") not in VOCABULARY:
            self.uncollected[node.tag] = self.uncollected.get(node.tag, 0) + 1
        self._see_value(node, around)
        self._see_check(node, around)
        self.references += _references(node, scope, _owner(node, around))

    def _declare(self, node: Node, kind: str, scope: str) -> None:
        key = scope, kind, node.get("id")
        if not key[2]:
            self.faults.append(Fault(node.line, node.tag, "has no id"))
        elif key in self.declared:
            message = f"id {key[2]} is declared a second time"
            self.faults.append(Fault(node.line, node.tag, message))
        self.declared.add(key)
        if "cluster-id" in node.attributes:
            self.clusters.add(node.get("cluster-id"))

    def _see_value(self, node: Node, around: Sequence[Node]) -> None:
        """Selectors of Values, and what asks for them."""
        if node.tag in ("xccdf:value", "xccdf:complex-value"):
            self.selectors.setdefault(around[-1].get("id"), set()).add(node.get("selector"))
        elif node.tag == "xccdf:refine-value" and "selector" in node.attributes:
            self.refined.append((node.get("idref"), node.get("selector"), node.line))

    def _see_check(self, node: Node, around: Sequence[Node]) -> None:
        """What leads to definitions of another component: catalogue, component, definition."""
        if node.tag == "ds:component-ref":
            self.parts[node.get("id")] = node.get("xlink:href").lstrip("#")
        elif node.tag == "cat:uri":
            self.catalogue[node.get("name")] = node.get("uri").lstrip("#")
        elif node.tag == "xccdf:check-content-ref" and around[-1].get("system") == content.OVAL:
            self.asked.append((node.get("href"), node.get("name"), node))
        elif node.tag == "cpe-lang:check-fact-ref" and node.get("system") == content.OVAL:
            self.asked.append((node.get("href"), node.get("id-ref"), node))
        elif node.tag == "cpe-dict:check" and node.get("system") == content.OVAL:
            self.asked.append((node.get("href"), node.text.strip(), node))

    def _missing_definitions(self) -> Iterator[Fault]:
        """Documents that are elsewhere (a vendor's feed) are not looked into."""
        for href, name, node in self.asked:
            component = self.parts.get(self.catalogue.get(href, ""), "")
            inside = ("", "component", component) in self.declared
            if name and inside and (component, "definition", name) not in self.declared:
                message = f"refers to the definition {name}, which is not in {href}"
                yield Fault(node.line, node.tag, message)

    def _cycles(self) -> Iterator[Fault]:
        """Of each component a cycle of things that refer to each other, if there is one."""
        graphs: dict[str, TopologicalSorter[_Named]] = {}
        by_ends: dict[tuple[str, _Named, _Named], _Reference] = {}
        for each in (each for each in self.references if each.kind in CYCLIC):
            target = each.kind, each.name
            by_ends[each.scope, each.owner, target] = each
            graphs.setdefault(each.scope, TopologicalSorter()).add(each.owner, target)
        for scope, graph in graphs.items():
            try:
                graph.prepare()
            except CycleError as error:
                way = error.args[1][::-1]
                first = by_ends[scope, way[0], way[1]]
                told = " → ".join(" ".join(each) for each in way)
                yield Fault(first.line, first.element, f"is part of a cycle: {told}")

    def finish(self) -> Iterator[Fault]:
        """All faults, once the whole file was seen."""
        yield from self.faults
        yield from self._missing_definitions()
        yield from self._cycles()
        for each in self.references:
            if not self._is_there(each):
                message = f"refers to the {each.kind} {each.name}, which is not there"
                yield Fault(each.line, each.element, message)
        for value, selector, line in self.refined:
            if value in self.selectors and selector not in self.selectors[value]:
                message = f"asks for the selector {selector!r}, which {value} does not have"
                yield Fault(line, "xccdf:refine-value", message)

    def _is_there(self, reference: _Reference) -> bool:
        scope, kind, name = reference[:3]
        known = (scope, kind, name) in self.declared
        return known or (kind == "item" and name in self.clusters)


def check(source: xml.Source, name: str) -> Checked:
    """Look for everything that a stream refers to. Raises ContentError if it cannot be parsed."""
    stream = _Stream()
    xml.visit(source, ROOT, stream.see, content.UNREAD, name)
    faults = sorted(stream.finish())
    return Checked(faults[:MAX_FAULTS], stream.uncollected)


def _owner(node: Node, around: Sequence[Node]) -> _Named:
    """What a node belongs to that can be referred to: a part of OVAL, or itself."""
    inside = [*around, node]
    for section, each in pairwise(inside):
        if section.tag in SECTIONS:
            return SECTIONS[section.tag], each.get("id")
    return DECLARES.get(node.tag, node.tag), node.get("id")


def _references(node: Node, scope: str, owner: _Named) -> Iterator[_Reference]:
    for attribute, value in node.attributes.items():
        kind = REFERS.get((node.tag, attribute)) or ANYWHERE.get(attribute)
        if kind is None:
            continue
        for word in value.split():
            if (kind in HASHED) == word.startswith("#"):
                place = scope if kind in OVAL_KINDS else ""
                yield _Reference(place, kind, word.lstrip("#"), node.line, node.tag, owner)
    kind = BY_TEXT.get(node.tag)
    if kind is not None:
        yield _Reference(scope, kind, node.text.strip(), node.line, node.tag, owner)
