"""From a job to results: choose the benchmark, evaluate its checks here, one message each.

A check that breaks is an ERROR with its reason and the next one goes on; what breaks before the
first check (content that does not load, a walk that fails) is the caller's, and fails the session.
"""

import logging
from collections.abc import Iterator, Sequence, Set

from incisor.agent import translate
from incisor.agent.assignment import Assignment, UnsuitableError, UnsupportedError
from incisor.agent.facts import Facts
from incisor.agent.spool import Job
from incisor.benchmark import Benchmark, Recommendation, applies_id, definitions
from incisor.content import Catalogue
from incisor.host import Host
from incisor.oval.evaluate import Evaluator
from incisor.oval.model import Result
from incisor.wire.shapes import CisRuleStatus, CisSecurityLevel, CisSessionMessage

# Level 2 contains level 1 (session-protocol.md).
LEVEL = {CisSecurityLevel.LEVEL_1: 1, CisSecurityLevel.LEVEL_2: 2}
WITHOUT_ROOT = "The agent does not run as root; checks that need root were not evaluated."

log = logging.getLogger(__name__)


def assign(job: Job, facts: Facts, host: Host, catalogue: Catalogue) -> Assignment:
    """What a job asks of this host.

    Raises UnsupportedError if there is no benchmark for the platform, UnsuitableError if the
    service means another benchmark, or another version of it, than this agent has.
    """
    benchmark = catalogue.for_platform(facts.platform_name)
    if benchmark is None:
        raise UnsupportedError(f"There is no benchmark for the platform {facts.platform_name}.")
    _must_be_meant(job, benchmark)
    return assignment(
        benchmark, list(benchmark.select(LEVEL[job.security_level])), job.security_level, host
    )


def assignment(
    benchmark: Benchmark, checks: Sequence[Recommendation], level: CisSecurityLevel, host: Host
) -> Assignment:
    """These checks of a benchmark, ready to be evaluated on the host."""

    def evaluated(known: Set[str]) -> Iterator[CisSessionMessage]:
        return results([check for check in checks if check.id not in known], host)

    caveat = WITHOUT_ROOT if host.euid != 0 else None
    return Assignment(
        title=f"{benchmark.id} {benchmark.version}, {benchmark.profiles[level]}",
        benchmark_version=benchmark.version,
        profile=benchmark.profiles[level],
        total=len(checks),
        results=evaluated,
        caveat=caveat,
    )


def results(checks: Sequence[Recommendation], host: Host) -> Iterator[CisSessionMessage]:
    """Each check's result, in order, as soon as it is known."""
    evaluator = Evaluator(host, definitions(checks))
    evaluator.prepare([each for check in checks for each in _definition_ids(check)])
    for check in checks:
        yield _result(check, evaluator)


def _result(check: Recommendation, evaluator: Evaluator) -> CisSessionMessage:
    try:
        return _decided(check, evaluator)
    except Exception as error:
        log.exception("check.broke", extra={"rule_id": check.id})
        reason = f"{type(error).__name__}: {error}"
        return translate.without_verdict(check.id, CisRuleStatus.ERROR, reason)


def _decided(check: Recommendation, evaluator: Evaluator) -> CisSessionMessage:
    if check.manual is not None:
        return translate.without_verdict(check.id, CisRuleStatus.NOT_EVALUATED, check.manual)
    if check.applies is not None:
        applies = evaluator.verdict(applies_id(check.id))
        if applies.result is Result.FALSE:
            return translate.not_applicable(check.id, applies)
        if applies.result is not Result.TRUE:
            return translate.message(check.id, applies)
    return translate.message(check.id, evaluator.verdict(check.id))


def _definition_ids(check: Recommendation) -> Iterator[str]:
    if check.applies is not None:
        yield applies_id(check.id)
    if check.assess is not None:
        yield check.id


def _must_be_meant(job: Job, benchmark: Benchmark) -> None:
    """Results of other content would be read with the wrong titles: refuse to mix them."""
    meant = job.benchmark
    if meant is None or (meant.id, meant.sha256) == (benchmark.id, benchmark.sha256):
        return
    raise UnsuitableError(
        f"The service means {meant.id} {meant.version} ({meant.sha256[:12]}), this agent has"
        f" {benchmark.id} {benchmark.version} ({benchmark.sha256[:12]});"
        " install the same version of incisor on both."
    )
