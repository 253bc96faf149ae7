"""The functions of local variables (OVAL definitions schema, FunctionGroup), on lists of values.

Each takes its arguments' values, in order, and the element's attributes, and gives the values of
the result. Several values of several arguments combine as a Cartesian product, the last argument
turning fastest. FunctionError says why there is no value.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial, wraps
from itertools import product
from typing import Final, TypeAlias

from incisor.oval.patterns import PatternError, compiled, found

Values: TypeAlias = tuple[str, ...]
Arguments: TypeAlias = Sequence[Values]
Parameters: TypeAlias = Mapping[str, str]

Function: TypeAlias = Callable[[Arguments, Parameters], Values]

MAX_VALUES: Final = 100_000
"""Values that one function may give: beyond this a product of lists only fills memory."""

MAX_CHARACTERS: Final = 8 * 1024 * 1024
"""Of all its values together: as much as is read of one file."""

SPECIAL: Final = frozenset("^$\\.[](){}*+?|")
"""What escape_regex escapes: the characters that the schema's documentation lists."""

WINDOWS_EPOCH_S: Final = 11_644_473_600
"""Seconds from 1601, where win_filetime begins, to 1970."""


class FunctionError(ValueError):
    """A function cannot give a value."""


class BoundError(FunctionError):
    """A function would give more than is held."""


def bounded(function: Callable[[Arguments, Parameters], Iterable[str]]) -> Function:
    """The function, whose values are counted as they come."""

    @wraps(function)
    def counted(arguments: Arguments, parameters: Parameters) -> Values:
        values: list[str] = []
        characters = 0
        for value in function(arguments, parameters):
            characters += len(value)
            if len(values) >= MAX_VALUES or characters > MAX_CHARACTERS:
                raise BoundError(_MORE)
            values.append(value)
        return tuple(values)

    return counted


_MORE: Final = f"more than {MAX_VALUES} values or {MAX_CHARACTERS} characters"


@bounded
def concat(arguments: Arguments, _: Parameters) -> Iterator[str]:
    """Every combination of the arguments' values, joined."""
    for parts in product(*arguments):
        if sum(map(len, parts)) > MAX_CHARACTERS:
            raise BoundError(_MORE)
        yield "".join(parts)


@bounded
def begin(arguments: Arguments, parameters: Parameters) -> Iterator[str]:
    """Each value, made to begin with `character`."""
    start = parameters.get("character", "")
    return (value if value.startswith(start) else start + value for value in arguments[0])


@bounded
def end(arguments: Arguments, parameters: Parameters) -> Iterator[str]:
    """Each value, made to end with `character`."""
    stop = parameters.get("character", "")
    return (value if value.endswith(stop) else value + stop for value in arguments[0])


@bounded
def split(arguments: Arguments, parameters: Parameters) -> Iterator[str]:
    """The parts of each value between `delimiter`s."""
    delimiter = parameters.get("delimiter", "")
    for value in arguments[0]:
        yield from value.split(delimiter, MAX_VALUES) if delimiter else (value,)


def substring(arguments: Arguments, parameters: Parameters) -> Values:
    """`substring_length` characters from `substring_start` (from 1); negative: to the end."""
    start = max(_whole(parameters, "substring_start"), 1) - 1
    length = _whole(parameters, "substring_length")
    if any(start >= len(value) for value in arguments[0]):
        raise FunctionError(f"substring: a value has no character {start + 1}")
    stop = None if length < 0 else start + length
    return tuple(value[start:stop] for value in arguments[0])


@bounded
def regex_capture(arguments: Arguments, parameters: Parameters) -> Iterator[str]:
    """The first group of `pattern` in each value; the empty text where it does not match."""
    pattern = parameters.get("pattern", "")
    try:
        for value in arguments[0]:
            yield _first_group(pattern, value)
    except PatternError as error:
        raise FunctionError(f"regex_capture: {error}") from None


@bounded
def escape_regex(arguments: Arguments, _: Parameters) -> Iterator[str]:
    """Each value as a pattern that matches just it."""
    return ("".join(map(_escaped, value)) for value in arguments[0])


@bounded
def glob_to_regex(arguments: Arguments, parameters: Parameters) -> Iterator[str]:
    """Each glob as a pattern; with glob_noescape a backslash is an ordinary character."""
    literal = parameters.get("glob_noescape", "false") in ("true", "1")
    return (_glob(value, literal) for value in arguments[0])


@bounded
def arithmetic(arguments: Arguments, parameters: Parameters) -> Iterator[str]:
    """Sums or products of every combination, as integers unless one is not."""
    operation = OPERATIONS.get(parameters.get("arithmetic_operation", ""))
    if operation is None:
        raise FunctionError("arithmetic: arithmetic_operation must be add or multiply")
    numbers = [[_number(value) for value in values] for values in arguments]
    return (_printed(operation(combination)) for combination in product(*numbers))


