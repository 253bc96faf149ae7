"""Variables and their values: constants, the caller's, and what components and functions make.

A function that is not known leaves its variable without a value and says so: the object or state
that needs it is then in error, never wrong. Functions work on text; entities read it by datatype.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from incisor.oval.collect import Collected
from incisor.oval.evidence import HIDDEN
from incisor.oval.functions import FUNCTIONS, BoundError, time_difference
from incisor.oval.item import Item, RecordValue
from incisor.oval.model import (
    Component,
    Definitions,
    Entity,
    Function,
    Literal,
    ObjectComponent,
    Value,
    VariableComponent,
)
from incisor.oval.states import FaultError, NoValueError
from incisor.oval.tables import Flag
from incisor.oval.vocabulary import VOCABULARY


class Variables:
    """Values by variable id, made when first asked for."""

    def __init__(
        self,
        definitions: Definitions,
        external: Mapping[str, Sequence[Value]],
        collect: Callable[[str], Collected],
        now: Callable[[], float],
    ) -> None:
        self._definitions = definitions
        self._external = external
        self._collect = collect
        self._now = now
        self._known: dict[str, tuple[Value, ...] | NoValueError] = {}
        self._secret: set[str] = set()
        self._open: list[str] = []

    def of(self, entity: Entity) -> tuple[Value, ...]:
        """An entity's stated values. Raises NoValueError if its variable has none."""
        return entity.values if entity.variable is None else self.values(entity.variable)

    def values(self, variable_id: str) -> tuple[Value, ...]:
        """A variable's values, at least one. Raises NoValueError with the reason."""
        if variable_id not in self._known:
            self._known[variable_id] = self._settle(variable_id)
        known = self._known[variable_id]
        if isinstance(known, NoValueError):
            raise known
        return known

    def told(self, variable_id: str) -> tuple[Value, ...]:
        """Its values as people may read them. Nothing is collected for it, no secret is told."""
        variable = self._definitions.variables.get(variable_id)
        if variable is not None and variable.component is None:
            return tuple(self._evaluate(variable_id))
        known = self._known.get(variable_id)
        if variable is None or not isinstance(known, tuple):
            return ()
        return (HIDDEN,) if variable_id in self._secret else known

    def _is_secret(self, component: Component) -> bool:
        """Whether what it is made of is secret on the host; of variables that is known by then."""
        if isinstance(component, ObjectComponent):
            subject = self._definitions.objects.get(component.object)
            kind = VOCABULARY.get(subject.type) if subject else None
            field = kind.fields.get(component.item_field) if kind else None
            masked = {each.name for each in subject.entities if each.mask} if subject else set()
            return component.item_field in masked or (field is not None and field.secret)
        if isinstance(component, VariableComponent):
            return component.variable in self._secret
        return isinstance(component, Function) and any(map(self._is_secret, component.arguments))

    def _settle(self, variable_id: str) -> tuple[Value, ...] | NoValueError:
        if variable_id in self._open:
            return FaultError(f"variable {variable_id} refers to itself")
        self._open.append(variable_id)
        try:
            values = tuple(self._evaluate(variable_id))
        except NoValueError as error:
            return error
        except BoundError as error:
            return FaultError(f"variable {variable_id}: {error}")
        except (ValueError, LookupError) as error:
            return NoValueError(f"variable {variable_id}: {error}")
        finally:
            self._open.pop()
        self._note_secrecy(variable_id)
        return values or NoValueError(f"variable {variable_id} has no value")

    def _note_secrecy(self, variable_id: str) -> None:
        component = self._definitions.variables[variable_id].component
        if component is not None and self._is_secret(component):
            self._secret.add(variable_id)

    def _evaluate(self, variable_id: str) -> Sequence[Value]:
        variable = self._definitions.variables.get(variable_id)
        if variable is None:
            raise FaultError(f"there is no variable {variable_id}")
        if variable.external:
            return self._external.get(variable_id, variable.values)
        return variable.values if variable.component is None else self._made(variable.component)

    def _made(self, component: Component) -> Sequence[Value]:
        if isinstance(component, Literal):
            return (component.value,)
        if isinstance(component, VariableComponent):
            return self.values(component.variable)
        if isinstance(component, ObjectComponent):
            return self._from_items(component)
        return self._applied(component)

    def _applied(self, function: Function) -> Sequence[Value]:
        arguments = [tuple(map(str, self._made(part))) for part in function.arguments]
        parameters = dict(function.parameters)
        if function.name == "time_difference":
            return time_difference(arguments, parameters, datetime.fromtimestamp(self._now(), UTC))
        if function.name not in FUNCTIONS:
            raise FaultError(f"function {function.name} is not supported")
        return FUNCTIONS[function.name](arguments, parameters)

    def _from_items(self, component: ObjectComponent) -> list[Value]:
        collected = self._collect(component.object)
        if collected.flag in (Flag.ERROR, Flag.NOT_COLLECTED, Flag.NOT_APPLICABLE):
            reason = "; ".join(collected.reasons) or f"{component.object} is in error"
            raise NoValueError(reason, broken=True)
        found = [v for item in collected.items for v in _values_of(item, component)]
        if not found:  # oscap: whatever is made of it, even its count, has no value either
            raise NoValueError(f"{component.object}: {component.item_field} has no value")
        return found


def _values_of(item: Item, component: ObjectComponent) -> Iterator[Value]:
    """The entity's values; of records those of the component's record_field."""
    value = item.fields.get(component.item_field)
    for each in value if isinstance(value, tuple) else (value,):
        if isinstance(each, RecordValue):
            yield from dict(each.fields).get(component.record_field or "", ())
        elif each is not None:
            yield each
