"""incisor.oval.evidence: what people read, and what they must not."""

import pytest

from incisor.oval.evidence import MAX_TEXT, expectation, samples, scrub, shown
from incisor.oval.item import FieldValue, Item
from incisor.oval.model import (
    Check,
    Datatype,
    Entity,
    Existence,
    Operation,
    Operator,
    State,
)
from support.content import entity, state, thing

EXISTS = Existence.AT_LEAST_ONE_EXISTS


@pytest.mark.parametrize(
    ("states", "existence", "check", "expected"),
    [
        ([], Existence.NONE_EXIST, Check.ALL, "no file (filepath = /x)"),
        ([], Existence.ONLY_ONE_EXISTS, Check.ALL, "exactly one file (filepath = /x)"),
        (
            [state({"user_id": 0, "type": "regular"})],
            EXISTS,
            Check.ALL,
            "at least one file (filepath = /x), each with user_id = 0 and type = regular",
        ),
        (
            [state({"suid": False}), state({"size": 0})],
            EXISTS,
            Check.NONE_SATISFY,
            "at least one file (filepath = /x), none with suid = false or size = 0",
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
    ("asked", "expected"),
    [
        (Entity("mode", (0o640,), Operation.BITWISE_OR, Datatype.INT), "0o640"),
        (Entity("x", ("a", "b"), var_check=Check.AT_LEAST_ONE), "x = one of a, b"),
        (Entity("x", ("a",), var_check=Check.NONE_SATISFY), "x = none of a"),
        (Entity("x", variable="var"), "x = {var}"),
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


def test_samples_show_which_item_it_is_and_what_was_compared() -> None:
    """No more than asked for; a path is told once."""
    found = Item({"filepath": "/x", "path": "/", "filename": "x", "mode": 0o600, "size": 3})
    shown_items = samples([found] * 3, thing("file", {}), [state({"mode": 5})], 2)
    assert shown_items == ("filepath=/x mode=0o600",) * 2


@pytest.mark.parametrize(
    ("kind", "values", "states"),
    [
        ("shadow", {"username": "a", "password": "$y$j9T$secret$hash"}, {"password": "x"}),
        ("password", {"username": "a", "password": "secret"}, {"password": "x"}),
        (
            "textfilecontent54",
            {"filepath": "/etc/shadow", "text": "a:$6$salt$secret:1:"},
            {"text": "x"},
        ),
        (
            "textfilecontent54",
            {"filepath": "/boot/grub/user.cfg", "text": "password_pbkdf2 root grub.pbkdf2.secret"},
            {"text": "x"},
        ),
        ("file", {"filepath": "secret"}, {"filepath": Entity("filepath", ("x",), mask=True)}),
    ],
)
def test_secrets_are_never_shown(
    kind: str, values: dict[str, FieldValue], states: dict[str, object]
) -> None:
    """Secret fields, masked entities, and hashes wherever they stand."""
    (text,) = samples([Item(values)], thing(kind, {}), [state(states)], 1)
    assert "secret" not in text
    assert "***" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (("a", 1), "[a, 1]"),
        ("a\nb\x1b[31m", "a\\x0ab\\x1b[31m"),
        ("\udcff", "\\udcff"),
        (None, "None"),
    ],
)
def test_values_are_printable(value: FieldValue, text: str) -> None:
    """Control characters of a file name cannot reach a terminal."""
    assert shown(value) == text


def test_texts_are_cut() -> None:
    """No value fills a message."""
    (text,) = samples([Item({"filepath": "x" * 9999})], thing("file", {}), [], 1)
    assert len(text) == MAX_TEXT


def test_ordinary_text_is_left_alone() -> None:
    """A dollar sign is no hash."""
    assert scrub("costs $5 or $HOME/x") == "costs $5 or $HOME/x"
