"""What an evaluation of some definitions will touch: their tests, and the objects behind those."""

from collections.abc import Iterable
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Reach:
    """Objects by id; `exhaustive` are those of which every item counts and not only how many."""

    content: Definitions
    objects: dict[str, Object] = field(default_factory=dict)
    exhaustive: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def definitions(self, ids: Iterable[str]) -> None:
        """Follow definitions, also those that they extend."""
        for each in ids:
            definition = self.content.definitions.get(each)
            if definition and definition.criteria and self._first("definition " + each):
                self._criteria(definition.criteria)

    def _first(self, key: str) -> bool:
        fresh = key not in self._seen
        self._seen.add(key)
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
        if test is None:
            return
        self._object(test.object, exhaustive=bool(test.states))
        for state in test.states:
            self._state(state)

    def _object(self, object_id: str, *, exhaustive: bool) -> None:
        if exhaustive:
            self.exhaustive.add(object_id)
        subject = self.content.objects.get(object_id)
        if subject is None or not self._first(f"object {exhaustive} {object_id}"):
            return
        self.objects[object_id] = subject
        self._entities(subject.entities)
        self._filters(subject.filters)
        if subject.set is not None:
            self._set(subject.set)

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
        self._entities(state.entities if state else ())

    def _entities(self, entities: Iterable[Entity]) -> None:
        for entity in entities:
            if entity.variable is not None:
                self._variable(entity.variable)

    def _variable(self, variable_id: str) -> None:
        variable = self.content.variables.get(variable_id)
        if variable and variable.component and self._first("variable " + variable_id):
            self._component(variable.component)

    def _component(self, component: Component) -> None:
        if isinstance(component, ObjectComponent):
            self._object(component.object, exhaustive=True)
        elif isinstance(component, VariableComponent):
            self._variable(component.variable)
        elif isinstance(component, Function):
            for argument in component.arguments:
                self._component(argument)