def count(arguments: Arguments, _: Parameters) -> Values:
    """How many values there are."""
    return (str(sum(map(len, arguments))),)


def unique(arguments: Arguments, _: Parameters) -> Values:
    """Each value once, in the order of first appearance."""
    return tuple(dict.fromkeys(value for values in arguments for value in values))


def time_difference(arguments: Arguments, parameters: Parameters, now: datetime) -> Values:
    """Seconds from the second argument's times to the first's; a single one counts from now.

    oscap prints a difference below zero as an unsigned number, cut off after fifteen digits, and
    published content finds times that lie in the future by its size.
    """
    return bounded(partial(_time_differences, now))(arguments, parameters)


def _time_differences(now: datetime, arguments: Arguments, parameters: Parameters) -> Iterator[str]:
    first = parameters.get("format_1", "year_month_day")
    second = parameters.get("format_2", "year_month_day")
    if len(arguments) == 1:
        moment = int(now.timestamp())
        return (_difference(moment - _seconds(text, second)) for text in arguments[0])
    return (
        _difference(_seconds(one, first) - _seconds(other, second))
        for one, other in product(*arguments)
    )


def _difference(seconds: int) -> str:
    return str(seconds % 2**64)[:15]


FUNCTIONS: Final[Mapping[str, Function]] = {
    "arithmetic": arithmetic,
    "begin": begin,
    "concat": concat,
    "count": count,
    "end": end,
    "escape_regex": escape_regex,
    "glob_to_regex": glob_to_regex,
    "regex_capture": regex_capture,
    "split": split,
    "substring": substring,
    "unique": unique,
}
"""All but time_difference, which is given the time."""


def _add(numbers: Sequence[float]) -> float:
    return sum(numbers)


def _multiply(numbers: Sequence[float]) -> float:
    result: float = 1
    for number in numbers:
        result *= number
    return result


OPERATIONS: Final[Mapping[str, Callable[[Sequence[float]], float]]] = {
    "add": _add,
    "multiply": _multiply,
}


def _first_group(pattern: str, value: str) -> str:
    match = next(found(compiled(pattern), value), None)
    return str(match.group(1) or "") if match and match.re.groups else ""


def _escaped(character: str) -> str:
    return "\\" + character if character in SPECIAL else character


def _glob(glob: str, literal_backslash: bool) -> str:
    """One glob, character by character; an open bracket without its end stands for itself."""
    made, at = ["^"], 0
    while at < len(glob):
        character = glob[at]
        if character == "\\" and not literal_backslash and at + 1 < len(glob):
            made.append(_escaped(glob[at + 1]))
            at += 2
            continue
        stop = glob.find("]", at + 2) if character == "[" else -1
        made.append(_bracket(glob[at + 1 : stop]) if stop > 0 else _wild(character, at))
        at = stop + 1 if stop > 0 else at + 1
    return "".join([*made, "$"])


def _wild(character: str, at: int) -> str:
    """`*` and `?` stay within a path component, and a leading one matches no leading dot."""
    if character in "*?":
        many = "*" if character == "*" else ""
        return ("(?=[^.])" if at == 0 else "") + f"[^/]{many}"
    return _escaped(character)


def _bracket(inside: str) -> str:
    """A bracket expression; `!` negates in a glob."""
    negated = inside.startswith("!")
    return f"[{'^' if negated else ''}{inside[negated:]}]"


def _whole(parameters: Parameters, name: str) -> int:
    try:
        return int(parameters[name])
    except (KeyError, ValueError):
        raise FunctionError(f"{name} must be a whole number") from None


def _number(text: str) -> float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise FunctionError(f"{text!r} is no number") from None


def _printed(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:g}"


def _seconds(text: str, form: str) -> int:
    """A time in one of the schema's formats, in epoch seconds; without a zone it is UTC."""
    try:
        if form == "seconds_since_epoch":
            return int(text)
        if form == "win_filetime":
            return int(text, 0) // 10_000_000 - WINDOWS_EPOCH_S
        layouts = LAYOUTS[form]
    except (KeyError, ValueError):
        raise FunctionError(f"time_difference: {text!r} is no {form}") from None
    for layout in layouts:
        try:
            return int(datetime.strptime(text.strip(), layout).replace(tzinfo=UTC).timestamp())
        except ValueError:
            continue
    raise FunctionError(f"time_difference: {text!r} is no {form}")


def _layouts(*dates: str) -> tuple[str, ...]:
    """Each date with and without a time of day."""
    return tuple(date + time for date in dates for time in (" %H:%M:%S", ""))


LAYOUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "year_month_day": ("%Y%m%dT%H%M%S", "%Y%m%d", *_layouts("%Y/%m/%d", "%Y-%m-%d")),
    "month_day_year": _layouts("%m/%d/%Y", "%m-%d-%Y", "%B, %d %Y", "%b %d %Y"),
    "day_month_year": _layouts("%d/%m/%Y", "%d-%m-%Y"),
}
