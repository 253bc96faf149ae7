"""incisor.scap.locations: where in its file a fault of content is that a scan met."""

from io import BytesIO

import pytest

from incisor.oval.functions import MAX_CHARACTERS
from incisor.scap import evaluation, locations, resolve
from incisor.scap.xml import ContentError
from support.fakehost import FakeHost
from support.rules import DICTIONARY, HOST, OVAL, check, rule
from support.scap import data_stream, read

BENCHMARK = f'<xccdf:Benchmark id="xccdf_t_benchmark_b">\n{rule("r", check("value"))}'
CRITERIA = '<oval-def:criteria><oval-def:criterion test_ref="oval:t:tst:value"/>'
LIMIT = '<oval-def:external_variable id="oval:t:var:limit" datatype="int" version="1" comment="v"/>'
LOCAL = """
<oval-def:local_variable id="oval:t:var:limit" datatype="int" version="1" comment="v">
  <oval-def:variable_component var_ref="oval:t:var:limit"/>
</oval-def:local_variable>
"""
PATH = "<ind:filepath>/etc/there</ind:filepath>"
PATTERN = '<ind:pattern operation="pattern match">^k=(.*)$</ind:pattern>'
INSTANCE = '<ind:instance datatype="int">1</ind:instance>'
SET = """
<oval-def:set>
  <oval-def:object_reference>oval:t:obj:value</oval-def:object_reference>
</oval-def:set>
"""


def stream(oval: str) -> str:
    return data_stream(BENCHMARK + "</xccdf:Benchmark>", oval, DICTIONARY)


def told(text: str) -> str:
    """The reason of the one rule's result."""
    content = read(text)
    host = FakeHost.from_spec(HOST)
    results = evaluation.Evaluation(content, resolve.resolve(content.benchmark, ""), host).results()
    return locations.told(list(results), lambda: BytesIO(text.encode()), "t-ds.xml")[0].reason


def line_of(text: str, part: str) -> int:
    """The line on which it is first."""
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("was", "becomes", "element", "begins"),
    [
        (
            CRITERIA,
            '<oval-def:criteria><oval-def:extend_definition definition_ref="oval:t:def:value"/>',
            "oval-def:definition",
            '<oval-def:definition class="compliance" id="oval:t:def:value"',
        ),
        (LIMIT, LOCAL, "oval-def:local_variable", "<oval-def:local_variable"),
        (
            PATH + "\n      " + PATTERN + "\n      " + INSTANCE,
            SET,
            "ind:textfilecontent54_object",
            '<ind:textfilecontent54_object id="oval:t:obj:value"',
        ),
        ('id="oval:t:ste:value"', 'id="oval:t:ste:other"', "ind:state", "<ind:state "),
        ("^k=(.*)$", "(a|b){70000}", "ind:pattern", "<ind:pattern"),
        ("^k=(.*)$", "(", "ind:pattern", "<ind:pattern"),
    ],
)
def test_a_fault_is_told_with_element_and_line(
    was: str, becomes: str, element: str, begins: str
) -> None:
    """Cycles of definitions, variables and sets, what is not there, and patterns that cannot be."""
    assert was in OVAL
    text = stream(OVAL.replace(was, becomes))
    place = f"(t-ds.xml:{line_of(text, begins)}: <{element}>)"
    assert told(text).endswith(place)


def test_what_asks_for_too_much_is_told_with_element_and_line() -> None:
    """A variable with more text than is held."""
    literal = "<oval-def:literal_component>{}</oval-def:literal_component>"
    long = literal.format("1" * (MAX_CHARACTERS + 1))
    beyond = f"<oval-def:concat>{long}{literal.format('')}</oval-def:concat>"
    component = '<oval-def:variable_component var_ref="oval:t:var:limit"/>'
    text = stream(OVAL.replace(LIMIT, LOCAL.replace(component, beyond)))
    line = line_of(text, "<oval-def:local_variable")
    assert told(text).endswith(f"characters (t-ds.xml:{line}: <oval-def:local_variable>)")


def test_content_without_a_fault_is_not_read_again() -> None:
    """Whatever else a reason says."""
    text = stream(OVAL)
    content = read(text)
    resolution = resolve.resolve(content.benchmark, "")
    results = list(evaluation.Evaluation(content, resolution, FakeHost.from_spec({})).results())

    def opened() -> BytesIO:
        raise AssertionError

    assert locations.told(results, opened, "t-ds.xml") == results


def test_a_file_that_is_gone_is_no_further_fault() -> None:
    """The reason stays as it is."""
    text = stream(OVAL.replace(LIMIT, LOCAL))
    content = read(text)
    resolution = resolve.resolve(content.benchmark, "")
    results = list(evaluation.Evaluation(content, resolution, FakeHost.from_spec(HOST)).results())

    def opened() -> BytesIO:
        raise FileNotFoundError

    assert locations.told(results, opened, "t-ds.xml") == results


def test_two_that_have_one_id_are_told_with_a_place() -> None:
    """The error of reading names the first of them."""
    text = stream(OVAL.replace('id="oval:t:obj:no"', 'id="oval:t:obj:yes"'))
    with pytest.raises(ContentError) as raised:
        read(text)
    error = locations.located(raised.value, lambda: BytesIO(text.encode()), "t-ds.xml")
    line = line_of(text, '<unix:file_object id="oval:t:obj:yes"')
    assert str(error).endswith(f"'oval:t:obj:yes' (t-ds.xml:{line}: <unix:file_object>)")
