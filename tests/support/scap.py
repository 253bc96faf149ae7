"""Small SCAP documents, written out as a content author would."""

from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

from incisor.scap import content, xml
from incisor.scap.xml import Node

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{namespace}"'
    for namespace, prefix in xml.PREFIXES.items()
    if prefix != "xml" and not namespace.endswith("xccdf/1.1")
)

BENCHMARK = """
<xccdf:Benchmark id="xccdf_t_benchmark_b">
  <xccdf:title>A <html:b>small</html:b> benchmark</xccdf:title>
  <cpe-lang:platform-specification>
    <cpe-lang:platform id="box">
      <cpe-lang:logical-test operator="AND" negate="false">
        <cpe-lang:fact-ref name="cpe:/a:box"/>
        <cpe-lang:logical-test operator="OR" negate="true">
          <cpe-lang:check-fact-ref system="http://oval.mitre.org/XMLSchema/oval-definitions-5"
            href="cpe-oval.xml" id-ref="oval:t:def:9"/>
        </cpe-lang:logical-test>
      </cpe-lang:logical-test>
    </cpe-lang:platform>
  </cpe-lang:platform-specification>
  <xccdf:version>1.0</xccdf:version>
  <xccdf:Profile id="xccdf_t_profile_one">
    <xccdf:title>One</xccdf:title>
    <xccdf:select idref="xccdf_t_rule_a" selected="true"/>
    <xccdf:refine-value idref="xccdf_t_value_v" selector="high"/>
  </xccdf:Profile>
  <xccdf:Profile id="xccdf_t_profile_two" extends="xccdf_t_profile_one">
    <xccdf:title>Two</xccdf:title>
    <xccdf:select idref="xccdf_t_rule_a" selected="false"/>
    <xccdf:select idref="xccdf_t_rule_b" selected="true"/>
    <xccdf:set-value idref="xccdf_t_value_v">99</xccdf:set-value>
    <xccdf:refine-rule idref="xccdf_t_rule_b" severity="high" weight="3.0" role="unscored"/>
  </xccdf:Profile>
  <xccdf:Group id="xccdf_t_group_g">
    <xccdf:title>A group</xccdf:title>
    <xccdf:Value id="xccdf_t_value_v" type="number">
      <xccdf:title>A value</xccdf:title>
      <xccdf:value>1</xccdf:value>
      <xccdf:value selector="high">7</xccdf:value>
    </xccdf:Value>
    <xccdf:Rule id="xccdf_t_rule_a" selected="false" severity="medium">
      <xccdf:title>Rule a</xccdf:title>
      <xccdf:reference
        href="https://www.cisecurity.org/benchmark/debian_linux/">1.2.3</xccdf:reference>
      <xccdf:platform idref="#box"/>
      <xccdf:fix
        system="urn:xccdf:fix:script:sh">set <xccdf:sub idref="xccdf_t_value_v"/> now</xccdf:fix>
      <xccdf:fix system="urn:xccdf:fix:script:ansible">- not kept</xccdf:fix>
      <xccdf:check system="http://oval.mitre.org/XMLSchema/oval-definitions-5">
        <xccdf:check-export export-name="oval:t:var:1" value-id="xccdf_t_value_v"/>
        <xccdf:check-content-ref href="oval.xml" name="oval:t:def:1"/>
      </xccdf:check>
    </xccdf:Rule>
    <xccdf:Rule id="xccdf_t_rule_b" selected="false">
      <xccdf:title>Rule b</xccdf:title>
    </xccdf:Rule>
  </xccdf:Group>
</xccdf:Benchmark>
"""

