"""incisor.oval.evidence: what people read, and what they must not."""

import pytest

from incisor.oval.evidence import MAX_TEXT, samples, scrub, shown
from incisor.oval.item import FieldValue, Item
from incisor.oval.model import Entity
from support.content import state, thing


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
        ("textfilecontent54", {"filepath": "/x", "text": "db_password = secret"}, {"text": "x"}),
        ("textfilecontent54", {"filepath": "/x", "text": "password root secret"}, {"text": "x"}),
        ("setting", {"key": "passwd", "value": "passwd: secret"}, {}),
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
        (("a",), "a"),
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


@pytest.mark.parametrize(
    "text", ["costs $5 or $HOME/x", "password requisite pam_unix.so", "PasswordAuthentication no"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """A dollar sign is no hash, and the word password is no password."""
    assert scrub(text) == text


def test_a_line_of_text_shows_what_it_says() -> None:
    """A finding in a file names the file and quotes the text that was found."""
    found = Item({"filepath": "/etc/motd", "pattern": "x", "instance": 1, "text": "Debian"})
    assert samples([found], thing("textfilecontent54", {}), [], 1) == (
        "filepath=/etc/motd text=Debian",
    )
