"""incisor.oval.yaml_paths: documents within bounds, and paths that say when they are not known.

What paths find is held against oscap in tests/conformance/test_oscap_parity.py.
"""

import pytest

from incisor.oval.item import RecordValue
from incisor.oval.yaml_paths import (
    MAX_DEPTH,
    MAX_NODES,
    YamlError,
    documents,
    records,
    select,
    steps,
)


def found(text: str, path: str) -> list[RecordValue]:
    """The records of all documents."""
    nodes = [select(node, steps(path)) for node in documents(text.encode())]
    return list(records([node for node in nodes if node is not None]))


def test_records_have_their_keys_and_a_capital_letter_is_marked() -> None:
    """As fields of OVAL, which have no capitals; loose scalars are called #."""
    assert found("a: {Up^: 1, b: [x, y]}", ".a") == [
        RecordValue((("^up^^", (1,)), ("b", ("x", "y"))))
    ]
    assert found("a: [true, 0x1f, 1.5, ~]", ".a[:]") == [
        RecordValue((("#", (True, 31, "1.500000", "(null)")),))
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[" * (MAX_DEPTH + 2), "levels"),
        ("[" + "1," * MAX_NODES + "]", "nodes"),
        ("a: " + "9" * 1001, "digits"),
        ("a: [1", "is not well-formed YAML in line 2"),
        ("a: \x00", "is not well-formed YAML"),
        ("a: {b: {c: 1}}", "a collection within a collection"),
        ("a: !!int x", "'x' is no int"),
        ("x: &x [1]\na: *x", "uses the alias x"),
        ("x: &x [1]\na: {b: *x}", "uses the alias x"),
        ("x: &x {y: 1}\na: {<<: *x}", "uses the alias x"),
    ],
)
def test_what_is_out_of_bounds_or_no_record_is_refused_with_the_reason(
    text: str, complaint: str
) -> None:
    """An alias is never followed, so that no document is larger than its text."""
    with pytest.raises(YamlError, match=complaint):
        found(text, ".a")


def test_an_alias_aside_does_no_harm() -> None:
    """Nor do many that would grow beyond all bounds if they were followed."""
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 99))
    assert found(bomb + "a: 1", ".a") == [RecordValue((("#", (1,)),))]


@pytest.mark.parametrize(
    "path", ["", ".", "..a", "$$", "&a", ".*", ".a[", ".a[-1]", ".a[0:1]", "$a"]
)
def test_a_path_that_is_not_known_is_refused(path: str) -> None:
    """Instead of finding nothing."""
    with pytest.raises(YamlError, match="not supported"):
        steps(path)
