"""incisor.scap.oval_writer: thin OVAL results."""

from xml.etree import ElementTree as ET

from incisor.scap import oval_writer
from support.reports_scap import written

OVAL = {"r": oval_writer.NAMESPACES["xmlns"]}


def test_every_definition_has_its_result() -> None:
    """Of the document that most checks are in."""
    root = ET.fromstring(written(oval_writer.write).encode())
    results = {
        each.get("definition_id"): each.get("result")
        for each in root.findall("r:results/r:system/r:definitions/r:definition", OVAL)
    }
    assert results == {
        "oval:t:def:yes": "true",
        "oval:t:def:no": "false",
        "oval:t:def:strange": "not evaluated",
    }


def test_its_directives_say_that_it_is_thin() -> None:
    """No reader may miss the items."""
    root = ET.fromstring(written(oval_writer.write).encode())
    directives = root.find("r:directives", OVAL)
    assert directives is not None
    assert {each.get("content") for each in directives} == {"thin"}
