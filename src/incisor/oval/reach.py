"""What an evaluation of some definitions will touch: their tests, and the objects behind those."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec import Struct, field

from incisor.oval.model import (
    Component,
    Criteria,
    Criterion,
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

    def definitions(self, ids: Iterable[str]) -> None:
        """Follow definitions, also those that they extend."""
        for each in ids:
            definition = self.content.definitions.get(each)
            if definition and self._first("definition", each) and definition.criteria:
                self._criteria(definition.criteria)

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

    def _first(self, kind: str, id_: str) -> bool:
        fresh = (kind, id_) not in self._seen
        self._seen.add((kind, id_))
        return fresh

    def _criteria(self, criteria: Criteria) -> None:
        for operand in criteria.operands:
            if isinstance(operand, Criteria):
                self._criteria(operand)
            elif isinstance(operand, ExtendDefinition):
                self.definitions((operand.definition,))
            else:
                self._criterion(operand)

    def _criterion(self, criterion: Criterion) -> None:
        test = self.content.tests.get(criterion.test)
        if test is None or not self._first("test", criterion.test):
            return
        self._object(test.object, exhaustive=bool(test.states))
        for state in test.states:
            self._state(state)

    def _object(self, object_id: str, *, exhaustive: bool) -> None:
        if exhaustive:
            self.exhaustive.add(object_id)
        subject = self.content.objects.get(object_id)
        if subject is None or not self._first(f"object {exhaustive}", object_id):
            return
        self.objects[object_id] = subject
        self.behind(subject)

    def behind(self, subject: Object) -> None:
        """Follow what an object refers to: variables, states of filters, members of a set."""
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
                self._variable(str(value))

    def _set(self, union: ObjectSet) -> None:
        self._filters(union.filters)
        for operand in union.operands:
            if isinstance(operand, ObjectSet):
                self._set(operand)
            else:
                self._object(operand, exhaustive=True)

    def _filters(self, filters: Iterable[Filter]) -> None:
        for each in filters:
            self._state(each.state)

    def _state(self, state_id: str) -> None:
        state = self.content.states.get(state_id)
        if state and self._first("state", state_id):
            self._entities(state.entities)

    def _entities(self, entities: Iterable[Entity]) -> None:
        for entity in entities:
            if entity.variable is not None:
                self._variable(entity.variable)
            self._entities(entity.fields)

    def _variable(self, variable_id: str) -> None:
        variable = self.content.variables.get(variable_id)
        if variable and self._first("variable", variable_id) and variable.component:
            self._component(variable.component)

    def _component(self, component: Component) -> None:
        if isinstance(component, ObjectComponent):
            self._object(component.object, exhaustive=True)
        elif isinstance(component, VariableComponent):
            self._variable(component.variable)
        elif isinstance(component, Function):
            for argument in component.arguments:
                self._component(argument)
