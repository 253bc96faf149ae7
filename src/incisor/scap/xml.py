"""Reading untrusted XML in one bounded pass, keeping only what is asked for.

Content files have tens of megabytes, most of which no scan needs: subtrees that are pruned never
become objects. Document type declarations are refused, so there are no entities to expand or to
fetch. Names are written `prefix:local` with the prefixes of PREFIXES, whatever the document uses.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol
from xml.parsers import expat

from msgspec import Struct, field
from msgspec.structs import replace

from incisor.oval.model import Record

MAX_BYTES: Final = 256 * 1024 * 1024
"""Eight times the largest data stream that is published today."""

MAX_DEPTH: Final = 200
"""Groups nest some ten levels deep in real content."""

MAX_ATTRIBUTES: Final = 64

MAX_ELEMENTS: Final = 1_000_000
"""Of those that are looked at: eight times what the largest data stream has of them."""

CHUNK: Final = 1 << 18

FLAT: Final = frozenset(
    f"xccdf:{name}" for name in ("title", "description", "rationale", "fix", "reference")
)
"""Elements of mixed content: all text below them is theirs, in order, with `sub` as {idref}."""

PREFIXES: Final[Mapping[str, str]] = {
    "http://scap.nist.gov/schema/scap/source/1.2": "ds",
    "http://checklists.nist.gov/xccdf/1.1": "xccdf",
    "http://checklists.nist.gov/xccdf/1.2": "xccdf",
    "http://oval.mitre.org/XMLSchema/oval-definitions-5": "oval-def",
    "http://oval.mitre.org/XMLSchema/oval-definitions-5#independent": "ind",
    "http://oval.mitre.org/XMLSchema/oval-definitions-5#unix": "unix",
    "http://oval.mitre.org/XMLSchema/oval-definitions-5#linux": "linux",
    "http://oval.mitre.org/XMLSchema/oval-common-5": "oval",
    "http://cpe.mitre.org/dictionary/2.0": "cpe-dict",
    "http://cpe.mitre.org/language/2.0": "cpe-lang",
    "http://scap.nist.gov/schema/ocil/2.0": "ocil",
    "urn:oasis:names:tc:entity:xmlns:xml:catalog": "cat",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/1999/xhtml": "html",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://open-scap.org/page/SCE_xccdf_stream": "sce",
    "http://scap.nist.gov/schema/asset-reporting-format/1.1": "arf",
}


BENCHMARK: Final = "http://checklists.nist.gov/xccdf/1.2 Benchmark"
"""The element that results are put into."""

SIGNATURE: Final = "http://checklists.nist.gov/xccdf/1.2 signature"
"""What stands at the end of a benchmark, and holds no longer once something was put into it."""


class Source(Protocol):
    """Where bytes come from: an open file, or what wraps one."""

    def read(self, size: int, /) -> bytes:
        """At most that many bytes; none at the end."""


class ContentError(Exception):
    """The content cannot be used; the message names the line, what is wrong, and the next step."""


class Extent(Record, frozen=True):
    """Where an element is in its file: the bytes from its start tag to what closes it, and the
    namespaces that hold around it, by prefix."""

    begin: int
    end: int
    namespaces: tuple[tuple[str, str], ...]


class Node(Struct, gc=False):
    """One element. `text` is its own character data; `line` counts from 1; `made` is what makers
    made of its children. `extent` is known of benchmarks of XCCDF 1.2."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    made: list[object] | None = None
    extent: Extent | None = None

    def get(self, name: str, default: str = "") -> str:
        """An attribute's value."""
        return self.attributes.get(name, default)

    def all(self, tag: str) -> list["Node"]:
        """The children of that name."""
        return [child for child in self.children if child.tag == tag]

    def error(self, what: str) -> ContentError:
        """What is wrong with this element, with its line, name and id."""
        id_ = self.attributes.get("id", "")
        return ContentError(f"{self.line}: <{self.tag}>{id_ and ' '}{id_} {what}")

    def first(self, tag: str) -> "Node | None":
        """The first child of that name, if there is one."""
        return next((child for child in self.children if child.tag == tag), None)


def always(_attributes: Mapping[str, str]) -> bool:
    """Leave an element out whatever its attributes."""
    return True


