"""Which items decided a test, as text for people. Bounded; no secrets.

Fields that the vocabulary marks secret and entities that the content masks are hidden, and whatever
looks like a password or its hash is hidden wherever it stands.
"""

from collections.abc import Iterable, Sequence
from functools import cache

import regex

from incisor.oval.item import FieldValue, Item, RecordValue
from incisor.oval.model import Object, State, Value
from incisor.oval.vocabulary import VOCABULARY

MAX_TEXT = 200
"""Characters of one value, sample or expectation."""

HIDDEN = "***"

_HASHED = r"\$\w{1,8}\$[^\s:'\"]+|grub\.pbkdf2\.\S+"
# `db_password = secret`, and grub's `password root secret`, which is no control of a PAM stack.
_STATED = (
    r"(?i)(?<=pass(?:word|wd|phrase)?\s*[=:]\s*)\S.*"
    r"|(?<=^password\s+(?!requi|suffi|option|includ|substack|\[)\S+\s+)\S+$"
)

# Where a path is told, its parts and what was asked of its text say nothing more.
_TOLD_BY_PATH = frozenset({"path", "filename", "pattern", "instance"})
# What an item shows besides what it was asked by and compared with.
_ALWAYS = {"textfilecontent54": ("text",), "setting": ("value", "filepath")}


def samples(
    items: Iterable[Item], subject: Object | None, states: Sequence[State], most: int
) -> tuple[str, ...]:
    """The first items, each as the fields that say which it is and those that were compared."""
    kind = VOCABULARY.get(subject.type) if subject else None
    masked = {e.name for state in states for e in state.entities if e.mask}
    secret = masked | {name for name, f in kind.fields.items() if f.secret} if kind else masked
    always = _ALWAYS.get(subject.type, ()) if subject else ()
    asked = kind.entities if kind else ()
    names = list(dict.fromkeys([*asked, *_compared(states), *always]))
    return tuple(_sample(item, names, secret) for item, _ in zip(items, range(most), strict=False))


def _compared(states: Sequence[State]) -> Iterable[str]:
    return (entity.name for state in states for entity in state.entities)


def _sample(item: Item, names: Sequence[str], secret: set[str]) -> str:
    wanted = [name for name in names if item.fields.get(name) is not None]
    if "filepath" in wanted:
        wanted = [name for name in wanted if name not in _TOLD_BY_PATH]
    parts = [
        f"{name}={HIDDEN if name in secret else _scrubbed(name, item)}"
        for name in wanted or item.fields
    ]
    return cut(" ".join(parts))


def _scrubbed(name: str, item: Item) -> str:
    """A field's value without what looks secret in it."""
    return scrub(shown(item.fields[name], octal="mode" in name))


def shown(value: FieldValue, *, octal: bool = False) -> str:
    """A value as text; permission bits in octal, a list of one as that one."""
    if not isinstance(value, tuple):
        return _one(value, octal)
    if len(value) == 1:
        return _one(value[0], octal)
    return "[" + ", ".join(_one(each, octal) for each in value[:20]) + "]"


def _one(value: Value | RecordValue | None, octal: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if octal and isinstance(value, int):
        return f"0o{value:o}"
    text = str(value).encode("utf-8", "backslashreplace").decode()
    return cut("".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:MAX_TEXT]))


def scrub(text: str) -> str:
    """Hide what looks like a password or the hash of one."""
    return _compiled(_STATED).sub(HIDDEN, hide_hashes(text))


def hide_hashes(text: str) -> str:
    """Hide what looks like the hash of a password."""
    return _compiled(_HASHED).sub(HIDDEN, text)


@cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern)


def cut(text: str) -> str:
    """The text, or as much of it as one value may take."""
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
