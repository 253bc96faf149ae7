"""xccdf:TestResult (NISTIR 7275r4, 6.6): what other tools read of a scan."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final, TextIO

from msgspec.structs import asdict

from incisor.scap import copies, xccdf
from incisor.scap.evaluation import RuleResult
from incisor.scap.markup import DECLARATION, Markup
from incisor.scap.report import Report

NAMESPACE: Final = "http://checklists.nist.gov/xccdf/1.2"
PREFIX: Final = "xccdf_incisor"
SYSTEM: Final = "cpe:/a:incisor:incisor"


def write(out: TextIO, report: Report, source: BinaryIO) -> None:
    """The benchmark, as it is in its file, with the TestResult in it: so the ids that results refer
    to are there, as the specification asks (6.6.4.1), and tools that make reports and fixes of
    results have what these say. Of XCCDF 1.1, the TestResult alone.

    Raises ContentError if the file is no longer what was evaluated.
    """
    out.write(DECLARATION)
    extent = report.content.benchmark.extent
    if extent is None:
        test_result(out, report)
        return
    closing = copies.open_element(source, out, report.content, extent)
    test_result(out, report)
    out.write(closing)


def test_result(out: TextIO, report: Report) -> None:
    """The element, in the schema's order."""
    markup = Markup(out)
    profile = report.resolution.profile
    attributes = {
        "xmlns": NAMESPACE,
        "id": f"{PREFIX}_testresult_{_plain(profile or report.content.benchmark.id)}",
        "start-time": report.began.isoformat(timespec="seconds"),
        "end-time": report.ended.isoformat(timespec="seconds"),
        "version": report.content.benchmark.version or None,
        "test-system": f"{SYSTEM}:{report.version}",
    }
    with markup.inside("TestResult", attributes):
        _head(markup, report)
        for each in report.results:
            _rule_result(markup, each, report)
        for score in report.scores():
            markup.leaf(
                "score",
                f"{score.value:.6f}",
                {"system": score.system, "maximum": f"{score.maximum:.6f}"},
            )


def _head(markup: Markup, report: Report) -> None:
    href = {"href": report.content.name, "id": report.content.benchmark.id}
    markup.leaf("benchmark", "", href)
    tailoring = report.resolution.tailoring
    if tailoring is not None:
        said = {name: value or None for name, value in asdict(tailoring).items()}
        markup.leaf("tailoring-file", "", said)
    markup.leaf("title", "Scan by incisor")
    privileged = str(report.target.privileged).lower()
    user = "root" if report.target.privileged else "a user"
    markup.leaf("identity", user, {"authenticated": "false", "privileged": privileged})
    if report.resolution.profile:
        markup.leaf("profile", "", {"idref": report.resolution.profile})
    markup.leaf("target", report.target.name)
    with markup.inside("target-facts"):
        facts = {
            "urn:xccdf:fact:scanner:name": "incisor",
            "urn:xccdf:fact:scanner:version": report.version,
            "urn:xccdf:fact:asset:identifier:host_name": report.target.name,
        }
        for name, value in facts.items():
            markup.leaf("fact", value, {"name": name, "type": "string"})
    for value_id, values in report.resolution.values.items():
        _value(markup, value_id, values)


def _value(markup: Markup, value_id: str, values: Sequence[str]) -> None:
    """What a Value was; nothing of one without a value."""
    if len(values) == 1:
        markup.leaf("set-value", values[0], {"idref": value_id})
    elif values:
        with markup.inside("set-complex-value", {"idref": value_id}):
            for each in values:
                markup.leaf("item", each)


def _rule_result(markup: Markup, each: RuleResult, report: Report) -> None:
    rule = each.rule
    attributes = {
        "idref": rule.id,
        "role": rule.role.value,
        "time": report.ended.isoformat(timespec="seconds"),
        "severity": rule.severity,
        "weight": f"{rule.weight:.6f}",
    }
    with markup.inside("rule-result", attributes):
        markup.leaf("result", each.result.value)
        for system, identifier in rule.identifiers:
            markup.leaf("ident", identifier, {"system": system or None})
        if each.reason:
            markup.leaf("message", each.reason, {"severity": "info"})
        if isinstance(each.check, xccdf.Check):
            _check(markup, each.check, (each.ref,) if each.ref else (), each.imports)
        elif each.check is not None:
            _complex(markup, each.check)


def _complex(markup: Markup, check: xccdf.ComplexCheck) -> None:
    attributes = {"operator": check.operator, "negate": _negate(check)}
    with markup.inside("complex-check", attributes):
        for operand in check.operands:
            if isinstance(operand, xccdf.Check):
                _check(markup, operand, operand.refs)
            else:
                _complex(markup, operand)


def _check(
    markup: Markup,
    check: xccdf.Check,
    refs: Iterable[xccdf.ContentRef],
    imports: Iterable[tuple[str, str]] = (),
) -> None:
    attributes = {
        "system": check.system,
        "negate": _negate(check),
        "selector": check.selector or None,
    }
    with markup.inside("check", attributes):
        for name, text in imports:
            markup.leaf("check-import", text, {"import-name": name})
        for variable, value in check.exports:
            markup.leaf("check-export", "", {"export-name": variable, "value-id": value})
        for ref in refs:
            markup.leaf("check-content-ref", "", {"name": ref.name or None, "href": ref.href})


def _negate(check: xccdf.Check | xccdf.ComplexCheck) -> str | None:
    return "true" if check.negate else None


def _plain(text: str) -> str:
    """Text as the last part of an XCCDF id."""
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in text)
