"""What is to be evaluated: the OVAL definitions schema's records, whatever language it came in.

The names are OVAL 5.11's. Records are frozen and hashable and refer to each other by id through
`Definitions`, as OVAL documents do. Nothing here evaluates, collects or reads anything.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field


class Record(Struct, frozen=True, array_like=True, tag=True, tag_field="record", gc=False):
    """A record of content. As a struct it is made, compared and hashed without Python's help, and
    can be kept as MessagePack, from which it is read back by the types that are stated here. No
    record leads back to itself, so the garbage collector need not look."""


Value = str | int | bool
"""One literal. Front ends may give text throughout: `compare` reads it by the entity's datatype."""


class Result(StrEnum):
    """oval-res:ResultEnumeration, the outcome of a definition, criteria, test or comparison."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    ERROR = "error"
    NOT_EVALUATED = "not evaluated"
    NOT_APPLICABLE = "not applicable"


class Datatype(StrEnum):
    """oval-def:DatatypeEnumeration."""

    STRING = "string"
    INT = "int"
    BOOLEAN = "boolean"
    FLOAT = "float"
    VERSION = "version"
    EVR_STRING = "evr_string"
    DEBIAN_EVR_STRING = "debian_evr_string"
    IPV4_ADDRESS = "ipv4_address"
    IPV6_ADDRESS = "ipv6_address"
    FILESET_REVISION = "fileset_revision"
    IOS_VERSION = "ios_version"
    BINARY = "binary"
    RECORD = "record"


class Operation(StrEnum):
    """oval-def:OperationEnumeration. For `bitwise or`: no bit outside the stated value is set."""

    EQUALS = "equals"
    NOT_EQUAL = "not equal"
    CASE_INSENSITIVE_EQUALS = "case insensitive equals"
    CASE_INSENSITIVE_NOT_EQUAL = "case insensitive not equal"
    GREATER_THAN = "greater than"
    LESS_THAN = "less than"
    GREATER_THAN_OR_EQUAL = "greater than or equal"
    LESS_THAN_OR_EQUAL = "less than or equal"
    BITWISE_AND = "bitwise and"
    BITWISE_OR = "bitwise or"
    PATTERN_MATCH = "pattern match"
    SUBSET_OF = "subset of"
    SUPERSET_OF = "superset of"


class Check(StrEnum):
    """oval:CheckEnumeration: how many must satisfy (of items, of item entities, of values)."""

    ALL = "all"
    AT_LEAST_ONE = "at least one"
    ONLY_ONE = "only one"
    NONE_SATISFY = "none satisfy"


class Existence(StrEnum):
    """oval:ExistenceEnumeration: how many items must exist."""

    ALL_EXIST = "all_exist"
    ANY_EXIST = "any_exist"
    AT_LEAST_ONE_EXISTS = "at_least_one_exists"
    NONE_EXIST = "none_exist"
    ONLY_ONE_EXISTS = "only_one_exists"


class Operator(StrEnum):
    """oval:OperatorEnumeration, for criteria and states."""

    AND = "AND"
    OR = "OR"
    ONE = "ONE"
    XOR = "XOR"


class SetOperator(StrEnum):
    """oval-def:SetOperatorEnumeration."""

    UNION = "UNION"
    INTERSECTION = "INTERSECTION"
    COMPLEMENT = "COMPLEMENT"


class FilterAction(StrEnum):
    """oval-def:FilterActionEnumeration."""

    EXCLUDE = "exclude"
    INCLUDE = "include"


class Entity(Record, frozen=True):
    """One entity of an object or state: what an item's entity of that name is compared with.

    `values` holds one literal, or several that count as the values of a variable: then `var_check`
    says how many of them must hold (`in` is at least one equals, `not in` is none satisfy equals).
    Of datatype record are `fields`, which are compared with those of that name.
    `variable` names a variable instead. `nil` is xsi:nil="true": the item must have no such entity.
    """

    name: str
    values: tuple[Value, ...] = ()
    operation: Operation = Operation.EQUALS
    datatype: Datatype = Datatype.STRING
    variable: str | None = None
    var_check: Check = Check.ALL
    entity_check: Check = Check.ALL
    mask: bool = False
    nil: bool = False
    fields: tuple["Entity", ...] = ()


class State(Record, frozen=True):
    """oval-def:state: comparisons that one item satisfies together, joined by `operator`."""

    id: str
    type: str
    entities: tuple[Entity, ...]
    operator: Operator = Operator.AND
    comment: str = ""


class Filter(Record, frozen=True):
    """oval-def:filter: items that satisfy the state are dropped, or only they are kept."""

    state: str
    action: FilterAction = FilterAction.EXCLUDE


class Behaviors(Record, frozen=True):
    """The behaviors of file and text objects; other object types ignore them. `flags` are the
    names of all others that are true, such as rpmverifyfile's."""

    max_depth: int = -1
    recurse: str = "symlinks and directories"
    recurse_direction: str = "none"
    recurse_file_system: str = "all"
    multiline: bool = True
    singleline: bool = False
    ignore_case: bool = False
    flags: tuple[str, ...] = ()


