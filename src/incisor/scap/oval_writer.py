"""oval-res:oval_results (OVAL 5.11 results schema), thin: the results of the definitions.

Thin results leave out tests and the items that were looked at, as the directives say: a host may
have a hundred thousand of them. One document holds one OVAL document's results.
"""

from collections.abc import Mapping
from typing import Final, TextIO

from incisor.scap.markup import DECLARATION, Markup
from incisor.scap.report import Report

NAMESPACES: Final = {
    "xmlns": "http://oval.mitre.org/XMLSchema/oval-results-5",
    "xmlns:oval": "http://oval.mitre.org/XMLSchema/oval-common-5",
    "xmlns:oval-def": "http://oval.mitre.org/XMLSchema/oval-definitions-5",
    "xmlns:oval-sc": "http://oval.mitre.org/XMLSchema/oval-system-characteristics-5",
}
DIRECTIVES: Final = ("true", "false", "unknown", "error", "not_evaluated", "not_applicable")


def write(out: TextIO, report: Report) -> None:
    """The results of the document that the rules' checks are in (the one with most of them)."""
    out.write(DECLARATION)
    if not report.definitions:
        oval_results(out, report, {})
        return
    href = max(report.definitions, key=lambda name: len(report.definitions[name]))
    oval_results(out, report, report.definitions[href])


def oval_results(out: TextIO, report: Report, definitions: Mapping[str, str]) -> None:
    """The element, in the schema's order."""
    markup = Markup(out)
    with markup.inside("oval_results", NAMESPACES):
        _generator(markup, "generator", report)
        with markup.inside("directives", {"include_source_definitions": "false"}):
            for name in DIRECTIVES:
                markup.leaf(f"definition_{name}", "", {"reported": "true", "content": "thin"})
        with markup.inside("results"), markup.inside("system"):
            _definitions(markup, definitions)
            _characteristics(markup, report)


def _definitions(markup: Markup, results: Mapping[str, str]) -> None:
    if not results:
        return
    with markup.inside("definitions"):
        for id_, result in results.items():
            markup.leaf("definition", "", {"definition_id": id_, "result": result, "version": "1"})


def _characteristics(markup: Markup, report: Report) -> None:
    with markup.inside("oval-sc:oval_system_characteristics"):
        _generator(markup, "oval-sc:generator", report)
        with markup.inside("oval-sc:system_info"):
            markup.leaf("oval-sc:os_name", "Linux")
            markup.leaf("oval-sc:os_version", "unknown")
            markup.leaf("oval-sc:architecture", "unknown")
            markup.leaf("oval-sc:primary_host_name", report.target.name)
            markup.leaf("oval-sc:interfaces")


def _generator(markup: Markup, tag: str, report: Report) -> None:
    with markup.inside(tag):
        markup.leaf("oval:product_name", "incisor")
        markup.leaf("oval:product_version", report.version)
        markup.leaf("oval:schema_version", "5.11.1")
        markup.leaf("oval:timestamp", report.ended.strftime("%Y-%m-%dT%H:%M:%S"))
