"""incisor.scap.references: what a stream refers to and does not have is named with its line."""

from io import BytesIO

import pytest

from incisor.scap import references
from incisor.scap.references import Fault
from incisor.scap.xml import ContentError
from support import imports, scap


def faults(text: str) -> list[Fault]:
    """What is wrong with a stream."""
    return references.check(BytesIO(text.encode()), "t-ds.xml").faults


def line_of(text: str, part: str) -> int:
    """The line in which it stands first."""
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_stream_has_no_faults() -> None:
    """Everything that it refers to is there."""
    assert faults(imports.stream()) == []


@pytest.mark.parametrize(
    ("before", "after", "element", "words"),
    [
        ('idref="xccdf_t_rule_file"', 'idref="xccdf_t_rule_gone"', "xccdf:select", "the item"),
        ('value-id="xccdf_t_value_limit"', 'value-id="gone"', "xccdf:check-export", "the Value"),
        ('extends="xccdf_t_profile_cis', 'extends="gone_cis', "xccdf:Profile", "the Profile"),
        ('test_ref="oval:t:tst:no"', 'test_ref="gone"', "oval-def:criterion", "the test"),
        ('object_ref="oval:t:obj:no"', 'object_ref="gone"', "unix:object", "the object"),
        ('state_ref="oval:t:ste:value"', 'state_ref="gone"', "ind:state", "the state"),
        ('var_ref="oval:t:var:limit"', 'var_ref="gone"', "ind:subexpression", "the variable"),
        ('idref="cpe:/a:other"', 'idref="#gone"', "xccdf:platform", "the platform"),
        ('name="oval:t:def:no"', 'name="gone"', "xccdf:check-content-ref", "not in oval.xml"),
        ("oval:t:def:no</cpe-dict", "gone</cpe-dict", "cpe-dict:check", "not in cpe-oval.xml"),
        ('uri="#ref-oval"', 'uri="#gone"', "cat:uri", "the component-ref"),
    ],
)
def test_what_is_not_there_is_named(before: str, after: str, element: str, words: str) -> None:
    """With the element that asks for it, and the line."""
    text = imports.stream()
    assert before in text
    broken = text.replace(before, after, 1)
    first = next(each for each in faults(broken) if "gone" in each.message)
    assert (first.element, words in first.message) == (element, True)
    assert abs(first.line - line_of(broken, after)) <= 1


def test_a_selector_that_a_value_does_not_have_is_named() -> None:
    """A refinement would choose nothing."""
    refine = '<xccdf:refine-value idref="xccdf_t_value_limit" selector="nine"/>'
    profiles = imports.profile(imports.LEVEL_1, "One", "file", more=refine)
    (fault,) = faults(imports.stream(profiles=profiles))
    assert "asks for the selector 'nine', which xccdf_t_value_limit does not have" in fault.message


def test_ids_are_declared_once() -> None:
    """Of two rules with one id nobody knows which is meant."""
    (fault,) = faults(imports.stream(rules=imports.RULES + imports.numbered("file", "1.4", "")))
    assert fault[1:] == ("xccdf:Rule", "id xccdf_t_rule_file is declared a second time")


def test_object_types_that_are_not_collected_are_counted() -> None:
    """They are no fault of the content."""
    checked = references.check(BytesIO(imports.stream().encode()), "t-ds.xml")
    assert checked.uncollected == {"unix:strange_test": 1}


def test_texts_that_refer_are_followed() -> None:
    """Sets and filters name objects and states by text."""
    text = scap.data_stream().replace(imports.GONE, "")
    broken = text.replace(">oval:t:ste:1</oval-def:filter>", ">gone</oval-def:filter>", 1)
    assert [each.element for each in faults(broken) if "gone" in each.message] == [
        "oval-def:filter"
    ]


def test_what_cannot_be_parsed_is_refused() -> None:
    """As everywhere, with the line."""
    with pytest.raises(ContentError, match=r"t-ds\.xml:2: not well-formed"):
        faults("<a>\n<")


@pytest.mark.parametrize(
    ("after", "added", "told"),
    [
        (
            'test_ref="oval:t:tst:no"/>',
            '<oval-def:extend_definition definition_ref="oval:t:def:no"/>',
            "definition oval:t:def:no → definition oval:t:def:no",
        ),
        (
            "</xccdf:version>",
            imports.profile("a", "A", extends="b") + imports.profile("b", "B", extends="a"),
            "Profile a → Profile b → Profile a",
        ),
    ],
)
def test_what_refers_to_itself_is_named(after: str, added: str, told: str) -> None:
    """With an element of the cycle, and its line."""
    text = imports.stream()
    assert after in text
    (fault,) = faults(text.replace(after, f"{after}\n{added}", 1))
    assert fault.line >= line_of(text, after) + 1
    assert told in fault.message


def test_rules_may_conflict_mutually() -> None:
    """Only what must be evaluated before something else can be in a cycle."""
    rules = imports.RULES.replace(
        "</xccdf:Rule>", '<xccdf:conflicts idref="xccdf_t_rule_file"/>' + "</xccdf:Rule>"
    )
    assert faults(imports.stream(rules=rules)) == []
