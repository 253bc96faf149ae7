"""linux-def:systemdunitdependency_object -> linux-sys:systemdunitdependency_item.

Dependencies are what a unit requires or wants, followed through all levels, as oscap follows them.
"""

from collections.abc import Iterator

from incisor.host import Host, Units
from incisor.oval.item import Item, Query


def collect(query: Query, host: Host) -> Iterator[Item]:
    """An item for each asked unit that exists."""
    units = host.units()
    for unit in sorted(units.properties):
        if query.matches("unit", unit):
            yield Item({"unit": unit, "dependency": closure(units, unit)})


def closure(units: Units, unit: str) -> tuple[str, ...]:
    """All units that the unit pulls in; each once, in the order of their discovery."""
    seen: dict[str, None] = {}
    ahead = list(reversed(units.dependencies.get(unit, ())))
    while ahead:
        each = ahead.pop()
        if each not in seen and each != unit:
            seen[each] = None
            ahead += reversed(units.dependencies.get(each, ()))
    return tuple(seen)
