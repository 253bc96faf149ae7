"""incisor.scap.xccdf_writer: the TestResult that other tools read."""

from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from incisor.scap import copies, xccdf_writer
from incisor.scap.content import read
from incisor.scap.xml import CHUNK, ContentError
from support.reports_scap import STREAM, report, written
from support.rules import check, rule, stream

XCCDF = {"x": xccdf_writer.NAMESPACE}


def test_every_rule_has_its_result_and_check() -> None:
    """Also those that were not selected; what is undecided says why."""
    root = ET.fromstring(written(xccdf_writer.test_result).encode())
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
    root = ET.fromstring(written(xccdf_writer.test_result).encode())
    assert root.findtext("x:target", "", XCCDF).startswith("<b>&")
    scores = [each.get("system") for each in root.findall("x:score", XCCDF)]
    assert len(scores) == len(set(scores)) == 4


def whole(text: str, encoding: str = "utf-8") -> ET.Element:
    """What is written of a scan with a stream of that text."""
    declared = text.replace('"1.0"', f'"1.0" encoding="{encoding.removesuffix("-sig")}"', 1)
    source = declared.encode(encoding)
    content = read(BytesIO(source), "t-ds.xml")
    out = StringIO()
    xccdf_writer.write(out, replace(report(), content=content), BytesIO(source))
    return ET.fromstring(out.getvalue().encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_benchmark_is_around_the_results(encoding: str) -> None:
    """As it is in its file, whatever the file's encoding, with the results at its end."""
    text = STREAM.replace("Good ", "Gööd <!-- > --><![CDATA[<]]>&amp;")
    root = whole(text, encoding)
    ids = [each.get("id") for each in root.findall("x:Rule", XCCDF)]
    assert [root.tag, *ids] == [
        f"{{{xccdf_writer.NAMESPACE}}}Benchmark",
        *(f"xccdf_t_rule_{name}" for name in ("good", "bad", "open", "off")),
    ]
    assert root.findtext("x:Rule/x:title", "", XCCDF) == "Gööd <&<b>"
    assert root[-1].tag == f"{{{xccdf_writer.NAMESPACE}}}TestResult"


def test_a_large_stream_is_copied_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a piece ends."""
    expected = ET.tostring(whole(STREAM))
    for size in (1, 7, 1000):
        monkeypatch.setattr(copies, "CHUNK", size)
        assert ET.tostring(whole(STREAM)) == expected


def test_a_signature_is_left_out() -> None:
    """It would not hold of a benchmark that something was put into."""
    root = whole(STREAM.replace("</xccdf:Benchmark>", "<xccdf:signature/></xccdf:Benchmark>"))
    assert root.find("x:signature", XCCDF) is None
    assert root[-1].tag == f"{{{xccdf_writer.NAMESPACE}}}TestResult"


def test_namespaces_that_are_redeclared_stay_so() -> None:
    """A prefix means what it means where the benchmark is."""
    text = STREAM.replace("<xccdf:Benchmark ", '<xccdf:Benchmark xmlns:ind="urn:mine" ind:a=" > " ')
    assert whole(text).get("{urn:mine}a") == " > "


def test_a_start_tag_is_bounded() -> None:
    """It is held whole to be read; nobody's takes a megabyte."""
    note = "x" * (copies.MAX_START + CHUNK)
    with pytest.raises(ContentError, match=r"t-ds.xml: a start tag of more than \d+ characters"):
        whole(STREAM.replace("<xccdf:Benchmark ", f'<xccdf:Benchmark note="{note}" '))


def test_of_an_older_benchmark_the_results_stand_alone() -> None:
    """What XCCDF 1.2 says cannot stand in XCCDF 1.1."""
    text = STREAM.replace("checklists.nist.gov/xccdf/1.2", "checklists.nist.gov/xccdf/1.1")
    assert whole(text).tag == f"{{{xccdf_writer.NAMESPACE}}}TestResult"


def test_results_are_not_put_into_content_that_has_changed() -> None:
    """The reader would take it for what was evaluated."""
    with pytest.raises(ContentError, match="no longer what was evaluated"):
        xccdf_writer.write(StringIO(), report(), BytesIO(STREAM.encode() + b" "))


VALUES = (
    '<xccdf:Value id="xccdf_t_value_v"><xccdf:complex-value><xccdf:item>a</xccdf:item>'
    "<xccdf:item>b</xccdf:item></xccdf:complex-value></xccdf:Value>"
)


def test_checks_are_told_as_they_were_chosen() -> None:
    """With their selectors, and joined as they are; lists of values as lists."""
    joined = f'<xccdf:complex-check operator="OR" negate="true">{check("yes")}{check("no")}'
    text = stream(
        rule("simple", check("yes", 'selector="s"'), ""),
        rule("joined", f"{joined}</xccdf:complex-check>"),
        before='<xccdf:Profile id="xccdf_t_profile_p"><xccdf:title>p</xccdf:title>'
        f'<xccdf:refine-rule idref="xccdf_t_rule_simple" selector="s"/></xccdf:Profile>{VALUES}',
    )
    out = StringIO()
    xccdf_writer.test_result(out, report(text, "p"))
    root = ET.fromstring(out.getvalue().encode())
    (simple, complex_) = root.findall("x:rule-result", XCCDF)
    assert [each.get("selector") for each in simple.findall("x:check", XCCDF)] == ["s"]
    (told,) = complex_.findall("x:complex-check", XCCDF)
    assert dict(told.attrib) == {"operator": "OR", "negate": "true"}
    refs = told.findall("x:check/x:check-content-ref", XCCDF)
    assert [each.get("name") for each in refs] == ["oval:t:def:yes", "oval:t:def:no"]
    items = root.findall("x:set-complex-value/x:item", XCCDF)
    assert [each.text for each in items] == ["a", "b"]