OVAL = """
<oval-def:oval_definitions>
  <oval-def:definitions>
    <oval-def:definition class="compliance" id="oval:t:def:1" version="1">
      <oval-def:metadata><oval-def:title>not kept</oval-def:title></oval-def:metadata>
      <oval-def:criteria operator="OR" negate="true">
        <oval-def:criterion comment="c" test_ref="oval:t:tst:1"/>
        <oval-def:extend_definition definition_ref="oval:t:def:2" negate="1"/>
      </oval-def:criteria>
    </oval-def:definition>
    <oval-def:definition class="vulnerability" id="oval:t:def:2" version="1"/>
  </oval-def:definitions>
  <oval-def:tests>
    <ind:textfilecontent54_test id="oval:t:tst:1" check="at least one"
        check_existence="any_exist" state_operator="OR" comment="a test" version="1">
      <ind:object object_ref="oval:t:obj:1"/>
      <ind:state state_ref="oval:t:ste:1"/>
    </ind:textfilecontent54_test>
  </oval-def:tests>
  <oval-def:objects>
    <ind:textfilecontent54_object id="oval:t:obj:1" version="1">
      <ind:behaviors ignore_case="true" max_depth="3"/>
      <ind:filepath>/etc/x</ind:filepath>
      <ind:pattern operation="pattern match">^k=(.*)$</ind:pattern>
      <ind:instance datatype="int" operation="greater than or equal">1</ind:instance>
      <oval-def:filter action="include">oval:t:ste:1</oval-def:filter>
    </ind:textfilecontent54_object>
    <unix:file_object id="oval:t:obj:2" version="1">
      <oval-def:set set_operator="COMPLEMENT">
        <oval-def:object_reference>oval:t:obj:1</oval-def:object_reference>
        <oval-def:filter>oval:t:ste:1</oval-def:filter>
      </oval-def:set>
    </unix:file_object>
  </oval-def:objects>
  <oval-def:states>
    <ind:textfilecontent54_state id="oval:t:ste:1" version="1" operator="OR">
      <ind:subexpression datatype="int" entity_check="at least one" var_check="none satisfy"
        operation="less than" var_ref="oval:t:var:2"/>
    </ind:textfilecontent54_state>
  </oval-def:states>
  <oval-def:variables>
    <oval-def:external_variable id="oval:t:var:1" datatype="int" version="1" comment="v"/>
    <oval-def:local_variable id="oval:t:var:2" datatype="int" version="1" comment="l">
      <oval-def:arithmetic arithmetic_operation="add">
        <oval-def:variable_component var_ref="oval:t:var:1"/>
        <oval-def:literal_component datatype="int">2</oval-def:literal_component>
        <oval-def:object_component object_ref="oval:t:obj:1" item_field="subexpression"/>
      </oval-def:arithmetic>
    </oval-def:local_variable>
    <oval-def:constant_variable id="oval:t:var:3" datatype="string" version="1" comment="c">
      <oval-def:value>x</oval-def:value><oval-def:value>y</oval-def:value>
    </oval-def:constant_variable>
  </oval-def:variables>
</oval-def:oval_definitions>
"""

DICTIONARY = """
<cpe-dict:cpe-list>
  <cpe-dict:cpe-item name="cpe:/a:box">
    <cpe-dict:title>A box</cpe-dict:title>
    <cpe-dict:check system="http://oval.mitre.org/XMLSchema/oval-definitions-5"
      href="cpe-oval.xml">oval:t:def:9</cpe-dict:check>
  </cpe-dict:cpe-item>
</cpe-dict:cpe-list>
"""


def data_stream(
    benchmark: str = BENCHMARK,
    oval: str = OVAL,
    dictionary: str = DICTIONARY,
    scripts: Mapping[str, str] | None = None,
) -> str:
    """A source data stream of those components; scripts by the name that checks call them by."""
    named = scripts or {}
    uris = "".join(f'<cat:uri name="{name}" uri="#ref-{name}"/>' for name in named)
    refs = "".join(
        f'<ds:component-ref id="ref-{name}" xlink:href="#ecomp-{name}"/>' for name in named
    )
    bodies = "".join(
        f'<ds:extended-component id="ecomp-{name}"><sce:script>{escape(text)}</sce:script>'
        "</ds:extended-component>"
        for name, text in named.items()
    )
    return f"""<?xml version="1.0"?>
<ds:data-stream-collection {NAMESPACES} id="c">
  <ds:data-stream id="s">
    <ds:dictionaries>
      <ds:component-ref id="ref-cpe" xlink:href="#comp-cpe">
        <cat:catalog><cat:uri name="cpe-oval.xml" uri="#ref-oval"/></cat:catalog>
      </ds:component-ref>
    </ds:dictionaries>
    <ds:checklists>
      <ds:component-ref id="ref-xccdf" xlink:href="#comp-xccdf">
        <cat:catalog><cat:uri name="oval.xml" uri="#ref-oval"/>{uris}</cat:catalog>
      </ds:component-ref>
    </ds:checklists>
    <ds:checks>
      <ds:component-ref id="ref-oval" xlink:href="#comp-oval"/>
      <ds:component-ref id="ref-gone" xlink:href="#comp-gone"/>
    </ds:checks>
    <ds:extended-components>{refs}</ds:extended-components>
  </ds:data-stream>
  <ds:component id="comp-cpe">{dictionary}</ds:component>
  <ds:component id="comp-xccdf">{benchmark}</ds:component>
  <ds:component id="comp-oval">{oval}</ds:component>
  {bodies}
</ds:data-stream-collection>"""


def read(text: str) -> content.Content:
    """The content of a data stream's text."""
    return content.read(BytesIO(text.encode()), "t-ds.xml")


def element(text: str, tag: str) -> Node:
    """One element of a document's text, as the reader hands it over."""
    found: list[Node] = []
    document = f"<wrapped {NAMESPACES}>{text}</wrapped>".encode()
    xml.read(BytesIO(document), {tag: found.append}, {}, "t.xml")
    return found[0]
