"""A benchmark as it was read: what to ask of a host, and what to tell people about it.

Criteria hold OVAL's own entities and enumerations; only the nesting is the language's, so that an
object is written where it is used. `compile` gives them ids and shares what is equal.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from incisor.oval.model import Behaviors, Check, Entity, Existence, Operator

LEVELS = (1, 2)
"""CIS's security levels; the second contains the first."""

DEFAULT_BEHAVIORS = Behaviors()


class Assertion(Struct, frozen=True):
    """One test with its object and states written inline.

    `include` and `exclude` are filters of the object. Each member of `states` is one state, whose
    entities must hold together; `state_operator` joins the states.
    """

    test: str
    object: tuple[Entity, ...] = ()
    behaviors: Behaviors = DEFAULT_BEHAVIORS
    include: tuple[Entity, ...] = ()
    exclude: tuple[Entity, ...] = ()
    existence: Existence = Existence.AT_LEAST_ONE_EXISTS
    check: Check = Check.ALL
    states: tuple[tuple[Entity, ...], ...] = ()
    state_operator: Operator = Operator.AND


class Group(Struct, frozen=True):
    """Criteria joined by an operator, and perhaps negated."""

    operands: tuple["Group | Assertion", ...]
    operator: Operator = Operator.AND
    negate: bool = False


class Recommendation(Struct, frozen=True):
    """One check of a benchmark. Either `assess` is there or `manual`, the reason why it cannot be.

    `id` is the number in the benchmark, `level` 1 or 2; the texts are for people, with line breaks
    only in `remediation`.
    """

    id: str
    level: int
    title: str
    description: str
    rationale: str
    remediation: str
    assess: Group | None = None
    applies: Group | None = None
    manual: str | None = None

    @property
    def automated(self) -> bool:
        """Whether a program can decide it."""
        return self.assess is not None


class Benchmark(Struct, frozen=True):
    """A benchmark with all its checks, by id in the order of their numbers.

    `profiles` maps LEVEL_1 and LEVEL_2 to the names that reports use; `chapters` maps numbers of
    chapters and sections to their titles; `sha256` is over the files in the order read.
    """

    id: str
    version: str
    title: str
    platform: str
    profiles: Mapping[str, str]
    chapters: Mapping[str, str]
    checks: Mapping[str, Recommendation]
    sha256: str

    @property
    def platforms(self) -> tuple[str, ...]:
        """The one platform, as those of an imported benchmark are told."""
        return (self.platform,)

    def chapter_of(self, check_id: str) -> str:
        """The title of the top chapter that a check belongs to."""
        return self.chapters[check_id.partition(".")[0]]

    def select(self, level: int) -> Iterator[Recommendation]:
        """The checks of a level: those of level 1, or with 2 all. Raises ValueError for others."""
        if level not in LEVELS:
            raise ValueError(f"level {level}: CIS has the levels 1 and 2")
        return (check for check in self.checks.values() if check.level <= level)


def order(check_id: str) -> tuple[int, ...]:
    """What check ids are sorted by, so that 1.2 comes before 1.10."""
    return tuple(int(part) for part in check_id.split("."))
