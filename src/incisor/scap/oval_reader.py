"""OVAL definitions documents (OVAL 5.11 XML) to `incisor.oval.model`.

One function per element of the schema. What a document leaves out has the schema's default. Object
types are named without namespace and suffix (`unix:file_object` is `file`), as in the vocabulary.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final, TypeVar

from incisor.oval import model
from incisor.scap.xml import ContentError, Node

COMPONENTS: Final = frozenset({"literal_component", "object_component", "variable_component"})
FUNCTIONS: Final = frozenset(
    {
        "arithmetic",
        "begin",
        "concat",
        "count",
        "end",
        "escape_regex",
        "glob_to_regex",
        "regex_capture",
        "split",
        "substring",
        "time_difference",
        "unique",
    }
)

MAX_NESTING: Final = 50
"""Levels of criteria, sets and functions; real content has six."""

Choice = TypeVar("Choice", bound=str)


def read(document: Node, name: str) -> model.Definitions:
    """The definitions of an `oval-def:oval_definitions` element. Raises ContentError."""
    try:
        return model.gather(_members(document))
    except ContentError as error:
        raise ContentError(f"{name}:{error}") from None
    except ValueError as error:
        raise ContentError(f"{name}: {error}") from None


def _members(document: Node) -> Iterator[model.Member]:
    for section in document.children:
        make = SECTIONS.get(section.tag)
        if make:
            yield from section.made or ()  # type: ignore[misc]  # by SECTIONS, while the file was read
            yield from (make(child) for child in section.children)


def definition(node: Node) -> model.Definition:
    """oval-def:definition."""
    body = node.first("oval-def:criteria")
    criteria = _criteria(body, 0) if body else None
    return model.Definition(_id(node), criteria, kind=node.get("class", "compliance"))


def _criteria(node: Node, depth: int) -> model.Criteria:
    _bounded(node, depth)
    return model.Criteria(
        tuple(_operand(child, depth + 1) for child in node.children),
        _choice(model.Operator, node, "operator", "AND"),
        _flag(node, "negate"),
        node.get("comment"),
    )


def _operand(node: Node, depth: int) -> model.Criteria | model.Criterion | model.ExtendDefinition:
    make = CRITERIA.get(_local(node))
    if make is None:
        raise node.error("is no part of criteria")
    return make(node, depth)


def _criterion(node: Node, _depth: int) -> model.Criterion:
    return model.Criterion(_ref(node, "test_ref"), _flag(node, "negate"), node.get("comment"))


def _extend(node: Node, _depth: int) -> model.ExtendDefinition:
    return model.ExtendDefinition(
        _ref(node, "definition_ref"), _flag(node, "negate"), node.get("comment")
    )


CRITERIA: Final[
    Mapping[str, Callable[[Node, int], model.Criteria | model.Criterion | model.ExtendDefinition]]
] = {"criteria": _criteria, "criterion": _criterion, "extend_definition": _extend}


def test(node: Node) -> model.Test:
    """oval-def:test of any type; an unknown_test has no object."""
    refs = [(_local(child), child) for child in node.children]
    nothing = node.get("check") == NONE_EXIST
    objects = [_ref(child, "object_ref") for kind, child in refs if kind == "object"]
    return model.Test(
        _id(node),
        _type(node, "_test"),
        objects[0] if objects else "",
        tuple(_ref(child, "state_ref") for kind, child in refs if kind == "state"),
        _check(node, "check"),
        model.Existence.NONE_EXIST
        if nothing
        else _choice(model.Existence, node, "check_existence", "at_least_one_exists"),
        _choice(model.Operator, node, "state_operator", "AND"),
        node.get("comment"),
    )


def object_(node: Node) -> model.Object:
    """oval-def:object of any type, with its behaviors, filters or set."""
    named = {_local(child): child for child in node.children}
    chosen = named.get("set")
    return model.Object(
        _id(node),
        _type(node, "_object"),
        tuple(_entity(child) for child in node.children if _local(child) not in NOT_ENTITIES),
        _behaviors(named["behaviors"]) if "behaviors" in named else model.Behaviors(),
        _filters(node),
        _set(chosen, 0) if chosen else None,
        node.get("comment"),
    )


NOT_ENTITIES: Final = frozenset({"behaviors", "filter", "set", "notes", "Signature"})


def _filters(node: Node) -> tuple[model.Filter, ...]:
    return tuple(
        model.Filter(child.text.strip(), _choice(model.FilterAction, child, "action", "exclude"))
        for child in node.children
        if _local(child) == "filter"
    )


def _set(node: Node, depth: int) -> model.ObjectSet:
    _bounded(node, depth)
    operands = tuple(
        _set(child, depth + 1) if _local(child) == "set" else child.text.strip()
        for child in node.children
        if _local(child) in ("set", "object_reference")
    )
    operator = _choice(model.SetOperator, node, "set_operator", "UNION")
    return model.ObjectSet(operator, operands, _filters(node))


SAID: Final = frozenset(model.Behaviors.__struct_fields__)
"""Behaviors that have a field of their own."""


def _behaviors(node: Node) -> model.Behaviors:
    default = model.Behaviors()
    return model.Behaviors(
        max_depth=_whole(node, "max_depth", default.max_depth),
        recurse=node.get("recurse", default.recurse),
        recurse_direction=node.get("recurse_direction", default.recurse_direction),
        recurse_file_system=node.get("recurse_file_system", default.recurse_file_system),
        multiline=_flag(node, "multiline", default.multiline),
        singleline=_flag(node, "singleline", default.singleline),
        ignore_case=_flag(node, "ignore_case", default.ignore_case),
        flags=tuple(
            sorted(name for name in node.attributes if name not in SAID and _flag(node, name))
        ),
    )


def state(node: Node) -> model.State:
    """oval-def:state of any type."""
    return model.State(
        _id(node),
        _type(node, "_state"),
        tuple(_entity(child) for child in node.children if _local(child) not in NOT_ENTITIES),
        _choice(model.Operator, node, "operator", "AND"),
        node.get("comment"),
    )


def _entity(node: Node) -> model.Entity:
    """An entity of an object or state, or a field of a record, which has its name as an
    attribute."""
    variable = node.get("var_ref") or None
    return model.Entity(
        node.get("name") if _local(node) == "field" else _local(node),
        () if variable else (node.text,),
        _choice(model.Operation, node, "operation", "equals"),
        _choice(model.Datatype, node, "datatype", "string"),
        variable,
        _check(node, "var_check"),
        _check(node, "entity_check"),
        _flag(node, "mask"),
        _flag(node, "xsi:nil"),
        tuple(_entity(child) for child in node.children if _local(child) == "field"),
    )


def variable(node: Node) -> model.Variable:
    """oval-def:variable: local, constant or external."""
    kind = _local(node)
    datatype = _choice(model.Datatype, node, "datatype", "string")
    if kind == "external_variable":
        return model.Variable(_id(node), datatype, external=True)
    if kind == "constant_variable":
        values = tuple(child.text for child in node.all("oval-def:value"))
        return model.Variable(_id(node), datatype, values)
    parts = [child for child in node.children if _local(child) in COMPONENTS | FUNCTIONS]
    if not parts:
        raise node.error("has no component")
    return model.Variable(_id(node), datatype, component=_component(parts[0], 0))


def _component(node: Node, depth: int) -> model.Component:
    _bounded(node, depth)
    name = _local(node)
    if name == "literal_component":
        return model.Literal(node.text, _choice(model.Datatype, node, "datatype", "string"))
    if name == "variable_component":
        return model.VariableComponent(_ref(node, "var_ref"))
    if name == "object_component":
        return model.ObjectComponent(
            _ref(node, "object_ref"), _ref(node, "item_field"), node.get("record_field") or None
        )
    if name in FUNCTIONS:
        arguments = tuple(_component(child, depth + 1) for child in node.children)
        return model.Function(name, arguments, tuple(sorted(node.attributes.items())))
    raise node.error("is no component of a variable")


SECTIONS: Final[Mapping[str, Callable[[Node], model.Member]]] = {
    "oval-def:definitions": definition,
    "oval-def:tests": test,
    "oval-def:objects": object_,
    "oval-def:states": state,
    "oval-def:variables": variable,
}
"""What each section holds. A reader of large files makes its members as they are closed."""


def _local(node: Node) -> str:
    return node.tag.rpartition(":")[2]


def _type(node: Node, suffix: str) -> str:
    return _local(node).removesuffix(suffix)


def _id(node: Node) -> str:
    return _ref(node, "id")


def _ref(node: Node, attribute: str) -> str:
    """A reference that must be there."""
    value = node.get(attribute)
    if not value:
        raise node.error(f"has no {attribute!r}")
    return value


def _flag(node: Node, attribute: str, default: bool = False) -> bool:
    """xs:boolean."""
    text = node.get(attribute)
    return text.strip() in ("true", "1") if text else default


def _whole(node: Node, attribute: str, default: int) -> int:
    """xs:integer."""
    text = node.get(attribute)
    try:
        return int(text) if text else default
    except ValueError:
        raise node.error(f"has {attribute}={text!r}, which is no whole number") from None


NONE_EXIST: Final = "none exist"
"""A deprecated check (oval:CheckEnumeration): of a test it means that there is no item at all, of
entities and variables that none satisfies."""


def _check(node: Node, attribute: str) -> model.Check:
    if node.get(attribute) == NONE_EXIST:
        return model.Check.NONE_SATISFY
    return _choice(model.Check, node, attribute, "all")


def _choice(choices: type[Choice], node: Node, attribute: str, default: str) -> Choice:
    """A member of an enumeration of the schema."""
    text = node.get(attribute, default)
    try:
        member: Choice = _member(choices, text)
        return member
    except ValueError:
        raise node.error(f"has {attribute}={text!r}, which OVAL does not define") from None


@cache
def _member(choices: type[Choice], text: str) -> Choice:
    """Enumerations take their time to find a member, and are asked tens of thousands of times."""
    return choices(text)


def _bounded(node: Node, depth: int) -> None:
    if depth > MAX_NESTING:
        raise node.error(f"is nested more than {MAX_NESTING} levels deep")
