import hashlib

import pytest

from incisor.benchmark import BenchmarkError, Source, load_files
from support.benchmarks import HEADING, benchmark_text, check_text, faults, loaded

TEST = "{test: family}"


def test_checks_come_in_the_order_of_their_numbers() -> None:
    """However they are written, 1.2 comes before 1.10."""
    text = benchmark_text(check_text(TEST, "1.10"), check_text(TEST, "1.2"))
    assert list(loaded(text).checks) == ["1.2", "1.10"]


def test_a_benchmark_may_be_several_files() -> None:
    """Chapters and checks of all files are one benchmark, with one hash over the bytes in order."""
    first = Source("benchmark.yaml", HEADING.encode())
    second = Source(
        "2.yaml", ('chapters: {"2": Two}\nchecks:\n' + check_text(TEST, "2.1")).encode()
    )
    benchmark = load_files([first, second])
    assert dict(benchmark.chapters) == {"1": "One", "2": "Two"}
    assert list(benchmark.checks) == ["2.1"]
    assert benchmark.sha256 == hashlib.sha256(first.text + second.text).hexdigest()


def test_all_faults_of_all_files_are_told_at_once() -> None:
    """One run of the loader is enough to mend everything."""
    bad = [Source("a.yaml", b"chapters: [x]\n"), Source("b.yaml", b"cheks: []\nchapters: {x: y}")]
    with pytest.raises(BenchmarkError) as refused:
        load_files([*bad, Source("c.yaml", b"{")])
    assert [fault.file for fault in refused.value.faults] == [
        "a.yaml",
        "b.yaml",
        "b.yaml",
        "c.yaml",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chapters: {'1': One}\n", "benchmark: no file says which benchmark this is"),
        (HEADING, "checks: the benchmark has no checks"),
        (benchmark_text(check_text(TEST, "2.1")), "checks[0]: chapter 2 has no title"),
        (
            benchmark_text(check_text(TEST), check_text(TEST)),
            "b.yaml:7:3: checks[1]: check 1.1 is already defined at b.yaml:4",
        ),
        (benchmark_text("- x\n"), "checks[0]: expected a map of keys to values"),
        ("checks: 1", "checks: expected a list, found a single value"),
        ("[]", "expected a map of keys to values, found a list"),
    ],
)
def test_a_benchmark_that_is_not_whole_is_refused(text: str, said: str) -> None:
    """A heading, chapters with titles, and checks that differ are what makes a benchmark."""
    assert said in "\n".join(faults(text))


def test_what_two_files_both_say_is_refused() -> None:
    """A second heading or a second title for a chapter is a fault where it stands."""
    source = Source("a.yaml", benchmark_text(check_text(TEST)).encode())
    with pytest.raises(BenchmarkError) as refused:
        load_files([source, Source("b.yaml", HEADING.encode())])
    assert [str(fault) for fault in refused.value.faults] == [
        "b.yaml:1:12: benchmark: a second heading; a benchmark has one",
        "b.yaml:2:17: chapters.1: chapter 1 already has a title",
    ]


def test_a_fault_deep_inside_names_its_place_and_path() -> None:
    """Line, column and path lead to the very word."""
    text = benchmark_text(check_text("[{test: file, object: {filepath: /a}, state: {mod: 1}}]"))
    (fault,) = faults(text)
    assert fault == (
        "b.yaml:6:52: checks[0].assess[0].state.mod: unknown field; did you mean mode?"
    )
