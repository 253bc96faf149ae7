"""What people read of a test: what was expected, and which items decided. Bounded; no secrets.

Fields that the vocabulary marks secret and entities that the content masks are hidden, and whatever
looks like a password hash is hidden wherever it stands.
"""

from collections.abc import Iterable, Mapping, Sequence

import regex

from incisor.oval.item import FieldValue, Item
from incisor.oval.model import Check, Entity, Existence, Object, Operation, Operator, State, Value
from incisor.oval.vocabulary import VOCABULARY

MAX_TEXT = 200
"""Characters of one value, sample or expectation."""

HIDDEN = "***"

_HASH = regex.compile(r"\$\w{1,8}\$[^\s:'\"]+|grub\.pbkdf2\.\S+|(?<=PASSWORD[ =:]).+", regex.I)

_OPERATIONS: Mapping[Operation, str] = {
    Operation.EQUALS: "=",
    Operation.NOT_EQUAL: "≠",
    Operation.CASE_INSENSITIVE_EQUALS: "= (any case)",
    Operation.CASE_INSENSITIVE_NOT_EQUAL: "≠ (any case)",
    Operation.GREATER_THAN: ">",
    Operation.LESS_THAN: "<",
    Operation.GREATER_THAN_OR_EQUAL: "≥",
    Operation.LESS_THAN_OR_EQUAL: "≤",
    Operation.BITWISE_AND: "has bits",
    Operation.BITWISE_OR: "has no bits outside",
    Operation.PATTERN_MATCH: "matches",
    Operation.SUBSET_OF: "is within",
    Operation.SUPERSET_OF: "contains",
}

_AMOUNTS: Mapping[Existence, str] = {
    Existence.ALL_EXIST: "every",
    Existence.ANY_EXIST: "any",
    Existence.AT_LEAST_ONE_EXISTS: "at least one",
    Existence.NONE_EXIST: "no",
    Existence.ONLY_ONE_EXISTS: "exactly one",
}

_HOLDERS: Mapping[Check, str] = {
    Check.ALL: "each",
    Check.AT_LEAST_ONE: "at least one",
    Check.ONLY_ONE: "exactly one",
    Check.NONE_SATISFY: "none",
}

_VALUE_CHECKS: Mapping[Check, str] = {
    Check.ALL: "all of",
    Check.AT_LEAST_ONE: "one of",
    Check.ONLY_ONE: "exactly one of",
    Check.NONE_SATISFY: "none of",
}

_BITS = frozenset({Operation.BITWISE_AND, Operation.BITWISE_OR})


def expectation(
    subject: Object | None,
    where: Sequence[State],
    existence: Existence,
    check: Check,
    states: Sequence[State],
    operator: Operator,
) -> str:
    """A sentence such as: at least one kernelmodule (name = cramfs), each with loaded = false."""
    kind = subject.type if subject else "item"
    asked = ", ".join([*map(_condition, subject.entities if subject else ()), *map(_state, where)])
    text = f"{_AMOUNTS[existence]} {kind}" + (f" ({asked})" if asked else "")
    if states:
        joined = f" {operator.lower()} ".join(map(_state, states))
        text += f", {_HOLDERS[check]} with {joined}"
    return _cut(scrub(text))


def _state(state: State) -> str:
    return f" {state.operator.lower()} ".join(map(_condition, state.entities))


def _condition(entity: Entity) -> str:
    if entity.nil:
        return f"no {entity.name}"
    stated = f"{{{entity.variable}}}" if entity.variable else _stated(entity)
    text = f"{entity.name} {_OPERATIONS[entity.operation]} {stated}"
    return text if entity.entity_check is Check.ALL else f"{_HOLDERS[entity.entity_check]} {text}"


def _stated(entity: Entity) -> str:
    if entity.mask:
        return HIDDEN
    octal = entity.operation in _BITS or entity.name.endswith("mode")
    values = [shown(value, octal=octal) for value in entity.values]
    if len(values) == 1 and entity.var_check is not Check.NONE_SATISFY:
        return values[0]
    return f"{_VALUE_CHECKS[entity.var_check]} {', '.join(values)}"


def samples(
    items: Iterable[Item], subject: Object | None, states: Sequence[State], most: int
) -> tuple[str, ...]:
    """The first items, each as the fields that say which it is and those that were compared."""
    kind = VOCABULARY.get(subject.type) if subject else None
    masked = {e.name for state in states for e in state.entities if e.mask}
    secret = masked | {name for name, f in kind.fields.items() if f.secret} if kind else masked
    names = list(dict.fromkeys([*(kind.entities if kind else ()), *_compared(states)]))
    return tuple(_sample(item, names, secret) for item, _ in zip(items, range(most), strict=False))


def _compared(states: Sequence[State]) -> Iterable[str]:
    return (entity.name for state in states for entity in state.entities)


def _sample(item: Item, names: Sequence[str], secret: set[str]) -> str:
    wanted = [name for name in names if item.fields.get(name) is not None]
    if "filepath" in wanted:
        wanted = [name for name in wanted if name not in ("path", "filename", "pattern")]
    parts = [
        f"{name}={HIDDEN if name in secret else shown(item.fields[name], octal='mode' in name)}"
        for name in wanted or item.fields
    ]
    return _cut(scrub(" ".join(parts)))


def shown(value: FieldValue, *, octal: bool = False) -> str:
    """A value as text; permission bits in octal."""
    if isinstance(value, tuple):
        return "[" + ", ".join(shown(each) for each in value[:20]) + "]"
    return _one(value, octal)


def _one(value: Value | None, octal: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if octal and isinstance(value, int):
        return f"0o{value:o}"
    text = str(value).encode("utf-8", "backslashreplace").decode()
    return _cut("".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:MAX_TEXT]))


def scrub(text: str) -> str:
    """Hide what looks like a password hash."""
    return _HASH.sub(HIDDEN, text)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