Handler = Callable[[Node], None]
Prune = Mapping[str, Callable[[Mapping[str, str]], bool]]
"""Elements that may be left out, by name: whether one with these attributes is."""

Makers = Mapping[str, Callable[[Node], object]]
"""What is made of elements as soon as they are closed, so that no large tree is ever held. By their
own name: then `made` of what takes their place has it. By `parent/*`: then the parent's has it."""


def read(
    source: Source,
    handlers: Mapping[str, Handler],
    prune: Prune,
    name: str,
    makers: Makers | None = None,
) -> None:
    """Parse `source` and hand each element that has a handler over, with all below it, once closed.

    An element inside one that is being built becomes a part of that one. `prune` says which are
    left out with all below them. `name` is the file's, for errors. Raises ContentError.
    """
    _Reader(handlers, prune, name, makers or {}).run(source)


Visit = Callable[[Node, Sequence[Node]], None]
"""What is told of each element once it is closed: itself, without children, and those around it."""


def visit(source: Source, root: str, told: Visit, prune: Prune, name: str) -> None:
    """Parse `source` and tell of each element below the root of that tag, holding none.

    Elements below mixed content are not told of. Raises ContentError.
    """
    _Visitor(root, told, prune, name).run(source)


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class _Reader:
    """What expat calls, by where it is: outside of what has a handler, inside, in mixed content, or
    in what is left out.

    Text is kept in one list for all open elements: `marks` says where the text of each begins, and
    what is closed takes its own from the end.
    """

    def __init__(
        self, handlers: Mapping[str, Handler], prune: Prune, name: str, makers: Makers
    ) -> None:
        self.makers = makers
        self.inside = {
            tag.removesuffix("/*"): make for tag, make in makers.items() if tag.endswith("/*")
        }
        self.handlers = handlers
        self.prune = prune
        self.name = name
        self.open: list[Node] = []
        self.texts: list[str] = []
        self.marks: list[int] = []
        self.around = 0
        self.within = 0
        self.begun = 0
        self.names: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ", intern={})
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.namespaces: list[tuple[str, str]] = []
        self.extent: Extent | None = None
        self.go_outside()

    def go_outside(self) -> None:
        """Only there are namespaces noted: inside there are tens of thousands."""
        self.parser.StartNamespaceDeclHandler = self.declare
        self.parser.EndNamespaceDeclHandler = self.undeclare
        self.listen(self.start_outside, self.end_outside)

    def go_inside(self) -> None:
        self.parser.StartNamespaceDeclHandler = self.parser.EndNamespaceDeclHandler = None
        self.listen(self.start, self.end, self.texts.append)

    def listen(self, start: Start, end: End, text: Callable[[str], None] | None = None) -> None:
        """Be told of what comes by these."""
        self.parser.StartElementHandler = start
        self.parser.EndElementHandler = end
        self.parser.CharacterDataHandler = text

    def run(self, source: Source) -> None:
        read = 0
        try:
            while chunk := source.read(CHUNK):
                read += len(chunk)
                if read > MAX_BYTES:
                    raise self.error(f"larger than {MAX_BYTES >> 20} MB, which no benchmark is")
                self.parser.Parse(chunk, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise self.error(f"not well-formed XML: {expat.ErrorString(error.code)}") from None

    def start_outside(self, raw: str, attributes: dict[str, str]) -> None:
        self.around += 1
        if self.around > MAX_DEPTH:
            raise self.beyond(self.around, attributes)
        tag = self.short(raw)
        if tag in self.handlers:
            self.begin(tag, attributes)
            self.go_inside()

    def end_outside(self, _raw: str) -> None:
        self.around -= 1

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        if self.open[-1].tag in FLAT:
            self.listen(self.start_in_flat, self.end_in_flat, self.texts.append)
            self.start_in_flat(raw, attributes)
            return
        tag = self.names.get(raw) or self.short(raw)
        if tag in self.prune and self.prune[tag](attributes):
            self.listen(self.start_pruned, self.end_pruned)
            self.within = 1
        else:
            self.begin(tag, attributes)

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element that is built."""
        depth = len(self.open) + self.around
        self.begun += 1
        if depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES or self.begun > MAX_ELEMENTS:
            raise self.beyond(depth, attributes)
        if attributes and " " in "".join(attributes):
            attributes = {self.short(key): value for key, value in attributes.items()}
        self.open.append(Node(tag, attributes, self.parser.CurrentLineNumber))
        self.marks.append(len(self.texts))

    def end(self, _raw: str) -> None:
        node, mark = self.open.pop(), self.marks.pop()
        if len(self.texts) > mark:
            node.text = "".join(self.texts[mark:])
            del self.texts[mark:]
        if self.open:
            self.hand_over(node, self.open[-1])
        else:
            self.go_outside()
            self.around -= 1
            self.handlers[node.tag](node)

    def hand_over(self, node: Node, parent: Node) -> None:
        """A finished element is a part of the one around it, as it is or as what is made of it."""
        if parent.tag in self.inside:
            if parent.made is None:
                parent.made = []
            parent.made.append(self.inside[parent.tag](node))
        elif node.tag in self.makers:
            made = self.makers[node.tag](node)
            parent.children.append(Node(node.tag, {}, node.line, made=[made]))
        else:
            parent.children.append(node)
            if node.tag == "xccdf:Benchmark":
                self.end_benchmark()
                node.extent, self.extent = self.extent, None

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self.namespaces.append((prefix or "", uri or ""))

    def undeclare(self, _prefix: str | None) -> None:
        self.namespaces.pop()

    def begin_benchmark(self) -> None:
        known = tuple(dict(self.namespaces).items())
        self.extent = Extent(self.parser.CurrentByteIndex, 0, known)

    def end_benchmark(self) -> None:
        """At its end, or at a signature before that."""
        if self.extent is not None and not self.extent.end:
            self.extent = replace(self.extent, end=self.parser.CurrentByteIndex)

    def beyond(self, depth: int, attributes: Mapping[str, str]) -> ContentError:
        """Which bound was passed. Depth is one also of elements that are left out: expat itself
        remembers all that are open."""
        if depth > MAX_DEPTH:
            return self.error(f"nested more than {MAX_DEPTH} levels deep")
        if len(attributes) > MAX_ATTRIBUTES:
            return self.error(f"an element with more than {MAX_ATTRIBUTES} attributes")
        return self.error(f"more than {MAX_ELEMENTS} elements, which no benchmark has")

    def start_in_flat(self, _raw: str, attributes: dict[str, str]) -> None:
        self.within += 1
        if self.within > MAX_DEPTH:
            raise self.beyond(self.within, attributes)
        if "idref" in attributes:
            self.texts.append(f"{{{attributes['idref']}}}")

    def end_in_flat(self, _raw: str) -> None:
        self.within -= 1
        if not self.within:
            self.listen(self.start, self.end, self.texts.append)

    def start_pruned(self, _raw: str, attributes: dict[str, str]) -> None:
        self.within += 1
        if self.within > MAX_DEPTH:
            raise self.beyond(self.within, attributes)

    def end_pruned(self, _raw: str) -> None:
        self.within -= 1
        if not self.within:
            self.listen(self.start, self.end, self.texts.append)

    def doctype(self, *_: object) -> None:
        raise self.error(
            "a document type declaration, which SCAP content has no use for: remove it"
        )

    def short(self, raw: str) -> str:
        """`namespace local` as `prefix:local`; a name without a namespace stays as it is."""
        namespace, _, local = raw.rpartition(" ")
        prefix = PREFIXES.get(namespace, namespace and f"{{{namespace}}}")
        name = f"{prefix}:{local}" if prefix else local
        if raw == BENCHMARK:
            self.begin_benchmark()
        elif raw == SIGNATURE and self.open and self.open[-1].tag == "xccdf:Benchmark":
            self.end_benchmark()
        else:
            self.names[raw] = name  # the others are looked at whenever they come
        return name

    def error(self, what: str) -> ContentError:
        inside = f" (in {self.open[-1].tag})" if self.open else ""
        return ContentError(f"{self.name}:{self.parser.CurrentLineNumber}: {what}{inside}")


class _Visitor(_Reader):
    def __init__(self, root: str, told: Visit, prune: Prune, name: str) -> None:
        super().__init__({root: lambda node: told(node, ())}, prune, name, {})
        self.told = told

    def hand_over(self, node: Node, _parent: Node) -> None:
        self.told(node, self.open)
