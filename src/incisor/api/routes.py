"""Everything that can be asked, by method and path: Inspector's operations, ours beside them."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from incisor.api.extensions import EXTENSIONS
from incisor.api.operations import OPERATIONS
from incisor.api.unserved import unserved
from incisor.wire import decode, route
from incisor.wire.model import MODEL, Operation

Labels = Mapping[str, str]


class Route(NamedTuple):
    """One thing that can be asked. `perform` gets a Visit if it is not signed, else a Call."""

    name: str
    decode: Callable[[Labels, str, bytes], Any]
    perform: Callable[[Any, Any], Awaitable[Any]]
    signed: bool = True


def find(method: str, raw_path: str) -> tuple[Route, Labels]:
    """What a request asks, with the labels of its path; raises UnknownOperationException."""
    found = PLAIN.get((method, raw_path))
    if found is not None:
        return found, NO_LABELS
    operation, labels = route.match(method, raw_path)
    return BY_NAME[operation.name], labels


def _operation(operation: Operation) -> Route:
    perform = OPERATIONS.get(operation.name) or unserved(operation.name)
    return Route(operation.name, partial(decode.request, operation), perform)


NO_LABELS: Final[Labels] = {}
BY_NAME: Final = {name: _operation(each) for name, each in MODEL.operations.items()}
PLAIN: Final[Mapping[tuple[str, str], Route]] = {
    **{(each.method, each.uri): BY_NAME[each.name] for each in MODEL.operations.values()},
    **{
        (each.method, each.path): Route(each.name, each.decode, each.perform, each.signed)
        for each in EXTENSIONS
    },
}
