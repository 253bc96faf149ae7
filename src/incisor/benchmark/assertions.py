"""One test of the language → the test with its object, filters, behaviors and states."""

from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import Struct

from incisor.benchmark import conditions, values
from incisor.benchmark.cursor import OPTIONAL, REQUIRED, Cursor
from incisor.benchmark.faults import suggestion
from incisor.benchmark.operators import CHECK, EXISTENCE, STATE_OPERATOR
from incisor.benchmark.records import DEFAULT_BEHAVIORS, Assertion
from incisor.benchmark.tree import Scalar
from incisor.oval.model import Behaviors, Check, Datatype, Entity, Existence, Operator
from incisor.oval.vocabulary import VOCABULARY, Field, ObjectType

T = TypeVar("T")

TYPES: Mapping[str, ObjectType] = {
    name: kind for name, kind in VOCABULARY.items() if name != "variable"
}
"""The language has no variables, so there is nothing to ask of that object type."""

TEST_KEYS = {
    "test": REQUIRED,
    "object": OPTIONAL,
    "exists": OPTIONAL,
    "check": OPTIONAL,
    "state": OPTIONAL,
    "state_operator": OPTIONAL,
}
OBJECT_KEYS = ("where", "except", "behaviors")

BEHAVIORS: Mapping[str, Field] = {
    name: Field({int: Datatype.INT, bool: Datatype.BOOLEAN}.get(type(default), Datatype.STRING))
    for name, default in zip(
        Behaviors.__struct_fields__, Behaviors.__struct_defaults__, strict=True
    )
}
"""OVAL's behaviors of file and text objects, with the datatype of each."""

BEHAVIOR_WORDS: Mapping[str, tuple[str, ...]] = {
    "recurse": ("symlinks and directories", "directories", "symlinks"),
    "recurse_direction": ("none", "up", "down"),
    "recurse_file_system": ("all", "local", "defined"),
}


def read(cursor: Cursor) -> Assertion:
    """The test that stands here; faults are reported."""
    members = cursor.members(TEST_KEYS)
    word = members["test"].choice(TYPES) if "test" in members else None
    if word is None:
        return Assertion("")
    existence = _word(members, "exists", EXISTENCE, Existence.AT_LEAST_ONE_EXISTS)
    if existence is Existence.NONE_EXIST and "state" in members:
        members["state"].fault(
            "with `exists: none` no item is left to compare; put the condition under object.where"
        )
    object_ = _object(cursor, members.get("object"), TYPES[word])
    return Assertion(
        word,
        object_.entities,
        object_.behaviors,
        object_.include,
        object_.exclude,
        existence,
        _word(members, "check", CHECK, Check.ALL),
        _states(members.get("state"), TYPES[word]),
        _word(members, "state_operator", STATE_OPERATOR, Operator.AND),
    )


class _Object(Struct):
    """The object of a test: what to collect, how far to look, and which items to keep."""

    entities: tuple[Entity, ...] = ()
    include: tuple[Entity, ...] = ()
    exclude: tuple[Entity, ...] = ()
    behaviors: Behaviors = DEFAULT_BEHAVIORS

    def take(self, key: Scalar, value: Cursor, kind: ObjectType) -> None:
        if key.text in kind.entities:
            self.entities += tuple(conditions.entity(value, key.text, kind.fields[key.text]))
        elif key.text == "where":
            self.include = conditions.read(value, kind.fields)
        elif key.text == "except":
            self.exclude = conditions.read(value, kind.fields)
        elif key.text == "behaviors":
            self.behaviors = _behaviors(value)
        else:
            known = (*kind.entities, *OBJECT_KEYS)
            value.fault(f"unknown key; {suggestion(key.text, known)}", key.position)


def _object(test: Cursor, cursor: Cursor | None, kind: ObjectType) -> _Object:
    found = _Object()
    for key, value in cursor.entries() if cursor else ():
        found.take(key, value, kind)
    _check_given({entity.name for entity in found.entities}, cursor or test, kind)
    return found


def _check_given(names: set[str], cursor: Cursor, kind: ObjectType) -> None:
    if not any(names.issuperset(group) for group in kind.required):
        groups = " or ".join(" and ".join(group) for group in kind.required)
        cursor.fault(f"the object needs {groups}")
    if "filepath" in names and names & {"path", "filename"}:
        cursor.fault("filepath names the whole path; path and filename cannot stand beside it")


def _behaviors(cursor: Cursor) -> Behaviors:
    found: dict[str, Any] = {}
    for name, value in cursor.members(dict.fromkeys(BEHAVIORS, OPTIONAL)).items():
        if name in BEHAVIOR_WORDS:
            found[name] = value.choice(dict.fromkeys(BEHAVIOR_WORDS[name])) or ""
        else:
            found[name] = values.read(value, BEHAVIORS[name].datatype)
    return Behaviors(**found)


def _states(cursor: Cursor | None, kind: ObjectType) -> tuple[tuple[Entity, ...], ...]:
    if cursor is None:
        return ()
    states = cursor.items() if cursor.is_list else [cursor]
    return tuple(conditions.read(state, kind.fields) for state in states)


def _word(members: Mapping[str, Cursor], key: str, words: Mapping[str, T], default: T) -> T:
    word = members[key].choice(words) if key in members else None
    return default if word is None else words[word]
