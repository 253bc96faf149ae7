"""incisor.scap.arf_writer: results, asset and request in one file."""

import hashlib
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from incisor.scap import arf_writer
from incisor.scap.xml import ContentError
from support.reports_scap import report

ARF = {
    prefix.removeprefix("xmlns:"): namespace for prefix, namespace in arf_writer.NAMESPACES.items()
}


STREAM = b"<stream xmlns='urn:s'>\xc3\xbc</stream>"


def collection(source: bytes, evaluated: bytes = STREAM) -> ET.Element:
    """The asset report of a scan with the content `evaluated`, whose file now is `source`."""
    made = report()
    digest = hashlib.sha256(evaluated).hexdigest()
    out = StringIO()
    content = replace(made.content, sha256=digest)
    arf_writer.write(out, replace(made, content=content), BytesIO(source))
    return ET.fromstring(out.getvalue().encode())


def test_reports_are_related_to_asset_and_content() -> None:
    """Each to the content; to the asset only XCCDF's, since oscap takes all of those for XCCDF."""
    root = collection(STREAM)
    reports = {each.get("id", "") for each in root.findall("arf:reports/arf:report", ARF)}
    related = {
        (each.get("subject"), each.findtext("core:ref", "", ARF))
        for each in root.findall("core:relationships/core:relationship", ARF)
    }
    assert reports == {"xccdf1", "oval0"}
    expected = {("xccdf1", "collection1"), ("oval0", "collection1"), ("xccdf1", "asset0")}
    assert related == expected


@pytest.mark.parametrize(
    "beginning", [b"", b"<?xml version='1.0'?>\n", b"\xef\xbb\xbf<?xml version='1.0'?>"]
)
def test_the_request_holds_the_content(beginning: bytes) -> None:
    """Without what may only stand at a document's beginning."""
    root = collection(beginning + STREAM, beginning + STREAM)
    place = "arf:report-requests/arf:report-request/arf:content/{urn:s}stream"
    assert root.findtext(place, None, ARF) == "ü"


def test_content_that_has_changed_is_not_put_beside_results() -> None:
    """The reader of the collection would take it for what was evaluated."""
    with pytest.raises(ContentError, match="no longer what was evaluated"):
        collection(STREAM + b" ")
