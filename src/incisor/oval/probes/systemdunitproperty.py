"""linux-def:systemdunitproperty_object -> linux-sys:systemdunitproperty_item.

LoadState, UnitFileState and ActiveState. Where systemd does not run nothing is active or inactive:
ActiveState then has no value, and the item says why. Units that are only referred to do not exist.
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Item, Problem, Query

PROPERTIES = ("ActiveState", "LoadState", "UnitFileState")


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """Every unit with each of the properties."""
    units = host.units()
    for unit, known in sorted(units.properties.items()):
        if known.get("LoadState") == "not-found":
            continue
        for name in PROPERTIES:
            if name in known:
                yield Item({"unit": unit, "property": name, "value": (known[name],)})
            elif not units.running:
                yield Item({"unit": unit, "property": name}, {"value": Problem(units.reason)})
