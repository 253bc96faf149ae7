"""What the catalogue knows of a job's rules: the words that readers see beside a rule's id."""

from collections.abc import Callable

from incisor.content import Library
from incisor.content.listing import Known
from incisor.store.jobs import Job
from incisor.store.results import Heading


def heading_of(catalogue: Library, job: Job) -> Callable[[str], Heading]:
    """What answers for a rule id of the job; a rule that nobody knows keeps its id as its title."""
    benchmark = benchmark_of(catalogue, job)
    checks = {} if benchmark is None else benchmark.checks

    def heading(rule_id: str) -> Heading:
        check = checks.get(rule_id)
        if check is None:
            return Heading(rule_id, rule_id, "")
        return Heading(check.id, check.title, f"LEVEL_{check.level}")

    return heading


def benchmark_of(catalogue: Library, job: Job) -> Known | None:
    """The benchmark that the host named at Stop, else the one for its platform.

    Stop names a version and a platform, no id: the id is that of the benchmark handed out.
    """
    named = catalogue.get(job.benchmark_id, job.benchmark_version)
    return named or catalogue.for_platform(job.platform)
