"""incisor.scap.arf_writer: results, asset and request in one file."""

from xml.etree import ElementTree as ET

from incisor.scap import arf_writer
from support.reports_scap import written

ARF = {
    prefix.removeprefix("xmlns:"): namespace for prefix, namespace in arf_writer.NAMESPACES.items()
}


def test_reports_are_related_to_asset_and_content() -> None:
    """Each of them to both."""
    root = ET.fromstring(written(arf_writer.write).encode())
    reports = {each.get("id", "") for each in root.findall("arf:reports/arf:report", ARF)}
    related = [
        (each.get("subject"), each.findtext("core:ref", "", ARF))
        for each in root.findall("core:relationships/core:relationship", ARF)
    ]
    assert reports == {"xccdf", "oval0"}
    expected = [(name, ref) for name in sorted(reports) for ref in ("asset0", "content")]
    assert sorted(related) == expected


def test_the_request_names_the_content_by_digest() -> None:
    """Its megabytes are not written again."""
    text = written(arf_writer.write)
    assert "t-ds.xml#sha256=" in text