class ObjectSet(Record, frozen=True):
    """oval-def:set over objects (by id) or over further sets, one or two of them."""

    operator: SetOperator
    operands: tuple["str | ObjectSet", ...]
    filters: tuple[Filter, ...] = ()


class Object(Record, frozen=True):
    """oval-def:object: which items to collect. `type` is a key of `vocabulary.VOCABULARY`."""

    id: str
    type: str
    entities: tuple[Entity, ...] = ()
    behaviors: Behaviors = Behaviors()
    filters: tuple[Filter, ...] = ()
    set: ObjectSet | None = None
    comment: str = ""


class Test(Record, frozen=True):
    """oval-def:test: what must be true of an object's items; `state_operator` joins the states."""

    id: str
    type: str
    object: str
    states: tuple[str, ...] = ()
    check: Check = Check.ALL
    check_existence: Existence = Existence.AT_LEAST_ONE_EXISTS
    state_operator: Operator = Operator.AND
    comment: str = ""


class Criterion(Record, frozen=True):
    """A reference to a test."""

    test: str
    negate: bool = False
    comment: str = ""


class ExtendDefinition(Record, frozen=True):
    """A reference to another definition."""

    definition: str
    negate: bool = False
    comment: str = ""


class Criteria(Record, frozen=True):
    """Criteria, criterions and extended definitions joined by an operator."""

    operands: tuple["Criteria | Criterion | ExtendDefinition", ...]
    operator: Operator = Operator.AND
    negate: bool = False
    comment: str = ""


class Definition(Record, frozen=True):
    """oval-def:definition. Without criteria it is not evaluated. `kind` is its class attribute."""

    id: str
    criteria: Criteria | None = None
    title: str = ""
    kind: str = "compliance"


class Literal(Record, frozen=True):
    """oval-def:literal_component."""

    value: Value
    datatype: Datatype = Datatype.STRING


class ObjectComponent(Record, frozen=True):
    """oval-def:object_component: the values of one entity of all items of an object."""

    object: str
    item_field: str
    record_field: str | None = None


class VariableComponent(Record, frozen=True):
    """oval-def:variable_component: the values of another variable."""

    variable: str


class Function(Record, frozen=True):
    """A function group's member (`concat`, `regex_capture` …); `parameters` are its attributes."""

    name: str
    arguments: tuple["Component", ...]
    parameters: tuple[tuple[str, str], ...] = ()


Component = Literal | ObjectComponent | VariableComponent | Function


class Variable(Record, frozen=True):
    """oval-def:variable: constant (`values`), external (the caller's), local (`component`)."""

    id: str
    datatype: Datatype = Datatype.STRING
    values: tuple[Value, ...] = ()
    component: Component | None = None
    external: bool = False


class Definitions(Record, frozen=True):
    """A closed body of content: everything that its members refer to is in it, by id."""

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    tests: Mapping[str, Test] = field(default_factory=dict)
    objects: Mapping[str, Object] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)


Member = Definition | Test | Object | State | Variable


def gather(members: Iterable[Member]) -> Definitions:
    """Index members by kind and id. Raises ValueError if two that differ share kind and id."""
    shelves: dict[type, dict[str, Member]] = {
        kind: {} for kind in (Definition, Test, Object, State, Variable)
    }
    for member in members:
        if shelves[type(member)].setdefault(member.id, member) != member:
            raise ValueError(f"two different members have the id {member.id!r}")
    return Definitions(*shelves.values())  # type: ignore[arg-type]  # the shelves are in field order
