"""A small data stream of rules over simple definitions, for tests of whole evaluations."""

from incisor.scap import evaluation, resolve
from incisor.scap.content import OVAL as OVAL_SYSTEM
from incisor.scap.content import Content
from incisor.scap.outcome import Result
from support.fakehost import FakeHost
from support.scap import data_stream, read

HOST = {"files": {"/etc/there": "k=5\n"}}


def definition(name: str, test: str, kind: str = "compliance") -> str:
    """A definition over one test."""
    return (
        f'<oval-def:definition class="{kind}" id="oval:t:def:{name}" version="1">'
        f'<oval-def:criteria><oval-def:criterion test_ref="oval:t:tst:{test}"/></oval-def:criteria>'
        "</oval-def:definition>"
    )


def existence(name: str, path: str) -> str:
    """A test that a file exists."""
    return (
        f'<unix:file_test id="oval:t:tst:{name}" check="all" version="1" comment="{path}">'
        f'<unix:object object_ref="oval:t:obj:{name}"/></unix:file_test>'
    )


OVAL = f"""
<oval-def:oval_definitions>
  <oval-def:definitions>
    {definition("yes", "yes")}{definition("no", "no")}{definition("flaw", "yes", "vulnerability")}
    {definition("value", "value")}{definition("strange", "strange")}
    <oval-def:definition class="inventory" id="oval:t:def:idle" version="1"/>
  </oval-def:definitions>
  <oval-def:tests>
    {existence("yes", "/etc/there")}{existence("no", "/etc/nowhere")}
    <ind:textfilecontent54_test id="oval:t:tst:value" check="all" version="1" comment="k">
      <ind:object object_ref="oval:t:obj:value"/><ind:state state_ref="oval:t:ste:value"/>
    </ind:textfilecontent54_test>
    <unix:strange_test id="oval:t:tst:strange" check="all" version="1" comment="s">
      <unix:object object_ref="oval:t:obj:strange"/>
    </unix:strange_test>
  </oval-def:tests>
  <oval-def:objects>
    <unix:file_object id="oval:t:obj:yes" version="1">
      <unix:filepath>/etc/there</unix:filepath></unix:file_object>
    <unix:file_object id="oval:t:obj:no" version="1">
      <unix:filepath>/etc/nowhere</unix:filepath></unix:file_object>
    <unix:strange_object id="oval:t:obj:strange" version="1"/>
    <ind:textfilecontent54_object id="oval:t:obj:value" version="1">
      <ind:filepath>/etc/there</ind:filepath>
      <ind:pattern operation="pattern match">^k=(.*)$</ind:pattern>
      <ind:instance datatype="int">1</ind:instance>
    </ind:textfilecontent54_object>
  </oval-def:objects>
  <oval-def:states>
    <ind:textfilecontent54_state id="oval:t:ste:value" version="1">
      <ind:subexpression datatype="int" var_ref="oval:t:var:limit"/>
    </ind:textfilecontent54_state>
  </oval-def:states>
  <oval-def:variables>
    <oval-def:external_variable id="oval:t:var:limit" datatype="int" version="1" comment="v"/>
  </oval-def:variables>
</oval-def:oval_definitions>
"""

DICTIONARY = f"""
<cpe-dict:cpe-list>
  <cpe-dict:cpe-item name="cpe:/a:box:1">
    <cpe-dict:check system="{OVAL_SYSTEM}" href="cpe-oval.xml">oval:t:def:yes</cpe-dict:check>
  </cpe-dict:cpe-item>
  <cpe-dict:cpe-item name="cpe:/a:other">
    <cpe-dict:check system="{OVAL_SYSTEM}" href="cpe-oval.xml">oval:t:def:no</cpe-dict:check>
  </cpe-dict:cpe-item>
</cpe-dict:cpe-list>
"""


def check(name: str = "", attributes: str = "", inside: str = "", href: str = "oval.xml") -> str:
    """A check of a definition, or of all without a name."""
    named = f'name="oval:t:def:{name}"' if name else ""
    return (
        f'<xccdf:check system="{OVAL_SYSTEM}" {attributes}>{inside}'
        f'<xccdf:check-content-ref href="{href}" {named}/></xccdf:check>'
    )


def rule(name: str, body: str, attributes: str = "") -> str:
    """A selected rule."""
    return f'<xccdf:Rule id="xccdf_t_rule_{name}" {attributes}>{body}</xccdf:Rule>'


def stream(*rules: str, before: str = "") -> str:
    """A data stream with a benchmark of these rules, after what is before them (Values, profiles,
    platforms)."""
    benchmark = f'<xccdf:Benchmark id="xccdf_t_benchmark_b">{before}{"".join(rules)}'
    return data_stream(f"{benchmark}</xccdf:Benchmark>", OVAL, DICTIONARY)


def content(*rules: str, before: str = "") -> Content:
    """The content of such a stream."""
    return read(stream(*rules, before=before))


def results(made: Content, profile: str = "", rules: tuple[str, ...] = ()) -> dict[str, Result]:
    """What each rule comes to on the host."""
    return {
        each.rule.id.rpartition("_")[2]: each.result for each in evaluated(made, profile, rules)
    }


def evaluated(
    made: Content, profile: str = "", rules: tuple[str, ...] = ()
) -> list[evaluation.RuleResult]:
    """The rule results."""
    resolution = resolve.resolve(made.benchmark, profile)
    ids = resolve.rule_ids(resolution, rules)
    return list(evaluation.Evaluation(made, resolution, FakeHost.from_spec(HOST), ids).results())
