"""incisor.scap.oval_reader: OVAL XML becomes the evaluator's records, nothing lost or invented."""

import pytest

from incisor.oval import model
from incisor.oval.model import Check, Datatype, Operation
from incisor.scap import oval_reader
from incisor.scap.xml import ContentError
from support.scap import OVAL, element


def document(text: str = OVAL) -> model.Definitions:
    return oval_reader.read(element(text, "oval-def:oval_definitions"), "o.xml")


def test_a_definition_keeps_its_criteria() -> None:
    """Operators, negations and references are the document's; no criteria stay none."""
    read = document().definitions
    assert read["oval:t:def:1"].criteria == model.Criteria(
        (
            model.Criterion("oval:t:tst:1", comment="c"),
            model.ExtendDefinition("oval:t:def:2", negate=True),
        ),
        model.Operator.OR,
        negate=True,
    )
    assert read["oval:t:def:2"].criteria is None


def test_a_test_keeps_its_attributes() -> None:
    """Check, existence and state operator are read, the type is the vocabulary's."""
    assert document().tests["oval:t:tst:1"] == model.Test(
        "oval:t:tst:1",
        "textfilecontent54",
        "oval:t:obj:1",
        ("oval:t:ste:1",),
        Check.AT_LEAST_ONE,
        model.Existence.ANY_EXIST,
        model.Operator.OR,
        "a test",
    )


def test_an_object_keeps_entities_behaviors_and_filters() -> None:
    """Each entity has its operation and datatype; behaviors the defaults of what is not said."""
    read = document().objects["oval:t:obj:1"]
    assert read.behaviors == model.Behaviors(max_depth=3, ignore_case=True)
    assert read.filters == (model.Filter("oval:t:ste:1", model.FilterAction.INCLUDE),)
    assert [(entity.name, entity.values, entity.operation) for entity in read.entities] == [
        ("filepath", ("/etc/x",), Operation.EQUALS),
        ("pattern", ("^k=(.*)$",), Operation.PATTERN_MATCH),
        ("instance", ("1",), Operation.GREATER_THAN_OR_EQUAL),
    ]


def test_a_set_keeps_its_operands() -> None:
    """A set names objects and filters, and the object has no entities."""
    read = document().objects["oval:t:obj:2"]
    assert read.entities == ()
    assert read.set == model.ObjectSet(
        model.SetOperator.COMPLEMENT, ("oval:t:obj:1",), (model.Filter("oval:t:ste:1"),)
    )


def test_a_state_refers_to_its_variable() -> None:
    """An entity with a variable has no value of its own, and its three checks are apart."""
    [entity] = document().states["oval:t:ste:1"].entities
    assert entity == model.Entity(
        "subexpression",
        (),
        Operation.LESS_THAN,
        Datatype.INT,
        "oval:t:var:2",
        Check.NONE_SATISFY,
        Check.AT_LEAST_ONE,
    )


def test_variables_of_all_kinds_are_read() -> None:
    """External ones wait for a value, constant ones have theirs, local ones a component."""
    read = document().variables
    assert read["oval:t:var:1"].external
    assert read["oval:t:var:3"].values == ("x", "y")
    assert read["oval:t:var:2"].component == model.Function(
        "arithmetic",
        (
            model.VariableComponent("oval:t:var:1"),
            model.Literal("2", Datatype.INT),
            model.ObjectComponent("oval:t:obj:1", "subexpression"),
        ),
        (("arithmetic_operation", "add"),),
    )


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ('check="at least one"', 'check="most"', "<.*54_test> oval:t:tst:1 has check='most',"),
        ('operator="OR" negate="true"', 'operator="NOR"', "<.*:criteria> has operator='NOR',"),
        ('test_ref="oval:t:tst:1"', "", "<oval-def:criterion> has no 'test_ref'"),
        ("oval-def:criterion", "oval-def:crit", "<oval-def:crit> is no part of criteria"),
        ('max_depth="3"', 'max_depth="x"', "<ind:behaviors> has max_depth='x', which is no"),
        ("arithmetic", "conjuring", "<oval-def:local_variable> oval:t:var:2 has no component"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused(was: str, becomes: str, complaint: str) -> None:
    """The error names file, line and what is wrong."""
    assert was in OVAL
    with pytest.raises(ContentError, match=rf"^o\.xml:\d+: {complaint}"):
        document(OVAL.replace(was, becomes))


def test_endless_nesting_is_refused() -> None:
    """Criteria nested beyond any real content are an error, not a crash."""
    deep = "<oval-def:criteria>" * 80 + "</oval-def:criteria>" * 80
    text = (
        "<oval-def:oval_definitions><oval-def:definitions><oval-def:definition id='d'>"
        f"{deep}</oval-def:definition></oval-def:definitions></oval-def:oval_definitions>"
    )
    with pytest.raises(ContentError, match="nested more than 50 levels deep"):
        document(text)
