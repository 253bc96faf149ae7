"""Laws of the benchmark language."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from incisor.benchmark import Source, definitions, load_files, order
from support.benchmarks import HEADING, check_text

NUMBERS = st.lists(st.integers(1, 30), min_size=1, max_size=3).map(
    lambda parts: ".".join(map(str, [1, *parts]))
)
TESTS = st.sampled_from(
    [
        "{test: family}",
        "{test: dpkginfo, object: {name: sudo}}",
        "{test: dpkginfo, object: {name: sudo}, exists: none}",
        "{test: file, object: {filepath: /a}, state: {mode: 0o600}}",
        "{test: file, object: {filepath: /a}, state: {mode: 384}}",
    ]
)
CHECKS = st.dictionaries(NUMBERS, TESTS, min_size=1, max_size=8)


def source(checks: list[tuple[str, str]], name: str) -> Source:
    text = "".join(check_text(test, number) for number, test in checks)
    return Source(name, f"checks:\n{text}".encode())


@given(CHECKS, st.randoms(use_true_random=False), st.integers(0, 8))
def test_how_checks_are_spread_over_files_does_not_matter(
    checks: dict[str, str], random: Random, cut: int
) -> None:
    """Any order in any files gives the same checks in the order of their numbers."""
    listed = list(checks.items())
    random.shuffle(listed)
    parts = [part for part in (listed[:cut], listed[cut:]) if part]
    files = [source(part, f"{number}.yaml") for number, part in enumerate(parts)]
    spread = load_files([Source("benchmark.yaml", HEADING.encode()), *files])
    whole = load_files([source(list(checks.items()), "all"), Source("h", HEADING.encode())])
    assert spread.checks == whole.checks
    assert list(spread.checks) == sorted(checks, key=order)


@given(CHECKS)
def test_nothing_is_collected_twice(checks: dict[str, str]) -> None:
    """No two objects of the compiled benchmark ask for the same, nor do two states."""
    read = load_files([source(list(checks.items()), "a"), Source("h", HEADING.encode())])
    body = definitions(read.checks.values())
    asked = [(each.type, each.entities, each.filters) for each in body.objects.values()]
    assert len(set(asked)) == len(asked)
    states = [(each.type, each.entities) for each in body.states.values()]
    assert len(set(states)) == len(states)
    assert len(body.tests) == len(checks)
