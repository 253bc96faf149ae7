"""Every automated check of the bundled benchmarks, on hosts where it passes and where it fails.

The hosts stand in one YAML file per chapter, beside this one: check id → `pass`, `fail` and perhaps
`not_applicable`, each a host or a list of hosts.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from incisor.benchmark import Benchmark, Recommendation, applies_id, definitions
from incisor.content import Catalogue
from incisor.oval.evaluate import Evaluator
from incisor.oval.model import Result
from incisor.oval.verdict import Verdict
from support.fakehost import FakeHost

HERE = Path(__file__).parent
OUTCOMES = {"pass", "fail", "not_applicable"}


@cache
def bundled() -> dict[str, Benchmark]:
    return {benchmark.id: benchmark for benchmark in Catalogue.bundled().list()}


@cache
def cases(benchmark_id: str) -> dict[str, dict[str, Any]]:
    """The hosts for each check; a check whose hosts stand in two files is a mistake."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((HERE / benchmark_id).glob("*.yaml")):
        chapter: dict[str, dict[str, Any]] = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        assert found.keys().isdisjoint(chapter), path
        found |= chapter
    return found


def hosts() -> Iterator[Any]:
    """One parameter set per host: benchmark, check, outcome that is promised, host."""
    for benchmark_id in bundled():
        for check_id, outcomes in cases(benchmark_id).items():
            for outcome, specs in outcomes.items():
                listed = specs if isinstance(specs, list) else [specs]
                for number, spec in enumerate(listed):
                    name = f"{check_id}-{outcome}-{number}"
                    yield pytest.param(benchmark_id, check_id, outcome, spec, id=name)


def verdict(check: Recommendation, host: FakeHost) -> tuple[str, Verdict]:
    evaluator = Evaluator(host, definitions([check]))
    evaluator.prepare([check.id] + ([applies_id(check.id)] if check.applies else []))
    if check.applies is not None:
        applies = evaluator.verdict(applies_id(check.id))
        if applies.result is not Result.TRUE:
            return ("not_applicable" if applies.result is Result.FALSE else "undecided"), applies
    found = evaluator.verdict(check.id)
    return {Result.TRUE: "pass", Result.FALSE: "fail"}.get(found.result, "undecided"), found


@pytest.mark.parametrize(("benchmark_id", "check_id", "outcome", "spec"), list(hosts()))
def test_a_check_decides_as_its_case_says(
    benchmark_id: str, check_id: str, outcome: str, spec: dict[str, Any]
) -> None:
    """A host that is set up as asked passes, one that is not fails, others are left alone."""
    check = bundled()[benchmark_id].checks[check_id]
    found, why = verdict(check, FakeHost.from_spec(spec))
    assert found == outcome, why


@pytest.mark.parametrize("benchmark_id", bundled())
def test_every_automated_check_has_both_cases(benchmark_id: str) -> None:
    """No check is bundled that was never seen to pass and to fail, and no case is for no check."""
    automated = {check.id for check in bundled()[benchmark_id].checks.values() if check.automated}
    assert cases(benchmark_id).keys() == automated
    for check_id, outcomes in cases(benchmark_id).items():
        assert {"pass", "fail"} <= outcomes.keys() <= OUTCOMES, check_id


@pytest.mark.parametrize("benchmark_id", bundled())
def test_a_check_with_a_precondition_was_seen_without_it(benchmark_id: str) -> None:
    """A check that may not apply has a case in which it does not."""
    for check_id, outcomes in cases(benchmark_id).items():
        conditional = bundled()[benchmark_id].checks[check_id].applies is not None
        assert conditional == ("not_applicable" in outcomes), check_id
