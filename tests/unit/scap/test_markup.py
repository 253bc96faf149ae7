"""incisor.scap.markup: what is written is well-formed, whatever the host is called."""

from io import StringIO
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from incisor.scap.markup import DECLARATION, Markup, escaped


@given(st.text(st.characters()))
def test_any_text_is_well_formed_in_content_and_attributes(text: str) -> None:
    """Also control characters, and bytes that were no UTF-8."""
    out = StringIO()
    out.write(DECLARATION)
    markup = Markup(out)
    with markup.inside("a", {"b": text, "left-out": None}):
        markup.leaf("c", text)
    root = ET.fromstring(out.getvalue().encode())
    assert set(root.attrib) == {"b"}


def test_what_xml_cannot_hold_is_replaced() -> None:
    """A replacement character for control characters, \\xNN for stray bytes."""
    assert escaped('a\x00<\udcff>&"') == "a\N{REPLACEMENT CHARACTER}&lt;\\udcff&gt;&amp;&quot;"
