import pytest

from incisor.benchmark import BenchmarkError
from incisor.benchmark.faults import Position
from incisor.benchmark.tree import MAX_BYTES, MAX_DEPTH, MAX_NODES, List, Map, Scalar, parse


def refusal(text: bytes) -> str:
    with pytest.raises(BenchmarkError) as refused:
        parse(text, "b.yaml")
    return str(refused.value)


def test_nodes_remember_where_they_stand() -> None:
    """Lines and columns count from one, at the first character of each value."""
    tree = parse(b"a:\n- b\n-   'c'\n", "b.yaml")
    assert isinstance(tree, Map)
    key, items = tree.entries[0]
    assert isinstance(items, List)
    assert (key.text, key.position) == ("a", (1, 1))
    assert items.items == (Scalar("b", True, items.items[0].position), items.items[1])
    assert [item.position for item in items.items] == [(2, 3), (3, 5)]


@pytest.mark.parametrize("text", ["yes", "no", "1.10", "0640", "null", "~", "2024-01-01", "0o17"])
def test_scalars_stay_text(text: str) -> None:
    """YAML does not turn words into booleans, numbers or dates behind the author's back."""
    assert parse(text.encode(), "b.yaml") == Scalar(text, True, Position(1, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "b.yaml:1:1: the file is empty"),
        (b"# nothing\n", "b.yaml:1:1: the file is empty"),
        (b"a: b: c", "b.yaml:1:5: not YAML: mapping values are not allowed in this context"),
        (b"a: 1\nb: 2\na: 3\n", "b.yaml:3:1: the key a was already given in line 1"),
        (b"[a]: b", "b.yaml:1:1: a key must be a word"),
        (b"a\n---\nb", "b.yaml:3:1: a second document; a file holds one"),
        (b"a: &x 1\nb: *x", "anchors are not used here"),
        (b"a: &x 1\nb: *x", "b.yaml:2:4: an alias (*x); write the value out"),
        (b"a: !!python/name:os.system x", "a tag (tag:yaml.org,2002:python/name:os.system)"),
        (b"ok: 1\nbad: \xff", "b.yaml:2:6: not UTF-8"),
        (b"a: \x00", "a control character"),
    ],
)
def test_what_a_benchmark_does_not_need_is_refused(text: bytes, said: str) -> None:
    """Broken YAML, and YAML beyond maps, lists and texts, is told with its place."""
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b" " * (MAX_BYTES + 1), f"more than {MAX_BYTES} bytes"),
        (b"[" * 900, f"nested deeper than {MAX_DEPTH} levels"),
        (b"[" * 100_000, "nest"),  # the parser itself may be the first to refuse
        (b"[" + b"a," * MAX_NODES + b"a]", f"more than {MAX_NODES} values"),
    ],
)
def test_the_bounds_hold(text: bytes, said: str) -> None:
    """A file that is too large, too deep or too full is refused before it costs much."""
    assert said in refusal(text)


def test_the_greatest_allowed_depth_is_allowed() -> None:
    """The bound refuses what is deeper than it says, and nothing else."""
    assert parse(b"[" * MAX_DEPTH + b"a" + b"]" * MAX_DEPTH, "b.yaml")
