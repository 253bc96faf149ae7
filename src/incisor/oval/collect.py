"""Objects to items: binds variables, asks probes, compares items with entities and filters,
joins sets.

What is collected is remembered by what an object says, not by its id, so that objects that say the
same are collected once. Whatever goes wrong with one object stays with that object.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from incisor.host import Host, WalkResult
from incisor.oval.item import Gap, Item, Probe
from incisor.oval.model import (
    Definitions,
    Entity,
    Filter,
    FilterAction,
    Object,
    ObjectSet,
    SetOperator,
    State,
    Value,
)
from incisor.oval.patterns import PatternError
from incisor.oval.query import BoundQuery, QueryError
from incisor.oval.states import FaultError, NoValueError, keeps
from incisor.oval.tables import Flag
from incisor.oval.whole import Whole

MAX_ITEMS = 25_000
"""Items of one object that are compared with states: some 40 MB of files. More leave the object
incomplete; where only their number matters there is no such limit."""

MAX_REASONS = 5


class Collected(Struct, frozen=True):
    """oval-sc:object: the items, how many there are (more than are kept, if only their number
    matters), and why some are missing.
    """

    flag: Flag
    items: Sequence[Item] = ()
    count: int = 0
    reasons: tuple[str, ...] = ()
    needs_privilege: bool = False


class MissingError(LookupError):
    """Something that is referred to is not in the content."""


class Collector:
    """Collects the objects of one body of content from one host.

    `walked` gives the shared walk's results for an object, or None if it needs no walk. `values`
    gives an entity's stated values.
    """

    def __init__(
        self,
        host: Host,
        definitions: Definitions,
        probes: Mapping[str, Probe],
        values: Callable[[Entity], tuple[Value, ...]],
        walked: Callable[[BoundQuery], Sequence[WalkResult] | None],
    ) -> None:
        self._host = host
        self._definitions = definitions
        self._probes = probes
        self._values = values
        self._walked = walked
        self._collected: dict[Object, Collected] = {}
        self._whole: dict[str, Whole] = {}
        self._open: set[str] = set()

    def collect(self, object_id: str) -> Collected:
        """The object's items. Never raises for what the host or a probe does."""
        subject = self._definitions.objects.get(object_id)
        if subject is None:
            return Collected(Flag.ERROR, reasons=(f"there is no object {object_id}",))
        if object_id in self._open:
            return Collected(Flag.ERROR, reasons=(f"object {object_id} refers to itself",))
        key = anonymous(subject)
        if key not in self._collected:
            self._open.add(object_id)
            try:
                self._collected[key] = self._collect(subject)
            finally:
                self._open.discard(object_id)
        return self._collected[key]

    def _collect(self, subject: Object) -> Collected:
        try:
            if subject.set is not None:
                return self._combine(subject.set)
            return self._gather(subject, self.bind(subject))
        except (FaultError, MissingError, QueryError, PatternError) as error:
            return Collected(Flag.ERROR, reasons=(str(error),))
        except NoValueError as error:
            return Collected(Flag.DOES_NOT_EXIST, reasons=(str(error),))

    def bind(self, subject: Object) -> BoundQuery:
        """Fill in variables. Raises NoValueError: the object then does not exist."""
        values = {e.name: () if e.nil else self._values(e) for e in subject.entities}
        return BoundQuery(subject, values)

    def states_of(self, filters: Iterable[Filter]) -> tuple[tuple[FilterAction, State], ...]:
        """Filters with their states. Raises MissingError."""
        return tuple((each.action, self.state(each.state)) for each in filters)

    def state(self, state_id: str) -> State:
        """A state by id. Raises MissingError."""
        try:
            return self._definitions.states[state_id]
        except KeyError:
            raise MissingError(f"there is no state {state_id}") from None

    def _gather(self, subject: Object, query: BoundQuery) -> Collected:
        probe = self._probes.get(subject.type)
        if probe is None:
            return Collected(Flag.NOT_COLLECTED, reasons=(f"no probe for {subject.type}",))
        filters = self.states_of(subject.filters)
        found = _Found()
        for each in self._guarded(subject.type, probe, query):
            if isinstance(each, Gap):
                found.gaps.append(each)
            elif self._asked(each, probe, query, filters):
                found.items.append(each)
            if len(found.items) > MAX_ITEMS:
                found.gaps.append(Gap(f"more than {MAX_ITEMS} items"))
                break
        surplus = sum(r.count - len(r.kept) for r in query.walked or ())
        return found.collected(surplus if probe.from_walk else 0)

    def _guarded(self, kind: str, probe: Probe, query: BoundQuery) -> Iterator[Item | Gap]:
        """What the probe gives; a fault ends it and becomes a gap."""
        try:
            if probe.whole:
                yield from self._whole_of(kind, probe, query).of(query)
                return
            query.walked = self._walked(query)
            yield from probe.collect(query, self._host)
        except RecursionError:
            if _is_far_down():
                raise
            yield Gap(f"object {query.subject.id} leads to too many others in a row", error=True)
        except Exception as error:  # a fault of a probe must stay with its object
            yield from gap_of(error, self._host)

    def _whole_of(self, kind: str, probe: Probe, query: BoundQuery) -> Whole:
        if kind not in self._whole:
            given: list[Item | Gap] = []
            try:
                given.extend(probe.collect(query, self._host))
            except RecursionError:
                raise  # not remembered
            except Exception as error:  # as above, and remembered for all objects of the type
                given.extend(gap_of(error, self._host))
            self._whole[kind] = Whole(given)
        return self._whole[kind]

    def _asked(
        self,
        item: Item,
        probe: Probe,
        query: BoundQuery,
        filters: Sequence[tuple[FilterAction, State]],
    ) -> bool:
        for name in query.entities:
            if name not in probe.parameters and not query.matches(name, item.fields.get(name)):
                return False
        return keeps(item, filters, self._values)

    def _combine(self, union: ObjectSet) -> Collected:
        parts = [self._operand(operand) for operand in union.operands]
        filters = self.states_of(union.filters)
        kept = [
            {_identity(i): i for i in part.items if keeps(i, filters, self._values)}
            for part in parts
        ]
        items = list(_SETS[union.operator](kept).values())
        reasons = tuple(dict.fromkeys(reason for part in parts for reason in part.reasons))
        return Collected(
            _set_flag([part.flag for part in parts], items),
            items,
            len(items),
            reasons[:MAX_REASONS],
            any(part.needs_privilege for part in parts),
        )

    def _operand(self, operand: str | ObjectSet) -> Collected:
        return self.collect(operand) if isinstance(operand, str) else self._combine(operand)


