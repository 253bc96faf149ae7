"""Hypothesis strategies for the service model's shapes: valid JSON, structs, and damaged JSON."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import strategies as st

from incisor.wire import patterns
from incisor.wire.model import MODEL, Described
from incisor.wire.rules import Shape
from support.model_cases import OF_PATTERN, encoded

# Lists may hold 10,000 items; a few show as much.
MOST_ITEMS = 4
# Too long for a generator of matching strings to hit their bounds; one example stands for them.
NOT_GENERATED = ("ResourceId", "TargetResourceTagsKey")

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
# Any character but surrogates, which UTF-8 cannot hold.
characters = st.characters(codec="utf-8")


def documents(name: str) -> st.SearchStrategy[Any]:
    """Valid JSON of a shape; optional members may be absent."""
    shape = MODEL.shapes[name]
    return KINDS[shape["type"]](name, shape)


def structs(kind: type[Shape]) -> st.SearchStrategy[Shape]:
    """Valid structs of a structure."""
    return documents(kind.__name__).map(lambda found: msgspec.convert(found, kind))


def damaged(name: str) -> st.SearchStrategy[Any]:
    """JSON of a structure in which something, somewhere, was replaced by something else."""
    return st.tuples(documents(name), st.randoms(use_true_random=False), anything).map(
        lambda drawn: replaced(*drawn)
    )


def replaced(document: Any, random: Any, other: Any) -> Any:
    """The document with one random node replaced, or one member more."""
    if isinstance(document, dict) and random.random() < 0.8:
        key = random.choice([*sorted(document), "colour"])
        return {**document, key: replaced(document.get(key), random, other)}
    if isinstance(document, list) and document and random.random() < 0.8:
        place = random.randrange(len(document))
        changed = replaced(document[place], random, other)
        return [*document[:place], changed, *document[place + 1 :]]
    return other


def structure(_: str, shape: Described) -> st.SearchStrategy[dict[str, Any]]:
    members = {member: documents(ref["shape"]) for member, ref in shape["members"].items()}
    if shape.get("union"):
        return st.one_of([st.fixed_dictionaries({name: kind}) for name, kind in members.items()])
    required = {name: kind for name, kind in members.items() if name in shape.get("required", ())}
    optional = {name: kind for name, kind in members.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


def string(name: str, shape: Described) -> st.SearchStrategy[str]:
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    if name in NOT_GENERATED:
        return st.just(OF_PATTERN[name])
    if "pattern" in shape:
        whole = st.from_regex(re.compile(patterns.anchored(shape["pattern"])))
        return whole.filter(lambda text: len(text) <= shape.get("max", len(text)))
    return st.text(characters, min_size=shape.get("min", 0), max_size=min(20, shape.get("max", 20)))


def sequence(_: str, shape: Described) -> st.SearchStrategy[list[Any]]:
    most = min(shape.get("max", MOST_ITEMS), MOST_ITEMS)
    return st.lists(
        documents(shape["member"]["shape"]), min_size=shape.get("min", 0), max_size=most
    )


def mapping(_: str, shape: Described) -> st.SearchStrategy[dict[str, Any]]:
    keys, values = documents(shape["key"]["shape"]), documents(shape["value"]["shape"])
    return st.dictionaries(keys, values, min_size=shape.get("min", 0), max_size=MOST_ITEMS)


def blob(_: str, shape: Described) -> st.SearchStrategy[str]:
    return st.binary(min_size=shape.get("min", 0), max_size=shape.get("max")).map(encoded)


def integer(_: str, shape: Described) -> st.SearchStrategy[int]:
    return st.integers(shape.get("min", -(2**31)), shape.get("max", 2**31 - 1))


def timestamp(_: str, __: Described) -> st.SearchStrategy[float]:
    return st.integers(-62135596800, 253402300799).map(float)


KINDS: dict[str, Callable[[str, Described], st.SearchStrategy[Any]]] = {
    "structure": structure,
    "string": string,
    "list": sequence,
    "map": mapping,
    "blob": blob,
    "integer": integer,
    "timestamp": timestamp,
}
