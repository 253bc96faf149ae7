"""Comparing what was found with what is stated, by datatype and operation.

OPERATIONS is the table of the OVAL language specification, section 5.3.6.3.1 (datatypes and their
operations).
"""

from collections.abc import Callable, Mapping
from typing import Any

from incisor.oval import patterns
from incisor.oval.item import RecordValue
from incisor.oval.model import Datatype, Entity, Operation, Result, Value
from incisor.oval.tables import check
from incisor.oval.versions import compare_debian, compare_filesets, compare_rpm, compare_versions


class ComparisonError(ValueError):
    """The two cannot be compared: wrong datatype, or an operation that it does not have."""


def _ordered(
    order: Callable[[Any, Any], int],
) -> Mapping[Operation, Callable[[Any, Any], bool]]:
    """`found` comes first in every comparison."""
    return {
        Operation.EQUALS: lambda found, stated: order(found, stated) == 0,
        Operation.NOT_EQUAL: lambda found, stated: order(found, stated) != 0,
        Operation.GREATER_THAN: lambda found, stated: order(found, stated) > 0,
        Operation.LESS_THAN: lambda found, stated: order(found, stated) < 0,
        Operation.GREATER_THAN_OR_EQUAL: lambda found, stated: order(found, stated) >= 0,
        Operation.LESS_THAN_OR_EQUAL: lambda found, stated: order(found, stated) <= 0,
    }


def _natural(found: Any, stated: Any) -> int:
    return int(found > stated) - int(found < stated)


_EQUALITY: Mapping[Operation, Callable[[Any, Any], bool]] = {
    Operation.EQUALS: lambda found, stated: found == stated,
    Operation.NOT_EQUAL: lambda found, stated: found != stated,
}


def _by_address(found: Any, stated: Any) -> int:
    """Networks of one size have an order, others have none (ipv4_address in the schema)."""
    if found.prefixlen != stated.prefixlen:
        raise ValueError("networks of different sizes have no order")
    return _natural(found, stated)


_ADDRESS: Mapping[Operation, Callable[[Any, Any], bool]] = {
    **_ordered(_by_address),
    **_EQUALITY,
    Operation.SUBSET_OF: lambda found, stated: found.subnet_of(stated),
    Operation.SUPERSET_OF: lambda found, stated: found.supernet_of(stated),
}

OPERATIONS: Mapping[Datatype, Mapping[Operation, Callable[[Any, Any], bool]]] = {
    Datatype.STRING: {
        **_EQUALITY,
        Operation.CASE_INSENSITIVE_EQUALS: lambda found, stated: found.lower() == stated.lower(),
        Operation.CASE_INSENSITIVE_NOT_EQUAL: lambda found, stated: found.lower() != stated.lower(),
        Operation.PATTERN_MATCH: lambda found, stated: patterns.matches(stated, found),
    },
    Datatype.INT: {
        **_ordered(_natural),
        Operation.BITWISE_AND: lambda found, stated: found & stated == stated,
        Operation.BITWISE_OR: lambda found, stated: found | stated == stated,
    },
    Datatype.FLOAT: _ordered(_natural),
    Datatype.BOOLEAN: _EQUALITY,
    Datatype.BINARY: _EQUALITY,
    Datatype.VERSION: _ordered(compare_versions),
    Datatype.EVR_STRING: _ordered(compare_rpm),
    Datatype.DEBIAN_EVR_STRING: _ordered(compare_debian),
    Datatype.FILESET_REVISION: _ordered(compare_filesets),
    Datatype.IPV4_ADDRESS: _ADDRESS,
    Datatype.IPV6_ADDRESS: _ADDRESS,
}

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _boolean(value: Value) -> bool:
    return _BOOLEANS[str(value).lower()]


def _number(convert: Callable[[Value], Any]) -> Callable[[Value], Any]:
    """As strtol(3) reads it, and oscap with it: spaces ahead are skipped, and nothing may follow.
    Python would also take underscores and digits of other scripts."""

    def read(value: Value) -> Any:
        text = str(value)
        if text != text.rstrip() or "_" in text or not text.isascii():
            raise ValueError(text)
        return convert(value)

    return read


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _network(value: Value) -> Any:
    from ipaddress import ip_network  # few contents have addresses

    return ip_network(str(value), strict=False)


READ: Mapping[Datatype, Callable[[Value], Any]] = {
    Datatype.STRING: _text,
    Datatype.INT: _number(int),
    Datatype.FLOAT: _number(float),
    Datatype.BOOLEAN: _boolean,
    Datatype.BINARY: lambda value: bytes.fromhex(str(value)),
    Datatype.VERSION: _text,
    Datatype.EVR_STRING: _text,
    Datatype.DEBIAN_EVR_STRING: _text,
    Datatype.FILESET_REVISION: _text,
    Datatype.IPV4_ADDRESS: _network,
    Datatype.IPV6_ADDRESS: _network,
}
"""How a literal of each datatype is read; ValueError or KeyError if it is none."""


def holds(operation: Operation, datatype: Datatype, found: Value, stated: Value) -> bool:
    """Whether `found operation stated`. Raises ComparisonError or patterns.PatternError."""
    compare = OPERATIONS.get(datatype, {}).get(operation)
    if compare is None:
        raise ComparisonError(f"there is no operation {operation} for datatype {datatype}")
    try:
        return compare(READ[datatype](found), READ[datatype](stated))
    except patterns.PatternError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise ComparisonError(f"a value is not of datatype {datatype}") from error


def compare_value(
    entity: Entity, found: Value | RecordValue, values: tuple[Value, ...], problems: list[str]
) -> Result:
    """One found value against the stated ones, joined by var_check; faults go to `problems`."""
    results = []
    for stated in values:
        try:
            if isinstance(found, RecordValue):
                raise ComparisonError("a record has fields to compare, and no value")
            held = holds(entity.operation, entity.datatype, found, stated)
            results.append(Result.TRUE if held else Result.FALSE)
        except (ComparisonError, patterns.PatternError) as error:
            problems.append(f"{entity.name}: {error}")
            results.append(Result.ERROR)
    return check(entity.var_check, results)
