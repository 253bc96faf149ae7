"""incisor.scap.content: a data stream as one body of content."""

import hashlib

import pytest

from incisor.scap import xccdf
from incisor.scap.xml import ContentError
from support.scap import BENCHMARK, OVAL, data_stream, read


def test_references_lead_to_their_components() -> None:
    """Checks and the CPE dictionary find their documents by the names that catalogues give."""
    found = read(data_stream())
    assert set(found.documents) == {"oval.xml", "cpe-oval.xml"}
    assert "oval:t:def:1" in found.documents["oval.xml"].definitions
    assert found.dictionary == {"cpe:/a:box": xccdf.ContentRef("cpe-oval.xml", "oval:t:def:9")}


def test_scripts_are_known_by_the_names_that_checks_call_them_by() -> None:
    """With their text as it is."""
    found = read(data_stream(scripts={"t/a.sh": "#!/bin/sh\n[ 1 < 2 ] && exit 101\n"}))
    assert found.scripts == {"t/a.sh": "#!/bin/sh\n[ 1 < 2 ] && exit 101\n"}


def test_the_digest_is_the_files() -> None:
    """The content is known by the SHA-256 of the file that it was read from."""
    text = data_stream()
    assert read(text).sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_benchmark_is_read_whole() -> None:
    """Titles lose their markup; rules keep checks, references, the shell fix and platforms."""
    benchmark = read(data_stream()).benchmark
    assert (benchmark.title, benchmark.version) == ("A small benchmark", "1.0")
    [rule, _] = [rule for rule, _ in xccdf.walk(benchmark.children)]
    assert rule.checks == (
        xccdf.Check(
            "http://oval.mitre.org/XMLSchema/oval-definitions-5",
            (xccdf.ContentRef("oval.xml", "oval:t:def:1"),),
            (("oval:t:var:1", "xccdf_t_value_v"),),
        ),
    )
    assert rule.platforms == ("#box",)
    assert [fix.text for fix in rule.fixes] == ["set {xccdf_t_value_v} now"]
    assert rule.references == (("https://www.cisecurity.org/benchmark/debian_linux/", "1.2.3"),)


def test_platforms_keep_their_logic() -> None:
    """The CPE applicability language is read with its nesting, names and checks."""
    test = read(data_stream()).benchmark.applicability["box"]
    name, nested = test.operands
    assert (test.operator, name) == ("AND", "cpe:/a:box")
    assert isinstance(nested, xccdf.LogicalTest)
    assert (nested.operator, nested.negate) == ("OR", True)
    assert isinstance(nested.operands[0], xccdf.Check)


COMPLEX = '<xccdf:complex-check operator="XOR"/>'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<x/>", "t-ds.xml: has no data stream"),
        (data_stream(benchmark=""), "t-ds.xml: its first data stream has no benchmark"),
        (
            data_stream(BENCHMARK.replace('id="xccdf_t_rule_b"', "")),
            r"t-ds.xml:\d+: <xccdf:Rule> has no 'id'",
        ),
        (
            data_stream(BENCHMARK.replace('weight="3.0"', 'weight="heavy"')),
            r"t-ds.xml:\d+: <xccdf:refine-rule> has weight='heavy', which is no number",
        ),
        (data_stream(BENCHMARK.replace('weight="3.0"', 'weight="-1"')), "weight='-1', which is no"),
        (data_stream(BENCHMARK.replace('weight="3.0"', 'weight="nan"')), "weight='nan', which is"),
        (
            data_stream(BENCHMARK.replace("</xccdf:Rule>", COMPLEX + "</xccdf:Rule>")),
            r"t-ds.xml:\d+: <xccdf:complex-check> has operator='XOR', which is neither AND nor OR",
        ),
        (
            data_stream(BENCHMARK.replace('role="unscored"', 'role="none"')),
            r"t-ds.xml:\d+: <xccdf:refine-rule> has role='none', which XCCDF does not define",
        ),
        (
            data_stream(oval=OVAL.replace("OR", "IF")),
            r"t-ds.xml:\d+: <oval-def:criteria> has operator='IF'",
        ),
    ],
)
def test_faults_name_file_and_line(text: str, complaint: str) -> None:
    """What cannot be used says where and why."""
    with pytest.raises(ContentError, match=complaint):
        read(text)
