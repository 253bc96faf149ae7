"""From a job with imported content to results: one message for each CIS recommendation.

The content is read here, by the agent's own reader, and evaluated by the one evaluator. Scripts in
it are never run.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import groupby
from pathlib import Path

from incisor.agent import evaluate, parsed, translate_rules
from incisor.agent.assignment import Assignment, UnsuitableError
from incisor.agent.evaluate import LEVEL, WITHOUT_ROOT
from incisor.agent.parsed import Choice, Prepared
from incisor.agent.spool import Benchmark, Job
from incisor.benchmark import BenchmarkError, load_files
from incisor.content import packing
from incisor.host import Host
from incisor.scap import recommendations
from incisor.scap.evaluation import Evaluation, RuleResult
from incisor.scap.resolve import Selected
from incisor.scap.xml import ContentError
from incisor.wire.shapes import CisSessionMessage


def assign(job: Job, meant: Benchmark, path: str, cache: str, host: Host) -> Assignment:
    """What a job asks of this host, with the content at the path, which its digest vouches for.

    `cache` is the directory for what was read of it. Raises UnsuitableError if the content cannot
    be used.
    """
    try:
        if meant.content == "yaml":
            return _of_files(job, path, host)
        return assignment(parsed.prepare(path, Choice(meant.profile or ""), cache), host)
    except (BenchmarkError, ContentError) as error:
        what = f"{meant.id} {meant.version} ({meant.sha256[:12]})"
        raise UnsuitableError(f"The content of {what} cannot be used: {error}") from error


def assignment(prepared: Prepared, host: Host) -> Assignment:
    """A profile's rules, joined to recommendations, ready to be evaluated on the host."""
    benchmark, resolution = prepared.content.benchmark, prepared.resolution
    wanted = recommendations.of(entry for entry in resolution.rules if entry.selected)
    known_as = benchmark.profiles.get(resolution.profile)
    profile = (known_as and known_as.title) or resolution.profile

    def evaluated(known: Set[str]) -> Iterator[CisSessionMessage]:
        return results(
            prepared, {id_: rules for id_, rules in wanted.items() if id_ not in known}, host
        )

    return Assignment(
        title=f"{benchmark.title} {benchmark.version}, {profile}",
        benchmark_version=benchmark.version,
        profile=profile,
        total=len(wanted),
        results=evaluated,
        caveat=WITHOUT_ROOT if host.euid != 0 else None,
    )


def results(
    prepared: Prepared, wanted: Mapping[str, Sequence[Selected]], host: Host
) -> Iterator[CisSessionMessage]:
    """The recommendations' results, each as soon as the last of its rules is known."""
    rules = {entry.rule.id for entries in wanted.values() for entry in entries}
    if not rules:
        return
    waiting = {id_: {entry.rule.id for entry in entries} for id_, entries in wanted.items()}
    known: dict[str, list[RuleResult]] = {}
    evaluation = Evaluation(prepared.content, prepared.resolution, host, rules)
    for rule_id, said in groupby(evaluation.results(), lambda each: each.rule.id):
        if rule_id not in rules:
            continue
        known[rule_id] = list(said)
        for id_ in recommendations.numbers(known[rule_id][0].rule):
            waiting.get(id_, set()).discard(rule_id)
            if id_ in waiting and not waiting[id_]:
                del waiting[id_]
                told = (known[entry.rule.id] for entry in wanted[id_])
                yield translate_rules.message(id_, [each for some in told for each in some])


def _of_files(job: Job, path: str, host: Host) -> Assignment:
    benchmark = load_files(packing.sources(Path(path).read_bytes()))
    checks = list(benchmark.select(LEVEL[job.security_level]))
    return evaluate.assignment(benchmark, checks, job.security_level, host)
