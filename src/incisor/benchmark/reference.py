"""The reference pages of the language, written from the tables that the loader reads by."""

from collections.abc import Iterator

from incisor.benchmark.assertions import BEHAVIOR_WORDS, BEHAVIORS, TYPES
from incisor.benchmark.operators import COMPARISONS, EQUALS, MEMBERSHIP
from incisor.oval.model import Datatype
from incisor.oval.vocabulary import Field, ObjectType

_MEMBERSHIP_MEANINGS = {
    "contains": "at least one value of the list is this, or satisfies the operators given here",
    "not_contains": "no value of the list is this, or satisfies the operators given here",
}


def as_markdown() -> str:
    """The page docs/benchmark-objects.md: operators, behaviors, and every object type."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Operators and object types of the benchmark language"
    yield ""
    yield "Generated from the tables that the loader uses; `make fix` writes it anew."
    yield "[benchmark-language.md](benchmark-language.md) explains how they are put together."
    yield from _operators()
    yield from _behaviors()
    yield from ("", "## Object types", "")
    yield "Entities are what an object may ask by; states, `where` and `except` may use all fields."
    yield "A type marked *own* is incisor's; the others are OVAL's, with OVAL's meaning."
    for name, kind in TYPES.items():
        yield from _object_type(name, kind)


def _operators() -> Iterator[str]:
    yield from ("", "## Operators", "", "| operator | holds if | datatypes |", "|---|---|---|")
    yield f"| a plain value | {EQUALS.meaning} | all |"
    for word, how in COMPARISONS.items():
        yield f"| `{word}` | {how.meaning} | {_datatypes(how.datatypes)} |"
    for word in MEMBERSHIP:
        yield f"| `{word}` | {_MEMBERSHIP_MEANINGS[word]} | lists |"


def _datatypes(which: frozenset[Datatype]) -> str:
    used = {field.datatype for kind in TYPES.values() for field in kind.fields.values()}
    return "all" if which >= used else ", ".join(sorted(which & used))


def _behaviors() -> Iterator[str]:
    yield from ("", "## Behaviors of `file` and `textfilecontent54`", "")
    yield from ("| behavior | values |", "|---|---|")
    for name, field in BEHAVIORS.items():
        words = ", ".join(f"`{word}`" for word in BEHAVIOR_WORDS.get(name, ()))
        yield f"| `{name}` | {words or field.datatype} |"


def _object_type(name: str, kind: ObjectType) -> Iterator[str]:
    yield from ("", f"### {name}{' (own)' if kind.own else ''}", "", _sentence(kind.meaning), "")
    yield f"Entities: {_words(kind.entities) or 'none'}. Needed: {_needed(kind)}."
    yield ""
    yield "Fields: " + ", ".join(_field(name, field) for name, field in kind.fields.items()) + "."


def _sentence(meaning: str) -> str:
    text = meaning[:1].upper() + meaning[1:]
    return text if text.endswith(".") else f"{text}."


def _needed(kind: ObjectType) -> str:
    return " or ".join(" and ".join(f"`{name}`" for name in group) for group in kind.required) or (
        "nothing"
    )


def _words(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _field(name: str, field: Field) -> str:
    facts = [] if field.datatype is Datatype.STRING else [str(field.datatype)]
    facts += ["list"] if field.many else []
    facts += ["never shown"] if field.secret else []
    return f"`{name}`" + (f" ({', '.join(facts)})" if facts else "")
