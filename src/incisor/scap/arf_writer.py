"""arf:asset-report-collection (NISTIR 7694): the results, with the asset and the request.

The request names the content by file and digest instead of holding its tens of megabytes again.
"""

from typing import Final, TextIO

from incisor.scap import oval_writer, xccdf_writer
from incisor.scap.markup import DECLARATION, Markup
from incisor.scap.report import Report

NAMESPACES: Final = {
    "xmlns:arf": "http://scap.nist.gov/schema/asset-reporting-format/1.1",
    "xmlns:core": "http://scap.nist.gov/schema/reporting-core/1.1",
    "xmlns:ai": "http://scap.nist.gov/schema/asset-identification/1.1",
    "xmlns:arfvocab": "http://scap.nist.gov/specifications/arf/vocabulary/relationships/1.0#",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}


def write(out: TextIO, report: Report) -> None:
    """The collection: one asset, one request, the XCCDF report and one for each OVAL document."""
    out.write(DECLARATION)
    markup = Markup(out)
    with markup.inside("arf:asset-report-collection", NAMESPACES):
        _relationships(markup, report)
        with (
            markup.inside("arf:report-requests"),
            markup.inside("arf:report-request", {"id": "content"}),
        ):
            href = f"{report.content.name}#sha256={report.content.sha256}"
            markup.leaf("arf:remote-resource", "", {"xlink:type": "simple", "xlink:href": href})
        with markup.inside("arf:assets"), markup.inside("arf:asset", {"id": "asset0"}):
            _asset(markup, report)
        with markup.inside("arf:reports"):
            _reports(out, markup, report)


def _relationships(markup: Markup, report: Report) -> None:
    with markup.inside("core:relationships"):
        for name in ("xccdf", *_oval_names(report)):
            for kind, ref in (("createdFor", "content"), ("isAbout", "asset0")):
                attributes = {"type": f"arfvocab:{kind}", "subject": name}
                with markup.inside("core:relationship", attributes):
                    markup.leaf("core:ref", ref)


def _asset(markup: Markup, report: Report) -> None:
    with markup.inside("ai:computing-device"):
        markup.leaf("ai:hostname", report.target.name)


def _reports(out: TextIO, markup: Markup, report: Report) -> None:
    with (
        markup.inside("arf:report", {"id": "xccdf"}),
        markup.inside("arf:content"),
    ):
        xccdf_writer.test_result(out, report)
    for name, href in zip(_oval_names(report), report.definitions, strict=True):
        with markup.inside("arf:report", {"id": name}), markup.inside("arf:content"):
            oval_writer.oval_results(out, report, report.definitions[href])


def _oval_names(report: Report) -> list[str]:
    return [f"oval{number}" for number, _ in enumerate(report.definitions)]
