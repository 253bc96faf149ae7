"""Definitions to verdicts: criteria over tests.

Tests are evaluated when a definition first needs them, and remembered. Nothing here raises for what
content or the host may contain: it comes out as unknown or error, with the reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from incisor.host import Host
from incisor.oval.assess import DECIDED, Outcome, Parts, outcome
from incisor.oval.collect import MAX_REASONS, Collected, Collector, MissingError
from incisor.oval.item import Gap, Item, Probe, Query
from incisor.oval.model import (
    Criteria,
    Criterion,
    Definitions,
    ExtendDefinition,
    Object,
    Result,
    Value,
)
from incisor.oval.plan import Rounds, WalkPlan, walk_together
from incisor.oval.probes import PROBES
from incisor.oval.reach import Reach
from incisor.oval.states import FaultError, NoValueError
from incisor.oval.tables import negate, operate
from incisor.oval.variables import Variables
from incisor.oval.verdict import Verdict


class Evaluator:
    """Evaluates one body of content on one host.

    `external` binds external variables. Without `prepare` everything works too, but each object
    that needs a walk then makes its own.
    """

    def __init__(
        self,
        host: Host,
        definitions: Definitions,
        *,
        external: Mapping[str, Sequence[Value]] | None = None,
        probes: Mapping[str, Probe] = PROBES,
    ) -> None:
        self._host = host
        self._definitions = definitions
        self._variables = Variables(definitions, external or {}, self._collect, host.now)
        self._probes = {**probes, "variable": Probe(self._variable_items)}
        self._plan = WalkPlan(host, self._probes.get, self._variables.of)
        self._collector = Collector(
            host,
            definitions,
            self._probes,
            self._variables.of,
            lambda query: self._plan.results(self._collector, query),
        )
        self._tests: dict[str, Outcome] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._open: list[str] = []

    def prepare(self, ids: Iterable[str]) -> None:
        """Plan and make the one shared walk for these definitions. Takes seconds on a large
        host."""
        walk_together(self._host, [self.rounds(ids)])

    def rounds(self, ids: Iterable[str]) -> Rounds:
        """The walks that these definitions need, to be made together with other evaluators'."""
        reach = Reach(self._definitions)
        reach.definitions(ids)
        objects = reach.objects.values()
        return self._plan.rounds(self._collector, objects, reach.exhaustive, self._behind)

    def _behind(self, subject: Object) -> Iterable[Object]:
        reach = Reach(self._definitions)
        reach.behind(subject)
        return reach.objects.values()

    def verdict(self, definition_id: str, *, evidence: bool = True) -> Verdict:
        """Evaluate one definition. An id that the content lacks comes out as error."""
        try:
            known = self._definition(definition_id)
        except RecursionError:  # nothing on the way there was remembered
            known = _error(f"definition {definition_id} leads to too many others in a row")
            self._outcomes[definition_id] = known
        return Verdict(
            definition_id,
            known.result,
            "; ".join(known.reasons),
            known.needs_privilege,
            tuple(make() for make in known.evidence) if evidence else (),
        )

    def definitions(self) -> Mapping[str, Result]:
        """The result of each definition that was evaluated, also those that others extend."""
        return {definition: known.result for definition, known in self._outcomes.items()}

    def tests(self) -> Mapping[str, Result]:
        """The result of each test that was evaluated."""
        return {test: known.result for test, known in self._tests.items()}

    def reasons(self) -> Mapping[str, tuple[str, ...]]:
        """Why tests that were evaluated are neither true nor false, where that is known."""
        return {test: known.reasons for test, known in self._tests.items() if known.reasons}

    def _collect(self, object_id: str) -> Collected:
        return self._collector.collect(object_id)

    def _variable_items(self, query: Query, _host: Host) -> Iterator[Item | Gap]:
        """ind-def:variable_object: an item with all values of the variable."""
        for name in query.literals("var_ref") or ():
            try:
                values = self._variables.values(name)
            except FaultError as error:
                yield Gap(str(error), error=True)
                continue
            except NoValueError as error:
                if error.broken:
                    yield Item({"var_ref": name})
                continue
            yield Item({"var_ref": name, "value": values})

    def _definition(self, definition_id: str) -> Outcome:
        if definition_id in self._open:
            return _error(f"definition {definition_id} extends itself")
        if definition_id not in self._outcomes:
            self._open.append(definition_id)
            try:
                self._outcomes[definition_id] = self._evaluate(definition_id)
            finally:
                self._open.pop()
        return self._outcomes[definition_id]

    def _evaluate(self, definition_id: str) -> Outcome:
        definition = self._definitions.definitions.get(definition_id)
        if definition is None:
            return _error(f"there is no definition {definition_id}")
        if definition.criteria is None:
            return Outcome(Result.NOT_EVALUATED, reasons=("the definition has no criteria",))
        return self._criteria(definition.criteria)

    def _criteria(self, criteria: Criteria) -> Outcome:
        parts = [self._operand(operand) for operand in criteria.operands]
        result = negate(operate(criteria.operator, (p.result for p in parts)), criteria.negate)
        undecided = [part for part in parts if part.result not in DECIDED]
        evidence = dict.fromkeys(each for part in parts for each in part.evidence)
        if result in DECIDED:
            return Outcome(result, tuple(evidence))
        reasons = dict.fromkeys(reason for part in undecided for reason in part.reasons)
        return Outcome(
            result,
            tuple(evidence),
            tuple(reasons)[:MAX_REASONS],
            any(part.needs_privilege for part in undecided),
        )

    def _operand(self, operand: Criteria | Criterion | ExtendDefinition) -> Outcome:
        if isinstance(operand, Criteria):
            return self._criteria(operand)
        if isinstance(operand, ExtendDefinition):
            return _negated(self._definition(operand.definition), operand.negate)
        return _negated(self._test(operand.test), operand.negate)

    def _test(self, test_id: str) -> Outcome:
        if test_id not in self._tests:
            try:
                self._tests[test_id] = self._assess(test_id)
            except MissingError as error:
                self._tests[test_id] = _error(str(error))
        return self._tests[test_id]

    def _assess(self, test_id: str) -> Outcome:
        test = self._definitions.tests.get(test_id)
        if test is not None and test.type == "unknown":  # ind-def:unknown_test has no object
            return Outcome(Result.UNKNOWN, reasons=(f"{test_id} is a test that nobody can make",))
        subject = self._definitions.objects.get(test.object) if test else None
        if test is None or subject is None:
            raise MissingError(f"there is no test {test_id}, or its object is missing")
        if subject.set is None and subject.type not in self._probes:
            reason = f"objects of type {subject.type} cannot be collected yet"
            return Outcome(Result.NOT_EVALUATED, reasons=(reason,))
        parts = Parts(
            subject,
            [self._collector.state(state) for state in test.states],
            self._collector.states_of(subject.filters),
        )
        collected = self._collect(test.object)
        return outcome(test, parts, collected, self._variables.of, self._variables.told)


def _negated(part: Outcome, negated: bool) -> Outcome:
    result = negate(part.result, negated)
    return Outcome(result, part.evidence, part.reasons, part.needs_privilege)


def _error(reason: str) -> Outcome:
    return Outcome(Result.ERROR, reasons=(reason,))
