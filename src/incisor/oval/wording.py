"""What a test expects, as a sentence for people: from its object, its existence and its states.

PHRASES says for each object type how its items are called and how an entity that is asked by is
woven in; an entity without a phrase is told as a condition. The words are no part of any verdict.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from incisor.oval.evidence import HIDDEN, cut, hide_hashes, scrub, shown
from incisor.oval.model import (
    Check,
    Entity,
    Existence,
    FilterAction,
    Object,
    Operation,
    Operator,
    State,
    Value,
)

MAX_VALUES: Final = 8
"""Values of one entity that are told; a variable may have a hundred thousand."""

Filters = Iterable[tuple[FilterAction, State]]


class Phrase(NamedTuple):
    """A type's noun, and how entities follow it, in this order."""

    noun: str
    entities: Mapping[str, str] = {}


PHRASES: Final[Mapping[str, Phrase]] = {
    "account": Phrase("user", {"username": "{}"}),
    "dotfile": Phrase("dot file", {"username": "of user {}", "filename": "named {}"}),
    "dpkginfo": Phrase("installed package", {"name": "{}"}),
    "duplicate": Phrase("value shared by accounts", {"of": "({})"}),
    "file": Phrase("file", {"filepath": "{}", "path": "in {}", "filename": "named {}"}),
    "fstab": Phrase("line of /etc/fstab", {"mount_point": "for {}"}),
    "group": Phrase("group", {"name": "{}"}),
    "inetlisteningservers": Phrase(
        "listening socket",
        {"protocol": "({})", "local_port": "on port {}", "local_address": "at {}"},
    ),
    "kernelmodule": Phrase("kernel module", {"name": "{}"}),
    "pam": Phrase("line of PAM", {"service": "in {}", "type": "for {}", "module": "with {}"}),
    "partition": Phrase("mounted file system", {"mount_point": "at {}"}),
    "password": Phrase("user", {"username": "{}"}),
    "rpminfo": Phrase("installed package", {"name": "{}"}),
    "setting": Phrase("setting", {"key": "{}", "source": "of {}", "filepath": "in {}"}),
    "shadow": Phrase("user with a password", {"username": "{}"}),
    "symlink": Phrase("symbolic link", {"filepath": "{}"}),
    "sysctl": Phrase("kernel parameter", {"name": "{}"}),
    "systemdunitdependency": Phrase("systemd unit", {"unit": "{}"}),
    "systemdunitproperty": Phrase("property", {"property": "{}", "unit": "of {}"}),
    "textfilecontent54": Phrase(
        "text",
        {"filepath": "in {}", "path": "in {}", "filename": "in files named {}", "pattern": "{}"},
    ),
}

# What always holds in our content and says nothing to a reader.
SILENT: Final = frozenset({"instance", "separator"})

OPERATIONS: Final[Mapping[Operation, str]] = {
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

WOVEN: Final[Mapping[Operation, str]] = {
    Operation.EQUALS: "",
    Operation.PATTERN_MATCH: "like",
}
"""Operations inside a phrase, where they read otherwise than in a condition."""

AMOUNTS: Final[Mapping[Existence, str]] = {
    Existence.ALL_EXIST: "every",
    Existence.ANY_EXIST: "any",
    Existence.AT_LEAST_ONE_EXISTS: "a",
    Existence.NONE_EXIST: "no",
    Existence.ONLY_ONE_EXISTS: "exactly one",
}

HOLDERS: Final[Mapping[Check, str]] = {
    Check.ALL: "each",
    Check.AT_LEAST_ONE: "at least one",
    Check.ONLY_ONE: "exactly one",
    Check.NONE_SATISFY: "none",
}

VALUE_CHECKS: Final[Mapping[Check, str]] = {
    Check.ALL: "all of",
    Check.AT_LEAST_ONE: "one of",
    Check.ONLY_ONE: "exactly one of",
    Check.NONE_SATISFY: "none of",
}

BITS: Final = frozenset({Operation.BITWISE_AND, Operation.BITWISE_OR})


def expectation(
    subject: Object | None,
    filters: Filters,
    existence: Existence,
    check: Check,
    states: Sequence[State],
    operator: Operator,
) -> str:
    """A sentence such as: a kernel module cramfs with loaded = false."""
    told = _subject(subject, filters)
    alone = existence is Existence.ALL_EXIST and not states  # then one that exists is enough
    amount = "a" if alone else AMOUNTS[existence]
    text = f"{'an' if amount == 'a' and told[0] in 'aeio' else amount} {told}"
    if states:
        joined = f" {operator.lower()} ".join(map(_state, states))
        text += f" with {joined}" if check is Check.ALL else f", {HOLDERS[check]} with {joined}"
    return cut(hide_hashes(text))


def with_values(entity: Entity, told: Callable[[str], tuple[Value, ...]]) -> Entity:
    """The entity with what its variable, and those of its fields, are known to be."""
    fields = tuple(with_values(field, told) for field in entity.fields)
    values = told(entity.variable) if entity.variable else entity.values
    return replace(entity, values=values, fields=fields)


def _subject(subject: Object | None, filters: Filters) -> str:
    """What is asked for: the noun, the phrases in their order, then conditions and filters."""
    if subject is None:
        return "item"
    phrase = PHRASES.get(subject.type, Phrase(subject.type))
    asked = {entity.name: entity for entity in subject.entities if entity.name not in SILENT}
    woven = [
        template.format(_named(asked[name]))
        for name, template in phrase.entities.items()
        if name in asked and not asked[name].nil
    ]
    told = [_condition(entity) for name, entity in asked.items() if name not in phrase.entities]
    told += [_filter(action, state) for action, state in filters]
    return " ".join([phrase.noun, *woven]) + (f" ({', '.join(told)})" if told else "")


def _named(entity: Entity) -> str:
    """An entity's value where the phrase already says what it is."""
    return f"{WOVEN.get(entity.operation, OPERATIONS[entity.operation])} {_stated(entity)}".strip()


def _filter(action: FilterAction, state: State) -> str:
    text = _state(state)
    return text if action is FilterAction.INCLUDE else f"except those with {text}"


def _state(state: State) -> str:
    return f" {state.operator.lower()} ".join(map(_condition, state.entities))


def _condition(entity: Entity) -> str:
    if entity.nil:
        return f"no {entity.name}"
    if entity.fields:
        return f"{entity.name} with {', '.join(map(_condition, entity.fields))}"
    text = f"{entity.name} {OPERATIONS[entity.operation]} {_stated(entity)}"
    return text if entity.entity_check is Check.ALL else f"{HOLDERS[entity.entity_check]} {text}"


def _stated(entity: Entity) -> str:
    """The values; of a variable its id as well, and the id alone if they are not known."""
    if entity.mask:
        return HIDDEN
    named = f"{{{entity.variable}}}" if entity.variable else ""
    if named and not entity.values:
        return named
    octal = entity.operation in BITS or entity.name.endswith("mode")
    values = [shown(value, octal=octal) for value in entity.values[:MAX_VALUES]]
    values = [scrub(value) for value in values] if named else values
    if len(entity.values) > MAX_VALUES:
        values.append(f"… ({len(entity.values)} in all)")
    if len(values) == 1 and entity.var_check is not Check.NONE_SATISFY:
        return f"{values[0]} {named}".rstrip()
    return f"{VALUE_CHECKS[entity.var_check]} {', '.join(values)} {named}".rstrip()
