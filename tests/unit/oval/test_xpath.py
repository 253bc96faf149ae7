"""incisor.oval.xpath: bounds. What an expression means is oscap's word (tests/conformance)."""

from xml.etree import ElementTree as ET

import pytest

from incisor.oval import xpath
from incisor.oval.xpath import XPathError, found, parsed

TREE = ET.fromstring('<a xmlns="urn:x"><b n="1">one<!-- c --> more</b><b n="2"/></a>')


def test_names_are_local_and_comments_are_passed_over() -> None:
    """Whatever namespace a document has."""
    assert [node.text for node in found(TREE, parsed("/a/b/text()"))] == ["one more"]
    assert [node.text for node in found(TREE, parsed("//b[2]/@n"))] == ["2"]
    assert len(found(TREE, parsed("/a/*"))) == 2


def test_each_element_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ways lead to it; and there is an end to how many are found."""
    assert len(found(TREE, parsed("//.//b"))) == 2
    monkeypatch.setattr(xpath, "MAX_NODES", 1)
    with pytest.raises(XPathError, match="more than 1 nodes"):
        found(TREE, parsed("//b"))


def test_nesting_without_end_is_refused() -> None:
    """An expression is bounded by its length."""
    with pytest.raises(XPathError, match="at most 2000 characters"):
        parsed("/a" + "[b" * 1000)
