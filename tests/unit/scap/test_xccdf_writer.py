"""incisor.scap.xccdf_writer: the TestResult that other tools read."""

from xml.etree import ElementTree as ET

from incisor.scap import xccdf_writer
from support.reports_scap import written

XCCDF = {"x": xccdf_writer.NAMESPACE}


def test_every_rule_has_its_result_and_check() -> None:
    """Also those that were not selected; what is undecided says why."""
    root = ET.fromstring(written(xccdf_writer.write).encode())
    results = {each.get("idref"): each for each in root.findall("x:rule-result", XCCDF)}
    said = {id_: each.findtext("x:result", None, XCCDF) for id_, each in results.items()}
    assert said == {
        "xccdf_t_rule_good": "pass",
        "xccdf_t_rule_bad": "fail",
        "xccdf_t_rule_open": "notchecked",
        "xccdf_t_rule_off": "notselected",
    }
    ref = results["xccdf_t_rule_bad"].find("x:check/x:check-content-ref", XCCDF)
    assert ref is not None
    assert dict(ref.attrib) == {"name": "oval:t:def:no", "href": "oval.xml"}
    assert results["xccdf_t_rule_bad"].get("severity") == "high"
    message = results["xccdf_t_rule_open"].findtext("x:message", "", XCCDF)
    assert "cannot be collected" in message


def test_target_and_scores() -> None:
    """One score for each of XCCDF's models."""
    root = ET.fromstring(written(xccdf_writer.write).encode())
    assert root.findtext("x:target", "", XCCDF).startswith("<b>&")
    scores = [each.get("system") for each in root.findall("x:score", XCCDF)]
    assert len(scores) == len(set(scores)) == 4
