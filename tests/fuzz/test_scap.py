"""The readers of SCAP content meet anything: a content, or one error that names the file."""

from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

from hypothesis import example, given
from hypothesis import strategies as st

from incisor.oval.evaluate import Evaluator
from incisor.oval.model import Result
from incisor.scap import content, resolve, xccdf_writer
from incisor.scap.probes import OVAL_PROBES
from incisor.scap.xml import ContentError
from support.fakehost import FakeHost
from support.reports_scap import report_of
from support.rules import OVAL, check, rule
from support.scap import BENCHMARK, DICTIONARY, data_stream

SMALL = (
    '<xccdf:Benchmark id="xccdf_t_benchmark_b">'
    f"{rule('a', check('yes'))}{rule('b', check('value'))}</xccdf:Benchmark>"
)
STREAMS = [
    data_stream(SMALL, OVAL, DICTIONARY).encode(),
    data_stream(BENCHMARK, OVAL, DICTIONARY).encode(),
]
PIECES = [
    "<",
    "</",
    "/>",
    '"',
    "&",
    "&#0;",
    "<!DOCTYPE a>",
    "<![CDATA[",
    "]]>",
    ' operator="ONE"',
    ' negate="true"',
    ' id=""',
    ' max_depth="x"',
    "oval:t:def:yes",
    "oval:t:tst:no",
    "oval:t:obj:value",
    "oval:t:var:limit",
    "(a+)+$",
    "9" * 400,
    "\x00",
]


def answered(text: bytes) -> None:
    """Read and, if that works, evaluate: errors are only the reader's own. What is written of it is
    XML, and holds the benchmark."""
    try:
        read = content.read(BytesIO(text), "t-ds.xml")
        resolution = resolve.resolve(read.benchmark, "")
    except ContentError:
        return
    report = report_of(read, resolution)
    assert len(report.results) >= len(resolution.rules)
    out = StringIO()
    xccdf_writer.write(out, report, BytesIO(text))
    told = ET.fromstring(out.getvalue().encode())
    assert len(list(told.iter(f"{{{xccdf_writer.NAMESPACE}}}TestResult"))) >= 1


@given(st.binary(max_size=500))
@example(b"")
@example(b"\xff\xfe<\x00")
@example(b"<a xmlns='" + b"x" * 100_000 + b"'/>")
def test_any_bytes_are_answered(text: bytes) -> None:
    """What was never meant as content is refused."""
    answered(text)


@given(st.data())
def test_damaged_content_is_refused_or_evaluated(data: st.DataObject) -> None:
    """A piece cut out, doubled or put in: whatever comes of it, nothing else breaks."""
    text = data.draw(st.sampled_from(STREAMS))
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 60)))
    piece = data.draw(st.sampled_from(PIECES)).encode()
    answered(text[:start] + data.draw(st.sampled_from([piece, text[start:end] * 2])) + text[end:])


IDS = ["oval:t:def:yes", "oval:t:tst:yes", "oval:t:obj:yes", "oval:t:obj:value", "oval:t:var:limit"]


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=4))
def test_references_may_lead_anywhere(swaps: list[tuple[str, str]]) -> None:
    """Wrong, missing and circular references end in a result."""
    text = data_stream(SMALL, OVAL, DICTIONARY)
    for one, other in swaps:
        text = text.replace(f'ref="{one}"', f'ref="{other}"')
    answered(text.encode())


NAMES = st.sampled_from("abc")
KINDS = ("Rule", "Group", "Value")


def item(kind: str, name: str, above: str, abstract: bool, inside: str = "") -> str:
    """An element, which may extend another."""
    extends = f'extends="xccdf_t_{kind.lower()}_{above}"' if above else ""
    id_ = f'id="xccdf_t_{kind.lower()}_{name}" abstract="{str(abstract).lower()}"'
    return f"<xccdf:{kind} {id_} {extends}>{inside}</xccdf:{kind}>"


ABOVE = st.sampled_from(["", "", "a", "b", "c"])
ITEMS = st.recursive(
    st.builds(item, st.sampled_from(KINDS), NAMES, ABOVE, st.booleans()),
    lambda inner: st.builds(
        item,
        st.just("Group"),
        NAMES,
        ABOVE,
        st.booleans(),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=6,
)


@given(st.lists(ITEMS, max_size=3))
def test_items_may_extend_anything(items: list[str]) -> None:
    """Themselves, each other, what is around them, and what is not there."""
    benchmark = f'<xccdf:Benchmark id="xccdf_t_benchmark_b">{"".join(items)}</xccdf:Benchmark>'
    answered(data_stream(benchmark, OVAL, DICTIONARY).encode())


CYCLES = """
<oval-def:oval_definitions><oval-def:definitions>
<oval-def:definition class="compliance" id="oval:t:def:1" version="1"><oval-def:criteria>
<oval-def:extend_definition definition_ref="oval:t:def:1"/></oval-def:criteria>
</oval-def:definition>
<oval-def:definition class="compliance" id="oval:t:def:2" version="1"><oval-def:criteria>
<oval-def:criterion test_ref="oval:t:tst:1"/></oval-def:criteria></oval-def:definition>
</oval-def:definitions><oval-def:tests>
<unix:file_test id="oval:t:tst:1" check="all" version="1" comment="t">
<unix:object object_ref="oval:t:obj:1"/></unix:file_test></oval-def:tests><oval-def:objects>
<unix:file_object id="oval:t:obj:1" version="1"><oval-def:set>
<oval-def:object_reference>oval:t:obj:2</oval-def:object_reference></oval-def:set>
</unix:file_object><unix:file_object id="oval:t:obj:2" version="1"><oval-def:set>
<oval-def:object_reference>oval:t:obj:1</oval-def:object_reference></oval-def:set>
</unix:file_object></oval-def:objects></oval-def:oval_definitions>
"""


def test_cycles_of_definitions_and_sets_are_errors() -> None:
    """They end, and say what refers to itself."""
    document = content.read(BytesIO(data_stream(SMALL, CYCLES, DICTIONARY).encode()), "t-ds.xml")
    evaluator = Evaluator(FakeHost.from_spec(), document.documents["oval.xml"], probes=OVAL_PROBES)
    for name, reason in (("1", "extends itself"), ("2", "refers to itself")):
        verdict = evaluator.verdict(f"oval:t:def:{name}")
        assert verdict.result is Result.ERROR
        assert reason in verdict.reason
