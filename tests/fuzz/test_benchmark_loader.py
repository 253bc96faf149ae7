"""The loader meets anything: it answers with a benchmark or with faults, never otherwise."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incisor import benchmark
from incisor.benchmark import BenchmarkError, Fault, load
from support.benchmarks import benchmark_text, check_text

BUNDLED = Path(benchmark.__file__).parent / "bundled/cis-debian-12"
CHAPTER = (BUNDLED / "benchmark.yaml").read_bytes() + (
    BUNDLED / "1-initial-setup.yaml"
).read_bytes()
SMALL = benchmark_text(
    check_text("{any: [{test: file, object: {filepath: /a}, state: {mode: {bits_within: 0o1}}}]}")
).encode()
WORDS = ["{", "}", "[", "]", ":", "-", "'", '"', "|", ">", "&a", "*a", "!t", "#", "\n", "  ", "?"]


def answered(text: bytes) -> None:
    """Load, and hold the loader to its promise about faults."""
    faults: tuple[Fault, ...] = ()
    try:
        load(text, "b.yaml")
    except BenchmarkError as error:
        faults = error.faults or pytest.fail("an error without faults")
    lines = len(text.decode("utf-8", "replace").splitlines()) + 1
    for fault in faults:
        assert 1 <= fault.position.line <= lines
        assert fault.position.column >= 1
        assert fault.message


@given(st.binary(max_size=2000))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbfa: 1")
@example(b"? a\n: b")
@example(b"<<: *x")
@example(b"{checks: [{assess: [[[[]]]]}]}")
def test_any_bytes_are_answered(text: bytes) -> None:
    """Bytes that were never meant as YAML give faults."""
    answered(text)


@given(st.data())
def test_a_damaged_benchmark_is_answered(data: st.DataObject) -> None:
    """A real benchmark with a piece cut out, or a piece of YAML put in, gives faults or loads."""
    text = data.draw(st.sampled_from([SMALL, CHAPTER[:6000]]))
    start = data.draw(st.integers(0, len(text)))
    end = start + data.draw(st.integers(0, 40))
    word = data.draw(st.sampled_from(WORDS) | st.text(max_size=8))
    answered(text[:start] + word.encode("utf-8", "surrogatepass") + text[end:])


TREES = st.recursive(
    st.sampled_from(["x", "'1'", "0o7", "''", "true", "file", "1.1", "'('", ""]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "checks",
                        "benchmark",
                        "chapters",
                        "id",
                        "assess",
                        "applies",
                        "manual",
                        "test",
                    ),
                    *("object", "state", "where", "except", "behaviors", "any", "not", "pattern"),
                    *("in", "contains", "mode", "filepath", "exists", "level", "profiles"),
                ]
            ),
            inner,
            max_size=4,
        ).map(lambda pairs: f"{{{', '.join(f'{key}: {value}' for key, value in pairs.items())}}}")
    ),
    max_leaves=20,
)


@given(TREES)
def test_the_words_of_the_language_in_any_order_are_answered(text: str) -> None:
    """Known keys in places where they make no sense give faults."""
    answered(text.encode())
