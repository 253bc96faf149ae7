"""arf:asset-report-collection (NISTIR 7694): the results, with the asset and the request.

The request holds the source data stream: what was evaluated goes with what came of it.
"""

from typing import BinaryIO, Final, TextIO

from incisor.scap import copies, oval_writer, xccdf_writer
from incisor.scap.markup import DECLARATION, Markup
from incisor.scap.report import Report

NAMESPACES: Final = {
    "xmlns:arf": "http://scap.nist.gov/schema/asset-reporting-format/1.1",
    "xmlns:core": "http://scap.nist.gov/schema/reporting-core/1.1",
    "xmlns:ai": "http://scap.nist.gov/schema/asset-identification/1.1",
    "xmlns:arfvocab": "http://scap.nist.gov/specifications/arf/vocabulary/relationships/1.0#",
}

REQUEST: Final = "collection1"
ASSET: Final = "asset0"
XCCDF: Final = "xccdf1"
"""Ids, as other tools write them too."""


def write(out: TextIO, report: Report, source: BinaryIO) -> None:
    """The collection: one asset, one request, the XCCDF report and one for each OVAL document.

    `source` is the content's file. Raises ContentError if it is no longer what was evaluated.
    """
    out.write(DECLARATION)
    markup = Markup(out)
    with markup.inside("arf:asset-report-collection", NAMESPACES):
        _relationships(markup, report)
        with (
            markup.inside("arf:report-requests"),
            markup.inside("arf:report-request", {"id": REQUEST}),
        ):
            markup.start("arf:content")
            copies.document(source, out, report.content)
            markup.end("arf:content")
        with markup.inside("arf:assets"), markup.inside("arf:asset", {"id": ASSET}):
            _asset(markup, report)
        with markup.inside("arf:reports"):
            _reports(out, markup, report)


def _relationships(markup: Markup, report: Report) -> None:
    """Only the XCCDF report is said to be about the asset: oscap takes every such report for
    XCCDF, and breaks on others."""
    related = [("createdFor", name, REQUEST) for name in (XCCDF, *_oval_names(report))]
    with markup.inside("core:relationships"):
        for kind, subject, ref in (*related, ("isAbout", XCCDF, ASSET)):
            attributes = {"type": f"arfvocab:{kind}", "subject": subject}
            with markup.inside("core:relationship", attributes):
                markup.leaf("core:ref", ref)


def _asset(markup: Markup, report: Report) -> None:
    with markup.inside("ai:computing-device"):
        markup.leaf("ai:hostname", report.target.name)


def _reports(out: TextIO, markup: Markup, report: Report) -> None:
    with (
        markup.inside("arf:report", {"id": XCCDF}),
        markup.inside("arf:content"),
    ):
        xccdf_writer.test_result(out, report)
    for name, href in zip(_oval_names(report), report.definitions, strict=True):
        with markup.inside("arf:report", {"id": name}), markup.inside("arf:content"):
            oval_writer.oval_results(out, report, report.definitions[href])


def _oval_names(report: Report) -> list[str]:
    return [f"oval{number}" for number, _ in enumerate(report.definitions)]
