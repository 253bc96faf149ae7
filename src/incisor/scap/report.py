"""What a scan with SCAP content found, as every result format needs it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from incisor.scap import score
from incisor.scap.content import Content
from incisor.scap.evaluation import RuleResult
from incisor.scap.outcome import Result
from incisor.scap.resolve import Resolution

FAILING: Final = frozenset({Result.FAIL, Result.UNKNOWN, Result.ERROR})
"""Results for which oscap exits with 2, and so do we."""


class Target(Struct, frozen=True):
    """The host that was looked at. `privileged`: with root's eyes."""

    name: str
    privileged: bool


class Report(Struct, frozen=True):
    """One evaluation. Times are aware."""

    content: Content
    resolution: Resolution
    target: Target
    results: Sequence[RuleResult]
    began: datetime
    ended: datetime
    version: str
    definitions: Mapping[str, Mapping[str, str]]

    def selected(self) -> Iterator[RuleResult]:
        """Results of the rules that were evaluated."""
        return (each for each in self.results if each.result is not Result.NOT_SELECTED)

    def counts(self) -> Mapping[Result, int]:
        """How many of each result there are, in the order of XCCDF's enumeration."""
        counted = Counter(each.result for each in self.selected())
        return {result: counted[result] for result in Result if counted[result]}

    def scores(self) -> list[score.Score]:
        """The score by each of XCCDF's models."""
        rules = score.scored((each.rule, each.result) for each in self.results)
        return [model(self.resolution.tree, rules) for model in score.MODELS.values()]

    def clean(self) -> bool:
        """Whether nothing failed and nothing is undecided."""
        return not any(each.result in FAILING for each in self.results)
