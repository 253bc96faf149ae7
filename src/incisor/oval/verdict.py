"""What an evaluation says: a result, why, and the evidence. Bounded in size, free of secrets."""

from msgspec import Struct

from incisor.oval.model import Result

MAX_SAMPLES = 10
"""Samples per test: what a person reads. The agent cuts further to fit its message."""


class Evidence(Struct, frozen=True):
    """One test's outcome.

    `expected` is a sentence from existence and states. `samples` show the items that decided the
    result, offending ones first. `count` of `total` items are such (12 of 100,000). `reason` says
    why the result is not true or false, or that there may be more than was looked at.
    """

    test: str
    result: Result
    expected: str
    samples: tuple[str, ...] = ()
    count: int = 0
    total: int = 0
    reason: str = ""
    comment: str = ""


class Verdict(Struct, frozen=True):
    """One definition's outcome. `reason` explains unknown and error.

    `needs_privilege`: the result is not true or false because something needs root to be seen.
    """

    definition: str
    result: Result
    reason: str = ""
    needs_privilege: bool = False
    evidence: tuple[Evidence, ...] = ()
