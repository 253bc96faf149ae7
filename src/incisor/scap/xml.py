"""Reading untrusted XML in one bounded pass, keeping only what is asked for.

Content files have tens of megabytes, most of which no scan needs: subtrees that are pruned never
become objects. Document type declarations are refused, so there are no entities to expand or to
fetch. Names are written `prefix:local` with the prefixes of PREFIXES, whatever the document uses.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol
from xml.parsers import expat

from msgspec import Struct, field

MAX_BYTES: Final = 256 * 1024 * 1024
"""Eight times the largest data stream that is published today."""

MAX_DEPTH: Final = 200
"""Groups nest some ten levels deep in real content."""

MAX_ATTRIBUTES: Final = 64

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


class Source(Protocol):
    """Where bytes come from: an open file, or what wraps one."""

    def read(self, size: int, /) -> bytes:
        """At most that many bytes; none at the end."""


class ContentError(Exception):
    """The content cannot be used; the message names the line, what is wrong, and the next step."""


class Node(Struct):
    """One element. `text` is its own character data; `line` counts from 1; `made` is what makers
    made of its children."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    made: list[object] = field(default_factory=list)

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


Handler = Callable[[Node], None]
Prune = Callable[[str, Mapping[str, str]], bool]
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

    An element inside one that is being built becomes a part of that one. `prune` says of an element
    that it and all below it are to be left out. `name` is the file's, for errors. Raises
    ContentError.
    """
    _Reader(handlers, prune, name, makers or {}).run(source)


Visit = Callable[[Node, Sequence[Node]], None]
"""What is told of each element once it is closed: itself, without children, and those around it."""


def visit(source: Source, root: str, told: Visit, prune: Prune, name: str) -> None:
    """Parse `source` and tell of each element below the root of that tag, holding none.

    Elements below mixed content are not told of. Raises ContentError.
    """
    _Visitor(root, told, prune, name).run(source)


class _Reader:
    def __init__(
        self, handlers: Mapping[str, Handler], prune: Prune, name: str, makers: Makers
    ) -> None:
        self.makers = makers
        self.handlers = handlers
        self.prune = prune
        self.name = name
        self.open: list[Node] = []
        self.texts: list[list[str]] = []
        self.depth = 0
        self.pruned_at = 0
        self.flat = 0
        self.names: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ", intern={})
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype

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

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.pruned_at:
            return
        if self.open and self.open[-1].tag in FLAT:
            self.texts[-1].append(f"{{{attributes['idref']}}}" if "idref" in attributes else "")
            self.flat += 1
            return
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} levels deep")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self.error(f"an element with more than {MAX_ATTRIBUTES} attributes")
        tag = self.names.get(raw) or self.short(raw)
        if not self.open and tag not in self.handlers:
            return
        if " " in "".join(attributes):
            attributes = {self.short(key): value for key, value in attributes.items()}
        if self.prune(tag, attributes):
            self.pruned_at = self.depth
            self.parser.CharacterDataHandler = None
            return
        self.open.append(Node(tag, attributes, self.parser.CurrentLineNumber))
        self.texts.append([])
        self.parser.CharacterDataHandler = self.texts[-1].append

    def end(self, _raw: str) -> None:
        depth, self.depth = self.depth, self.depth - 1
        if self.pruned_at:
            if depth == self.pruned_at:
                self.pruned_at = 0
                self.listen()
            return
        if self.flat:
            self.flat -= 1
        elif self.open:
            self.close()

    def close(self) -> None:
        """Finish the innermost element: a part of the one around it, or a handler's."""
        node = self.open.pop()
        node.text = "".join(self.texts.pop())
        self.listen()
        if not self.open:
            self.handlers[node.tag](node)
            return
        parent = self.open[-1]
        inside = self.makers.get(f"{parent.tag}/*")
        if inside is not None:
            parent.made.append(inside(node))
            return
        own = self.makers.get(node.tag)
        parent.children.append(Node(node.tag, {}, node.line, made=[own(node)]) if own else node)

    def listen(self) -> None:
        """Character data belongs to the innermost open element."""
        self.parser.CharacterDataHandler = self.texts[-1].append if self.texts else None

    def doctype(self, *_: object) -> None:
        raise self.error(
            "a document type declaration, which SCAP content has no use for: remove it"
        )

    def short(self, raw: str) -> str:
        """`namespace local` as `prefix:local`; a name without a namespace stays as it is."""
        namespace, _, local = raw.rpartition(" ")
        prefix = PREFIXES.get(namespace, namespace and f"{{{namespace}}}")
        name = f"{prefix}:{local}" if prefix else local
        self.names[raw] = name
        return name

    def error(self, what: str) -> ContentError:
        inside = f" (in {self.open[-1].tag})" if self.open else ""
        return ContentError(f"{self.name}:{self.parser.CurrentLineNumber}: {what}{inside}")


class _Visitor(_Reader):
    def __init__(self, root: str, told: Visit, prune: Prune, name: str) -> None:
        super().__init__({root: lambda _: None}, prune, name, {})
        self.told = told

    def close(self) -> None:
        node = self.open.pop()
        node.text = "".join(self.texts.pop())
        self.listen()
        self.told(node, self.open)
