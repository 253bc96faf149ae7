"""One test: existence of its object's items, and those items against its states."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from incisor.oval.collect import MAX_REASONS, Collected
from incisor.oval.evidence import samples, scrub
from incisor.oval.item import Item
from incisor.oval.model import Check, Existence, FilterAction, Object, Result, State, Test, Value
from incisor.oval.states import Problems, Values, satisfies_all
from incisor.oval.tables import (
    EXISTENCE,
    FLAGGED,
    INCOMPLETE_CHECK,
    INCOMPLETE_EXISTENCE,
    Flag,
    check,
    count_results,
    join,
)
from incisor.oval.verdict import MAX_SAMPLES, Evidence
from incisor.oval.wording import expectation, with_values

DECIDED = frozenset({Result.TRUE, Result.FALSE})


Told = Callable[[str], tuple[Value, ...]]
"""What may be told of a variable's values; nothing if they are not known."""


class Outcome(Struct, frozen=True):
    """A test's or definition's result, and all that was evaluated for it. Evidence is text for
    people, made only for those who ask: most verdicts are never read closely."""

    result: Result
    evidence: tuple[Callable[[], Evidence], ...] = ()
    reasons: tuple[str, ...] = ()
    needs_privilege: bool = False


class Parts(Struct, frozen=True):
    """What a test refers to, looked up; `where` are its object's filters."""

    subject: Object
    states: Sequence[State]
    where: Sequence[tuple[FilterAction, State]]

    @property
    def compared(self) -> Sequence[State]:
        """All states that an item was held against."""
        return (*self.states, *(state for _, state in self.where))


def outcome(test: Test, parts: Parts, collected: Collected, values: Values, told: Told) -> Outcome:
    """Evaluate the test (OVAL language specification, section 5.3.6, test evaluation). `told` says
    what people may read of a variable."""
    problems = Problems()
    results: list[Result] = []
    result = existence(test, collected)
    if result is Result.TRUE and parts.states and collected.items:
        results = [
            satisfies_all(item, parts.states, test.state_operator, values, problems)
            for item in collected.items
        ]
        result = _checked(test.check, results, collected.flag)
    shown = _deciding(test, collected.items, results)
    decided = result in DECIDED
    reasons = () if decided else _reasons(collected, problems)

    def evidence() -> Evidence:
        return Evidence(
            test=test.id,
            result=result,
            expected=_expected(test, _filled(parts, told)),
            samples=samples(shown, parts.subject, parts.compared, MAX_SAMPLES),
            count=len(shown) if results else collected.count,
            total=collected.count,
            reason="; ".join(reasons or _reasons(collected, problems)),
            comment=test.comment,
        )

    needs = not decided and (collected.needs_privilege or problems.needs_privilege)
    return Outcome(result, (evidence,), reasons, needs)


def _filled(parts: Parts, told: Told) -> Parts:
    """The parts with the values of their variables, to be told of."""

    def filled(state: State) -> State:
        return replace(state, entities=tuple(with_values(e, told) for e in state.entities))

    entities = tuple(with_values(entity, told) for entity in parts.subject.entities)
    return Parts(
        replace(parts.subject, entities=entities),
        [filled(state) for state in parts.states],
        [(action, filled(state)) for action, state in parts.where],
    )


def _expected(test: Test, parts: Parts) -> str:
    return expectation(
        parts.subject,
        parts.where,
        test.check_existence,
        test.check,
        parts.states,
        test.state_operator,
    )


def existence(test: Test, collected: Collected) -> Result:
    """The existence part, by the object's flag and the number of its items."""
    if collected.flag in FLAGGED:
        # oscap: with nothing stated, `any_exist` is true whatever was seen; so it is here.
        anything = test.check_existence is Existence.ANY_EXIST and not test.states
        return Result.TRUE if anything else FLAGGED[collected.flag]
    table = INCOMPLETE_EXISTENCE if collected.flag is Flag.INCOMPLETE else EXISTENCE
    return join(table[test.check_existence], (collected.count, 0, 0, 0), Result.UNKNOWN)


def _checked(kind: Check, results: Sequence[Result], flag: Flag) -> Result:
    if flag is Flag.INCOMPLETE:
        return join(INCOMPLETE_CHECK[kind], count_results(results), Result.UNKNOWN)
    return check(kind, results)


def _deciding(test: Test, items: Sequence[Item], results: Sequence[Result]) -> Sequence[Item]:
    """The items that explain the result: those that break it, or those that make it."""
    if not results:
        return items
    satisfying = [i for i, r in zip(items, results, strict=True) if r is Result.TRUE]
    others = [i for i, r in zip(items, results, strict=True) if r is not Result.TRUE]
    if test.check is Check.NONE_SATISFY or (test.check is Check.ONLY_ONE and len(satisfying) > 1):
        return satisfying or others
    if test.check is Check.AT_LEAST_ONE or test.check is Check.ONLY_ONE:
        return satisfying or others
    return others or satisfying


def _reasons(collected: Collected, problems: Problems) -> tuple[str, ...]:
    reasons = [*collected.reasons, *problems.reasons]
    return tuple(scrub(each) for each in dict.fromkeys(reasons))[:MAX_REASONS]
