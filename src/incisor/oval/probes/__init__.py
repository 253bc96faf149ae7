"""Every object type and its probe. To add one: a module, a line here, a line in the vocabulary."""

from collections.abc import Mapping

from incisor.oval.item import Probe
from incisor.oval.probes import file

PROBES: Mapping[str, Probe] = {
    "file": Probe(
        file.collect,
        parameters=file.PARAMETERS,
        from_walk=file.FROM_WALK,
    ),
}
