"""incisor.scap.xml: bounded reading of untrusted XML."""

from collections.abc import Callable, Mapping
from io import BytesIO

import pytest

from incisor.scap import xml
from incisor.scap.xml import ContentError, Node


def read(text: bytes, *tags: str, **prune: Callable[[Mapping[str, str]], bool]) -> list[Node]:
    found: list[Node] = []
    xml.read(BytesIO(text), dict.fromkeys(tags or ("a",), found.append), prune, "c.xml")
    return found


def test_only_what_is_asked_for_is_built() -> None:
    """Elements without a handler leave nothing behind; the rest comes whole, with its line."""
    found = read(b"<r><x>1</x>\n<a k='v'>t<b>u</b></a><a/></r>")
    assert [(node.tag, node.line, node.text) for node in found] == [("a", 2, "t"), ("a", 2, "")]
    assert found[0].get("k") == "v"
    assert [child.text for child in found[0].all("b")] == ["u"]
    assert found[0].first("c") is None


def test_pruned_subtrees_leave_no_trace() -> None:
    """What is pruned is gone with all below it, and the text around it is not torn."""
    found = read(b"<a>1<p>2<q>3</q></p>4</a>", p=xml.always)
    assert (found[0].text, found[0].children) == ("14", [])


def test_names_do_not_depend_on_the_documents_prefixes() -> None:
    """A namespace has one short name here, whatever the document calls it."""
    document = b"<z:Rule xmlns:z='http://checklists.nist.gov/xccdf/1.2' z:k='v'/>"
    [rule] = read(document, "xccdf:Rule")
    assert rule.attributes == {"xccdf:k": "v"}


def test_mixed_content_keeps_its_order() -> None:
    """A fix's text stands in order, with its substitutions named."""
    space = b"xmlns='http://checklists.nist.gov/xccdf/1.2'"
    [fix] = read(b"<fix " + space + b">a <sub idref='v'/> b <p>c</p> d</fix>", "xccdf:fix")
    assert (fix.text, fix.children) == ("a {v} b c d", [])


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "c.xml:1: a document type declaration"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "c.xml:1: a document type declaration"),
        (b"<a>\n<b></a>", r"c.xml:2: not well-formed XML: mismatched tag \(in b\)"),
        (b"", "c.xml:1: not well-formed XML: no element found"),
        (b"<a>&undefined;</a>", "c.xml:1: not well-formed XML: undefined entity"),
        (b"<a>" * 300 + b"</a>" * 300, r"c.xml:1: nested more than 200 levels deep \(in a\)"),
        (
            b"<o>" * 300 + b"</o>" * 300,
            "c.xml:1: nested more than 200 levels deep",
        ),
        (
            b"<a xmlns:x='http://checklists.nist.gov/xccdf/1.2'><x:description>" + b"<b>" * 300,
            r"c.xml:1: nested more than 200 levels deep \(in xccdf:description\)",
        ),
        (
            b"<a " + b" ".join(b"k%d=''" % n for n in range(100)) + b"/>",
            "c.xml:1: an element with more than 64 attributes",
        ),
    ],
)
def test_hostile_documents_are_refused(document: bytes, complaint: str) -> None:
    """Entities, depth and breadth are bounded; the error names file, line and element."""
    with pytest.raises(ContentError, match=complaint):
        read(document)


def test_what_is_left_out_is_bounded_too() -> None:
    """A file of open elements would fill the parser's memory, whoever looks at them."""
    with pytest.raises(ContentError, match=r"c.xml:1: nested more than 200 levels deep \(in a\)"):
        read(b"<a><p>" + b"<b>" * 300, p=xml.always)


def test_the_number_of_elements_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each becomes an object, and takes fifty times its place in the file."""
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 100)
    assert len(read(b"<r>" + b"<x/>" * 200 + b"<a/>" * 100 + b"</r>")) == 100
    with pytest.raises(ContentError, match=r"c.xml:1: more than 100 elements.* \(in a\)"):
        read(b"<a>" + b"<b/>" * 100 + b"</a>")


def test_the_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than any benchmark is not read to its end."""
    monkeypatch.setattr(xml, "MAX_BYTES", 1 << 20)
    with pytest.raises(ContentError, match="larger than 1 MB"):
        read(b"<a>" + b" " * (2 << 20) + b"</a>")
