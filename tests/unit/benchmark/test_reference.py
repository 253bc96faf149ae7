"""The language's documents: every example loads, every word is in the reference."""

import re
import textwrap
from pathlib import Path

import pytest

from incisor.benchmark.assertions import BEHAVIORS, TEST_KEYS, TYPES
from incisor.benchmark.operators import CHECK, COMPARISONS, EXISTENCE, MEMBERSHIP
from incisor.benchmark.reference import as_markdown
from incisor.benchmark.sections import BENCHMARK_KEYS, CHECK_KEYS
from support.benchmarks import benchmark_text, check_text, faults

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "benchmark-language.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def as_benchmark(example: str) -> str:
    """A whole benchmark stays; criteria become the criteria of a check."""
    if example.startswith("benchmark:"):
        return example
    head = check_text("{}").partition(" assess:")[0].replace("{", "", 1).replace(",", "\n ")
    lines = [line.strip() for line in head.removeprefix("- ").splitlines() if line.strip()]
    check = "- " + "\n  ".join(lines) + "\n  assess:\n" + textwrap.indent(example, "  ")
    return benchmark_text(check)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(example: str) -> None:
    """What the page shows can be copied."""
    assert faults(as_benchmark(example)) == []


def test_the_fault_that_the_page_shows_is_the_one_that_is_told() -> None:
    """The first example with the misspelling gives the line that is quoted, place and all."""
    (quoted,) = re.findall(r"^acme\.yaml(:.*)$", PAGE, re.MULTILINE)
    (fault,) = faults(EXAMPLES[0].replace("{value: 'no'}", "{vlaue: 'no'}"))
    assert fault == f"b.yaml{quoted}"


@pytest.mark.parametrize(
    "word",
    [*CHECK_KEYS, *BENCHMARK_KEYS, *TEST_KEYS, *EXISTENCE, *CHECK, "where", "except", "behaviors"],
)
def test_every_key_is_explained(word: str) -> None:
    """No key of the language is left out of the page."""
    assert re.search(rf"`(?:[\w.\[\]]+\.)?{word}`", PAGE)


@pytest.mark.parametrize("word", [*COMPARISONS, *MEMBERSHIP, *BEHAVIORS])
def test_every_operator_and_behavior_is_in_the_reference(word: str) -> None:
    """The generated page has a row for each."""
    assert f"| `{word}` |" in as_markdown()


@pytest.mark.parametrize("name", TYPES)
def test_every_object_type_is_in_the_reference(name: str) -> None:
    """The generated page has a section for each type, with all its fields."""
    section = re.split(r"^### ", as_markdown(), flags=re.MULTILINE)
    (text,) = (part for part in section if re.match(rf"{name}( |$)", part, re.MULTILINE))
    assert all(f"`{field}`" in text for field in TYPES[name].fields)
