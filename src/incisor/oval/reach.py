"""What an evaluation of some definitions will touch: their tests, and the objects behind those.

References are followed one after the other, not one within the other: content may have any number
of them in a row.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from msgspec import Struct, field

from incisor.oval.model import (
    Component,
    Criteria,
    Definitions,
    Entity,
    ExtendDefinition,
    Filter,
    Function,
    Object,
    ObjectComponent,
    ObjectSet,
    VariableComponent,
)

Member = TypeVar("Member")


class Reach(Struct):
    """Objects by id; `exhaustive` are those of which every item counts and not only how many."""

    content: Definitions
    objects: dict[str, Object] = field(default_factory=dict)
    exhaustive: set[str] = field(default_factory=set)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _ahead: list[tuple[Callable[[str], None], str]] = field(default_factory=list)

    def definitions(self, ids: Iterable[str]) -> None:
        """Follow definitions, also those that they extend."""
        for each in ids:
            self._later("definition", each, self._definition)
            self._follow()

    def behind(self, subject: Object) -> None:
        """Follow what an object refers to: variables, states of filters, members of a set."""
        self._behind(subject)
        self._follow()

    def _later(self, kind: str, id_: str, follow: Callable[[str], None]) -> None:
        if (kind, id_) not in self._seen:
            self._seen.add((kind, id_))
            self._ahead.append((follow, id_))

    def _follow(self) -> None:
        while self._ahead:
            follow, id_ = self._ahead.pop()
            follow(id_)

    def closure(self) -> Definitions:
        """Only what was reached."""
        content = self.content
        return Definitions(
            self._reached("definition", content.definitions),
            self._reached("test", content.tests),
            dict(self.objects),
            self._reached("state", content.states),
            self._reached("variable", content.variables),
        )

    def _reached(self, kind: str, members: Mapping[str, Member]) -> dict[str, Member]:
        return {id_: each for id_, each in members.items() if (kind, id_) in self._seen}

    def _definition(self, definition_id: str) -> None:
        definition = self.content.definitions.get(definition_id)
        if definition and definition.criteria:
            self._criteria(definition.criteria)

    def _criteria(self, criteria: Criteria) -> None:
        for operand in criteria.operands:
            if isinstance(operand, Criteria):
                self._criteria(operand)
            elif isinstance(operand, ExtendDefinition):
                self._later("definition", operand.definition, self._definition)
            else:
                self._later("test", operand.test, self._test)

    def _test(self, test_id: str) -> None:
        test = self.content.tests.get(test_id)
        if test is None:
            return
        if test.states:
            self._later("every item", test.object, self._exhaustively)
        else:
            self._later("object", test.object, self._object)
        for state in test.states:
            self._later("state", state, self._state)

    def _exhaustively(self, object_id: str) -> None:
        self.exhaustive.add(object_id)
        self._object(object_id)

    def _object(self, object_id: str) -> None:
        subject = self.content.objects.get(object_id)
        if subject is not None:
            self.objects[object_id] = subject
            self._behind(subject)

    def _behind(self, subject: Object) -> None:
        self._entities(subject.entities)
        self._filters(subject.filters)
        if subject.type == "variable":
            self._variables_asked_for(subject)
        if subject.set is not None:
            self._set(subject.set)

    def _variables_asked_for(self, subject: Object) -> None:
        """ind-def:variable_object names its variable by value, not by var_ref."""
        for entity in subject.entities:
            for value in entity.values:
                self._later("variable", str(value), self._variable)

    def _set(self, union: ObjectSet) -> None:
        self._filters(union.filters)
        for operand in union.operands:
            if isinstance(operand, ObjectSet):
                self._set(operand)
            else:
                self._later("every item", operand, self._exhaustively)

    def _filters(self, filters: Iterable[Filter]) -> None:
        for each in filters:
            self._later("state", each.state, self._state)

    def _state(self, state_id: str) -> None:
        state = self.content.states.get(state_id)
        if state:
            self._entities(state.entities)

    def _entities(self, entities: Iterable[Entity]) -> None:
        for entity in entities:
            if entity.variable is not None:
                self._later("variable", entity.variable, self._variable)
            self._entities(entity.fields)

    def _variable(self, variable_id: str) -> None:
        variable = self.content.variables.get(variable_id)
        if variable and variable.component:
            self._component(variable.component)

    def _component(self, component: Component) -> None:
        if isinstance(component, ObjectComponent):
            self._later("every item", component.object, self._exhaustively)
        elif isinstance(component, VariableComponent):
            self._later("variable", component.variable, self._variable)
        elif isinstance(component, Function):
            for argument in component.arguments:
                self._component(argument)
