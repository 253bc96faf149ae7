"""Variables and their values: constants, the caller's, and what components and functions make.

FUNCTIONS is OVAL's function group. A function that is not in it leaves its variable without a value
and says so: the object or state that needs it is then in error, never wrong.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from itertools import product

from incisor.oval.collect import Collected
from incisor.oval.item import Item
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
from incisor.oval.patterns import compiled, found
from incisor.oval.states import NoValueError
from incisor.oval.tables import Flag

MAX_VALUES = 100_000
"""Values of one variable: `concat` multiplies, and content may ask for anything."""

Arguments = Sequence[Sequence[Value]]
Parameters = Mapping[str, str]
Values = list[Value]


def _concat(arguments: Arguments, _parameters: Parameters) -> Values:
    combinations = 1
    for argument in arguments:
        combinations *= len(argument)
    if combinations > MAX_VALUES:
        raise NoValueError(f"concat would have {combinations} values")
    return ["".join(map(str, parts)) for parts in product(*arguments)]


def _begin(arguments: Arguments, parameters: Parameters) -> Values:
    start = parameters["character"]
    return [v if str(v).startswith(start) else f"{start}{v}" for v in arguments[0]]


def _end(arguments: Arguments, parameters: Parameters) -> Values:
    end = parameters["character"]
    return [v if str(v).endswith(end) else f"{v}{end}" for v in arguments[0]]


def _split(arguments: Arguments, parameters: Parameters) -> Values:
    delimiter = parameters["delimiter"]
    return [part for v in arguments[0] for part in (str(v).split(delimiter) if delimiter else [v])]


def _substring(arguments: Arguments, parameters: Parameters) -> Values:
    start = max(int(parameters["substring_start"]), 1) - 1
    length = int(parameters["substring_length"])
    stop = None if length < 0 else start + length
    return [str(v)[start:stop] for v in arguments[0]]


def _regex_capture(arguments: Arguments, parameters: Parameters) -> Values:
    """The first group of the first match; no match gives empty text (OVAL 5.11)."""
    pattern = compiled(parameters["pattern"])
    matches = [next(found(pattern, str(value)), None) for value in arguments[0]]
    return [(m[1] or "") if m is not None and pattern.groups else "" for m in matches]


def _escape_regex(arguments: Arguments, _parameters: Parameters) -> Values:
    special = frozenset("^$\\.[](){}*+?|")
    return ["".join("\\" + c if c in special else c for c in str(v)) for v in arguments[0]]


def _arithmetic(arguments: Arguments, parameters: Parameters) -> Values:
    operate = {"add": operator.add, "multiply": operator.mul}[parameters["arithmetic_operation"]]
    totals = [_number(value) for value in arguments[0]]
    for argument in arguments[1:]:
        totals = [operate(total, _number(value)) for total in totals for value in argument]
    return [str(total) if isinstance(total, float) else total for total in totals]


def _number(value: Value) -> int | float:
    text = str(value)
    return float(text) if "." in text else int(text)


def _count(arguments: Arguments, _parameters: Parameters) -> Values:
    return [sum(map(len, arguments))]


def _unique(arguments: Arguments, _parameters: Parameters) -> Values:
    return list(dict.fromkeys(value for argument in arguments for value in argument))


FUNCTIONS: Mapping[str, Callable[[Arguments, Parameters], Values]] = {
    "concat": _concat,
    "begin": _begin,
    "end": _end,
    "split": _split,
    "substring": _substring,
    "regex_capture": _regex_capture,
    "escape_regex": _escape_regex,
    "arithmetic": _arithmetic,
    "count": _count,
    "unique": _unique,
}


class Variables:
    """Values by variable id, made when first asked for."""

    def __init__(
        self,
        definitions: Definitions,
        external: Mapping[str, Sequence[Value]],
        collect: Callable[[str], Collected],
    ) -> None:
        self._definitions = definitions
        self._external = external
        self._collect = collect
        self._known: dict[str, tuple[Value, ...] | NoValueError] = {}
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

    def _settle(self, variable_id: str) -> tuple[Value, ...] | NoValueError:
        if variable_id in self._open:
            return NoValueError(f"variable {variable_id} refers to itself")
        self._open.append(variable_id)
        try:
            values = tuple(self._evaluate(variable_id))
        except NoValueError as error:
            return error
        except (ValueError, KeyError) as error:
            return NoValueError(f"variable {variable_id}: {error}")
        finally:
            self._open.pop()
        return values or NoValueError(f"variable {variable_id} has no value")

    def _evaluate(self, variable_id: str) -> Sequence[Value]:
        variable = self._definitions.variables.get(variable_id)
        if variable is None:
            raise NoValueError(f"there is no variable {variable_id}")
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

    def _applied(self, function: Function) -> Values:
        if function.name not in FUNCTIONS:
            raise NoValueError(f"function {function.name} is not supported")
        arguments = [self._made(argument) for argument in function.arguments]
        return FUNCTIONS[function.name](arguments, dict(function.parameters))

    def _from_items(self, component: ObjectComponent) -> Values:
        collected = self._collect(component.object)
        if collected.flag in (Flag.ERROR, Flag.NOT_COLLECTED):
            raise NoValueError("; ".join(collected.reasons) or f"{component.object} is in error")
        return [v for item in collected.items for v in _values_of(item, component.item_field)]


def _values_of(item: Item, name: str) -> Sequence[Value]:
    value = item.fields.get(name)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
