"""incisor.oval.wording: what was expected, told so that a person can read it."""

import pytest

from incisor.oval.model import (
    Check,
    Datatype,
    Entity,
    Existence,
    FilterAction,
    Operation,
    Operator,
    State,
)
from incisor.oval.vocabulary import VOCABULARY
from incisor.oval.wording import PHRASES, expectation
from support.content import entity, state, thing

EXISTS = Existence.AT_LEAST_ONE_EXISTS


@pytest.mark.parametrize(
    ("states", "existence", "check", "expected"),
    [
        ([], Existence.NONE_EXIST, Check.ALL, "no file /x"),
        ([], Existence.ONLY_ONE_EXISTS, Check.ALL, "exactly one file /x"),
        ([], Existence.ALL_EXIST, Check.ALL, "a file /x"),
        ([state({"size": 0})], Existence.ALL_EXIST, Check.ALL, "every file /x with size = 0"),
        (
            [state({"user_id": 0, "type": "regular"})],
            EXISTS,
            Check.ALL,
            "a file /x with user_id = 0 and type = regular",
        ),
        (
            [state({"suid": False}), state({"size": 0})],
            EXISTS,
            Check.NONE_SATISFY,
            "a file /x, none with suid = false or size = 0",
        ),
    ],
)
def test_an_expectation_is_a_sentence(
    states: list[State], existence: Existence, check: Check, expected: str
) -> None:
    """From existence, the object, and the states."""
    subject = thing("file", {"filepath": "/x"})
    assert expectation(subject, [], existence, check, states, Operator.OR) == expected


@pytest.mark.parametrize(
    ("kind", "asked", "expected"),
    [
        ("setting", {"source": "sshd", "key": "Port"}, "a setting Port of sshd"),
        ("dpkginfo", {"name": "cron"}, "an installed package cron"),
        ("account", {"username": "root"}, "a user root"),
        ("sysctl", {"name": "kernel.x"}, "a kernel parameter kernel.x"),
        ("partition", {"mount_point": "/tmp"}, "a mounted file system at /tmp"),
        (
            "textfilecontent54",
            {"filepath": "/etc/motd", "pattern": ("pattern", "^x"), "instance": 1},
            "a text in /etc/motd like ^x",
        ),
        ("runlevel", {"service_name": "cron"}, "a runlevel (service_name = cron)"),
    ],
)
def test_each_type_has_its_words(kind: str, asked: dict[str, object], expected: str) -> None:
    """What is asked for is woven in; a type without words of its own tells its conditions."""
    assert expectation(thing(kind, asked), [], EXISTS, Check.ALL, [], Operator.AND) == expected


def test_filters_say_what_they_keep_and_what_they_drop() -> None:
    """An include filter is a condition, an exclude filter an exception."""
    filters = [
        (FilterAction.INCLUDE, state({"type": "regular"})),
        (FilterAction.EXCLUDE, state({"user_id": 0})),
    ]
    text = expectation(thing("file", {"path": "/"}), filters, EXISTS, Check.ALL, [], Operator.AND)
    assert text == "a file in / (type = regular, except those with user_id = 0)"


def test_phrases_name_types_and_entities_that_there_are() -> None:
    """No phrase is for a type or an entity that the vocabulary does not have."""
    assert {
        (kind, name)
        for kind, phrase in PHRASES.items()
        for name in phrase.entities
        if kind not in VOCABULARY or name not in VOCABULARY[kind].entities
    } == set()


MANY = "x = all of 0, 1, 2, 3, 4, 5, 6, 7, … (10 in all) {var}"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Entity("mode", (0o640,), Operation.BITWISE_OR, Datatype.INT), "0o640"),
        (Entity("x", ("a", "b"), var_check=Check.AT_LEAST_ONE), "x = one of a, b"),
        (Entity("x", ("a",), var_check=Check.NONE_SATISFY), "x = none of a"),
        (Entity("x", variable="var"), "x = {var}"),
        (Entity("x", (5,), variable="var"), "x = 5 {var}"),
        (Entity("x", tuple(range(10)), variable="var"), MANY),
        (Entity("x", ("$6$abc$def",), variable="var"), "x = *** {var}"),
        (Entity("x", (5,), variable="var", mask=True), "x = ***"),
        (Entity("x", ("a",), entity_check=Check.NONE_SATISFY), "none x = a"),
        (Entity("x", ("a",), mask=True), "x = ***"),
        (entity("x", None), "no x"),
        (entity("x", ("pattern", "^a")), "x matches ^a"),
    ],
)
def test_each_comparison_can_be_read(asked: Entity, expected: str) -> None:
    """Operations in signs, bits in octal, checks in words, masks hidden."""
    text = expectation(thing("file", {"x": asked}), [], EXISTS, Check.ALL, [], Operator.AND)
    assert expected in text