class _Found:
    """Items and gaps of one object as they come."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.gaps: list[Gap] = []

    def collected(self, surplus: int) -> Collected:
        reasons = tuple(dict.fromkeys(gap.reason for gap in self.gaps))
        count = len(self.items) + surplus
        return Collected(
            self._flag(count),
            self.items,
            count,
            reasons[:MAX_REASONS],
            any(gap.needs_privilege for gap in self.gaps),
        )

    def _flag(self, count: int) -> Flag:
        if any(gap.error for gap in self.gaps):
            return Flag.ERROR
        if any(gap.foreign for gap in self.gaps):
            return Flag.NOT_APPLICABLE
        if self.gaps:
            return Flag.INCOMPLETE
        return Flag.COMPLETE if count else Flag.DOES_NOT_EXIST


def _is_far_down() -> bool:
    """Whether the stack ended because what content refers to had taken half of it already: that is
    no fault of the object, which others may come to on a shorter way."""
    from traceback import walk_stack  # hardly any scan needs it

    return sum(1 for _ in walk_stack(None)) > sys.getrecursionlimit() // 2


def gap_of(error: Exception, host: Host) -> Iterator[Gap]:
    """What an exception of a probe means: refused, not there, or broken."""
    if isinstance(error, PermissionError) and host.euid != 0:
        yield Gap(f"needs root: {error.filename or error}", needs_privilege=True)
    elif isinstance(error, (QueryError, PatternError)):
        yield Gap(str(error), error=True)
    elif not isinstance(error, FileNotFoundError):
        yield Gap(f"{type(error).__name__}: {error}", error=True)


def anonymous(subject: Object) -> Object:
    """The object without what does not change what it collects."""
    return replace(subject, id="", comment="")


def _identity(item: Item) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(item.fields.items()))


_Kept = Sequence[dict[tuple[tuple[str, object], ...], Item]]


def _union(kept: _Kept) -> Mapping[object, Item]:
    return {key: item for part in kept for key, item in part.items()}


def _intersection(kept: _Kept) -> Mapping[object, Item]:
    return {key: item for key, item in kept[0].items() if all(key in part for part in kept)}


def _complement(kept: _Kept) -> Mapping[object, Item]:
    return {key: i for key, i in kept[0].items() if not any(key in part for part in kept[1:])}


_SETS: Mapping[SetOperator, Callable[[_Kept], Mapping[object, Item]]] = {
    SetOperator.UNION: _union,
    SetOperator.INTERSECTION: _intersection,
    SetOperator.COMPLEMENT: _complement,
}

_WORST = (Flag.ERROR, Flag.NOT_COLLECTED, Flag.INCOMPLETE)


def _set_flag(flags: Sequence[Flag], items: Sequence[Item]) -> Flag:
    """The worst flag of the operands; OVAL's charts differ from this only where nothing was
    collected of a part that cannot matter.
    """
    if all(flag is Flag.NOT_APPLICABLE for flag in flags):
        return Flag.NOT_APPLICABLE
    worst = next((flag for flag in _WORST if flag in flags), None)
    return worst or (Flag.COMPLETE if items else Flag.DOES_NOT_EXIST)
