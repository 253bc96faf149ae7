"""incisor.oval.probes.xmlfilecontent: what simple paths find, and what is refused."""

import pytest

from support.content import items
from support.fakehost import FakeHost

ZONE = '<zone><short>Public</short><service name="ssh"/><port port="22" protocol="tcp"/>tail</zone>'


def found(content: str, xpath: str) -> list[object]:
    """The values of each item."""
    host = FakeHost.from_spec({"files": {"/etc/zone.xml": content}})
    asked: dict[str, object] = {"filepath": "/etc/zone.xml", "xpath": xpath}
    return [item.fields.get("value_of") for item in items(host, "xmlfilecontent", asked)]


@pytest.mark.parametrize(
    ("xpath", "values"),
    [
        ("/zone/short", [None]),
        ("/zone/short/text()", [("Public",)]),
        ("/zone/service[@name='ssh']", [None]),
        ('/zone/port[@port="22" and @protocol="tcp"]/@port', [("22",)]),
        ("/zone/port[@port='22'][@protocol='udp']", []),
        ("/zone/@id", []),
        ("/other/short", []),
    ],
)
def test_paths_with_attribute_tests(xpath: str, values: list[object]) -> None:
    """Elements, their text and their attributes; a file without any has no item."""
    assert found(ZONE, xpath) == values


@pytest.mark.parametrize(
    ("content", "xpath"),
    [
        ("<zone", "/zone"),
        ('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "/a"),
        (ZONE, "zone"),
        (ZONE, "/zone/service[last()]"),
        (ZONE, "/zone/service[position()=1]"),
        (ZONE, "/zone/service[/zone]"),
        (ZONE, "/zone/service[@name=1]"),
        (ZONE, "/zone/service[@name]x"),
        (ZONE, "/zone/service[not(@name)"),
        (ZONE, "/zone/n:service"),
        (ZONE, "/zone/@text()"),
        (ZONE, "count(/zone)"),
        (ZONE, "/zone/#"),
        (ZONE, "/zone" + "/a" * 1000),
    ],
)
def test_what_cannot_be_read_gives_no_value(content: str, xpath: str) -> None:
    """Broken files, document types, and paths beyond what is known."""
    assert found(content, xpath) == []
