"""`incisor scan` with a benchmark of ours: evaluate it on this host, with no service at all."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import click

from incisor import content
from incisor.agent import evaluate, facts
from incisor.agent.assignment import Progress
from incisor.agent.facts import Facts
from incisor.benchmark import Benchmark, BenchmarkError, Recommendation
from incisor.cli import findings, progress
from incisor.cli.findings import Finding
from incisor.cli.output import BAD_INPUT, Fault, plain, print_json
from incisor.content.files import NoBenchmarkError
from incisor.domain.finding import FINDING_STATUS, status_reason
from incisor.host import Host
from incisor.host.live import LiveHost
from incisor.wire.shapes import (
    CisFindingStatus,
    CisRuleStatus,
    CisSecurityLevel,
    CisSessionMessage,
)

CLEAN, FINDINGS, COULD_NOT_RUN = 0, 1, BAD_INPUT
# A check that a program can decide, and did not: the scan cannot call the host clean.
UNDECIDED = frozenset({CisRuleStatus.ERROR, CisRuleStatus.UNKNOWN, CisRuleStatus.NOT_EVALUATED})


class Scanned(NamedTuple):
    """What was evaluated, where, and what came out."""

    benchmark: Benchmark
    level: CisSecurityLevel
    facts: Facts
    results: Sequence[CisSessionMessage]


def run(wanted: str | None, level: str | None, check_ids: Sequence[str], as_json: bool) -> int:
    """Evaluate and show; the exit status."""
    security_level = CisSecurityLevel[f"LEVEL_{level or ('2' if check_ids else '1')}"]
    with _faults():
        found = _scanned(wanted, security_level, check_ids)
        _print_json(found) if as_json else _print_table(found)
    return _exit_status(found)


@contextmanager
def _faults() -> Iterator[None]:
    """Whatever breaks must not look like findings: Python's own exit status for it is 1."""
    try:
        yield
    except KeyboardInterrupt:
        raise Fault("The scan was interrupted.", "Nothing was changed; scan again.") from None
    except (click.ClickException, BrokenPipeError):
        raise
    except Exception as error:
        raise Fault(
            f"The evaluation broke: {type(error).__name__}: {error}",
            "Please report this; other checks can be run one by one with --check.",
        ) from error


def _scanned(wanted: str | None, level: CisSecurityLevel, check_ids: Sequence[str]) -> Scanned:
    host = LiveHost()
    known = facts.gather(host)
    benchmark = _benchmark(wanted, known)
    checks = _checks(benchmark, level, check_ids)
    return Scanned(benchmark, level, known, _evaluate(benchmark, checks, level, host))


def _benchmark(wanted: str | None, known: Facts) -> Benchmark:
    if wanted is not None and (os.sep in wanted or os.path.exists(wanted)):
        return _own(wanted)
    catalogue = content.Catalogue.bundled()
    if wanted is None:
        found = catalogue.for_platform(known.platform_name)
        sentence = f"There is no benchmark for this host's platform, {known.platform_name}."
    else:
        found = catalogue.get(wanted)
        sentence = f"There is no benchmark {wanted}."
    if found is None:
        ids = ", ".join(each.id for each in catalogue.list())
        raise Fault(sentence, f"Name one with --benchmark. There are: {ids}")
    return found


def _own(path: str) -> Benchmark:
    try:
        return content.read(path)
    except BenchmarkError as error:
        raise Fault(f"{path} is not a sound benchmark:", str(error)) from None
    except NoBenchmarkError as error:
        raise Fault(str(error), "Name a benchmark file, or a directory that holds one.") from None
    except OSError as error:
        raise Fault(f"{path} cannot be read: {error.strerror}.", "Name another path.") from None


def _checks(
    benchmark: Benchmark, level: CisSecurityLevel, check_ids: Sequence[str]
) -> Sequence[Recommendation]:
    selected = {check.id: check for check in benchmark.select(evaluate.LEVEL[level])}
    for check_id in check_ids:
        if check_id not in selected:
            raise Fault(
                f"{benchmark.id} has no check {check_id} in {benchmark.profiles[level]}.",
                f"List them with: incisor benchmarks show {benchmark.id}",
            )
    return [selected[each] for each in check_ids] if check_ids else list(selected.values())


def _evaluate(
    benchmark: Benchmark, checks: Sequence[Recommendation], level: CisSecurityLevel, host: Host
) -> Sequence[CisSessionMessage]:
    assignment = evaluate.assignment(benchmark, checks, level, host)
    watched = progress.Bar() if sys.stderr.isatty() else progress.Lines()
    watched.began(assignment.title, assignment.total, 0)
    try:
        return [_seen(message, watched) for message in assignment.results(frozenset())]
    finally:
        watched.left()


def _seen(message: CisSessionMessage, watched: Progress) -> CisSessionMessage:
    watched.advanced(message)
    return message


def _print_table(found: Scanned) -> None:
    benchmark = found.benchmark
    click.echo(
        f"{benchmark.title} {benchmark.version}, {benchmark.profiles[found.level]},"
        f" on {plain(found.facts.hostname)} ({found.facts.platform_name})"
    )
    findings.show([_finding(each, benchmark) for each in found.results], benchmark.chapters)
    click.echo(f"\nHow to mend one: incisor benchmarks show {benchmark.id} CHECK")
    undecided = _undecided(found)
    if undecided:
        click.echo(f"\nNot decided, though a program can ({len(undecided)}):")
    for each in undecided:
        reason = status_reason(each.status, each.cis_rule_details) or each.status
        click.echo(f"{each.rule_id.ljust(findings.INDENT)}{plain(reason)}")


def _print_json(found: Scanned) -> None:
    benchmark = found.benchmark
    rows = [_finding(each, benchmark) for each in found.results]
    print_json(
        {
            "benchmark": {
                "id": benchmark.id,
                "version": benchmark.version,
                "sha256": benchmark.sha256,
                "profile": benchmark.profiles[found.level],
            },
            "hostname": found.facts.hostname,
            "platform": found.facts.platform_name,
            "statusCounts": {s.lower(): n for s, n in findings.tally(rows).items()},
            "findings": [_as_json(each, benchmark) for each in found.results],
        }
    )


def _as_json(result: CisSessionMessage, benchmark: Benchmark) -> dict[str, object]:
    check = benchmark.checks[result.rule_id]
    return {
        "checkId": check.id,
        "title": check.title,
        "level": f"LEVEL_{check.level}",
        "status": FINDING_STATUS[result.status],
        "ruleStatus": result.status,
        "evidence": json.loads(result.cis_rule_details),
        "remediation": check.remediation,
    }


def _finding(result: CisSessionMessage, benchmark: Benchmark) -> Finding:
    return Finding(
        check_id=result.rule_id,
        title=benchmark.checks[result.rule_id].title,
        status=FINDING_STATUS[result.status],
        reason=status_reason(result.status, result.cis_rule_details) or "",
    )


def _undecided(found: Scanned) -> Sequence[CisSessionMessage]:
    checks = found.benchmark.checks
    return [
        each
        for each in found.results
        if each.status in UNDECIDED and checks[each.rule_id].automated
    ]


def _exit_status(found: Scanned) -> int:
    statuses = {FINDING_STATUS[each.status] for each in found.results}
    if CisFindingStatus.FAILED in statuses:
        return FINDINGS
    return COULD_NOT_RUN if _undecided(found) else CLEAN
