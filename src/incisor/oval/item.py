"""What a probe gives: items, and gaps where something could not be seen.

A probe is a generator `collect(query, host)`. It may give more items than the object asks for (the
collector compares every item with the object's entities and filters), but never fewer; `Query`
offers what it needs to look in few places. It raises what the host raises: a refusal or a fault
ends only this object.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from msgspec import Struct, field

from incisor.host import Host, Match
from incisor.oval.model import Behaviors, Value


class RecordValue(Struct, frozen=True):
    """A value of datatype record: named fields, each with its values. As text for people, and
    hashable, as items are told apart by what they have."""

    fields: tuple[tuple[str, tuple[Value, ...]], ...]

    def __str__(self) -> str:
        named = (f"{name}: {', '.join(map(str, values))}" for name, values in self.fields)
        return "{" + "; ".join(named) + "}"


FieldValue = Value | RecordValue | tuple[Value | RecordValue, ...] | None


class Problem(NamedTuple):
    """Why a field of an item has no value: `error` or merely `not collected`."""

    reason: str
    error: bool = False
    needs_privilege: bool = False


class Item(Struct, frozen=True):
    """oval-sc:item. A value of None means that the entity does not exist (comparisons are false);
    a field left out is unknown; a field in `problems` could not be had."""

    fields: Mapping[str, FieldValue]
    problems: Mapping[str, Problem] = field(default_factory=dict)


class Gap(NamedTuple):
    """Part of what the object asks for could not be seen: the object is incomplete, or in error;
    or `foreign`: this host can have no such items, and the object is not applicable."""

    reason: str
    needs_privilege: bool = False
    error: bool = False
    foreign: bool = False


class Query(Protocol):
    """An object as its probe sees it: entities with their variables filled in."""

    @property
    def behaviors(self) -> Behaviors:
        """OVAL's behaviors."""

    def has(self, entity: str) -> bool:
        """Whether the object has this entity, and not as nil."""

    def literals(self, entity: str) -> tuple[str, ...] | None:
        """The only values that can match, or None if that is not known beforehand."""

    def stated(self, entity: str) -> tuple[str, ...]:
        """The entity's values as they stand, whatever its operation; empty without it."""

    def prefixes(self, entity: str) -> tuple[str, ...]:
        """Text with one of which every matching value begins; ("",) if nothing is known."""

    def matches(self, entity: str, value: FieldValue) -> bool:
        """Whether an item with this value can match; true if the object does not ask by it."""

    def files(self, host: Host) -> Iterator[Match | Gap]:
        """What `filepath`, or `path` and `filename`, find; from the shared walk if they recurse."""


Collect = Callable[[Query, Host], Iterable[Item | Gap]]


class FromWalk(NamedTuple):
    """How a probe of files judges the walk's matches before they are kept.

    `partial` is the item's fields as far as (mode, uid, gid) settle them; `item` the whole item.
    """

    partial: Callable[[int, int, int, Host], Item]
    item: Callable[[Match, Host], Item]


class Probe(Struct, frozen=True):
    """`whole`: items do not depend on the query, so they are collected once for all objects.

    `parameters` are entities that the probe itself has honoured: items are not compared with them.
    """

    collect: Collect
    whole: bool = False
    parameters: frozenset[str] = frozenset()
    from_walk: FromWalk | None = None
