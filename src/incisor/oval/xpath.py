"""The part of XPath 1.0 that content uses. Names are local: namespaces are left aside.

Known are child, descendant (//), attribute and self steps, `*`, text(), and predicates of paths,
comparisons with literals, numbers (a position), not(), `and` and `or`. Whatever else XPath has is
refused by name, so that it never counts as "nothing found".
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_LENGTH: Final = 2000
"""Characters of an expression; published ones have a hundred."""

MAX_NODES: Final = 100_000
"""Nodes that one step may find."""

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<literal>\"[^\"]*\"|'[^']*')|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][\w.-]*(?:\(\s*\))?)|(?P<sign>//|!=|[/@*.=()\[\]]))"
)


class XPathError(ValueError):
    """The expression is none that is known here."""


class Node(NamedTuple):
    """An element, an attribute's value or a text. The document is an element that has the root as
    its only child; `position` counts from 1 among what its step found below one parent."""

    element: "Element | None"
    text: str = ""
    position: int = 1

    def value(self) -> str:
        """The string-value."""
        return self.text if self.element is None else "".join(self.element.itertext())

    def local(self) -> str:
        """An element's name without its namespace; empty for comments and the like."""
        tag = self.element.tag if self.element is not None else None
        return tag.rpartition("}")[2] if isinstance(tag, str) else ""


Holds = Callable[[Node], bool]
Walk = Callable[[Node], Iterator[Node]]


class _Step(NamedTuple):
    walk: Walk
    predicates: tuple[Holds, ...] = ()


Path = tuple[_Step, ...]


def parsed(expression: str) -> Path:
    """The steps of an absolute location path. Raises XPathError."""
    if len(expression) > MAX_LENGTH or not expression.lstrip().startswith("/"):
        raise XPathError(f"only absolute paths of at most {MAX_LENGTH} characters are supported")
    parser = _Parser(expression)
    path = parser.path()
    parser.done()
    return path


def found(root: "Element", path: Path) -> list[Node]:
    """What the path finds, in the order in which it comes to them."""
    from xml.etree.ElementTree import Element

    document = Element("")
    document.append(root)
    return _follow(Node(document), path)


def _follow(start: Node, path: Path) -> list[Node]:
    nodes = [start]
    for step in path:
        nodes = _unique(each for node in nodes for each in _stepped(node, step))
    return nodes


def _stepped(node: Node, step: _Step) -> list[Node]:
    reached = list(step.walk(node))
    for holds in step.predicates:
        placed = (each._replace(position=i) for i, each in enumerate(reached, 1))
        reached = [each for each in placed if holds(each)]
    return reached


def _unique(nodes: Iterator[Node]) -> list[Node]:
    """Each element once, though several steps may lead to it."""
    kept: list[Node] = []
    seen: set[int] = set()
    for node in nodes:
        if node.element is None or id(node.element) not in seen:
            seen.add(id(node.element))
            kept.append(node)
        if len(kept) > MAX_NODES:
            raise XPathError(f"finds more than {MAX_NODES} nodes")
    return kept


def _children(name: str) -> Walk:
    def walk(node: Node) -> Iterator[Node]:
        for child in node.element if node.element is not None else ():
            local = Node(child).local()
            if local and name in ("*", local):
                yield Node(child)

    return walk


def _attributes(name: str) -> Walk:
    def walk(node: Node) -> Iterator[Node]:
        for key, value in node.element.items() if node.element is not None else ():
            if name in ("*", key):
                yield Node(None, value)

    return walk


def _texts(node: Node) -> Iterator[Node]:
    if node.element is not None:
        pieces = (node.element.text, *(child.tail for child in node.element))
        yield from (Node(None, piece) for piece in pieces if piece)


def _itself(node: Node) -> Iterator[Node]:
    yield node


def _descendants(node: Node) -> Iterator[Node]:
    """descendant-or-self::node(), of elements."""
    if node.element is not None:
        yield from (Node(each) for each in node.element.iter() if isinstance(each.tag, str))


class _Parser:
    """Recursive descent over tokens; what begins nothing that is known is an error."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = list(_tokens(expression))
        self._at = 0

    def done(self) -> None:
        if self._peek():
            raise self._unknown()

    def path(self) -> Path:
        """A location path; an absolute one begins, as any other here, at the document. There is
        none within predicates."""
        if self._at and self._peek() in ("/", "//"):
            raise self._unknown()
        steps: list[_Step] = []
        separator = self._take("//") or self._take("/")
        while True:
            if separator == "//":
                steps.append(_Step(_descendants))
            steps.append(self._step())
            separator = self._take("//") or self._take("/")
            if not separator:
                return tuple(steps)

    def _step(self) -> _Step:
        walk = self._node_test()
        predicates: list[Holds] = []
        while self._take("["):
            predicates.append(self._either())
            self._expect("]")
        return _Step(walk, tuple(predicates))

    def _node_test(self) -> Walk:
        if self._take("."):
            return _itself
        attribute = self._take("@")
        token = self._next()
        if (attribute, token) == ("", "text()"):
            return _texts
        if re.fullmatch(r"\*|[A-Za-z_][\w.-]*", token) is None:
            raise self._unknown()
        return _attributes(token) if attribute else _children(token)

    def _either(self) -> Holds:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda node: any(part(node) for part in parts)

    def _both(self) -> Holds:
        parts = [self._single()]
        while self._take("and"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else lambda node: all(part(node) for part in parts)

    def _single(self) -> Holds:
        if self._peek() == "not" and self._peek(1) == "(":
            self._at += 1
            inner = self._grouped()
            return lambda node: not inner(node)
        if self._peek() == "(":
            return self._grouped()
        if self._peek()[:1].isdigit():
            position = float(self._next())
            return lambda node: node.position == position
        return self._comparison(self.path())

    def _grouped(self) -> Holds:
        self._expect("(")
        inner = self._either()
        self._expect(")")
        return inner

    def _comparison(self, path: Path) -> Holds:
        """A path alone: that it finds something; with = or !=: that something found is so."""
        sign = self._take("!=") or self._take("=")
        if not sign:
            return lambda node: bool(_follow(node, path))
        stated = self._next()
        if stated[:1] not in "\"'" or not stated:
            raise self._unknown()
        text, equal = stated[1:-1], sign == "="
        return lambda node: any((each.value() == text) is equal for each in _follow(node, path))

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _take(self, token: str) -> str:
        return self._next() if self._peek() == token else ""

    def _expect(self, token: str) -> None:
        if not self._take(token):
            raise self._unknown()

    def _unknown(self) -> XPathError:
        return XPathError(f"XPath is not supported: {self._expression}")


def _tokens(expression: str) -> Iterator[str]:
    at, end = 0, len(expression.rstrip())
    while at < end:
        match = _TOKEN.match(expression, at)
        if match is None:
            raise XPathError(f"XPath is not supported: {expression}")
        yield match[match.lastgroup or 0].replace(" ", "") if match["name"] else match[0].strip()
        at = match.end()
