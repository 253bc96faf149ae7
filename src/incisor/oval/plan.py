"""The shared walk's plan: all objects of all chosen definitions that look below a directory.

Each becomes a walk request. Its filters are evaluated first on what (mode, uid, gid) alone settle:
with everything else unknown, an outcome that drops the item drops every such file, so that items
are built for survivors only.
"""

import stat
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from itertools import islice

from msgspec.structs import replace

from incisor.host import KEPT, FileStat, Host, Match, WalkRequest, WalkResult
from incisor.oval.collect import MAX_ITEMS, Collector, MissingError, anonymous
from incisor.oval.item import Probe
from incisor.oval.model import Entity, FilterAction, Object, Operation, Result, State, Value
from incisor.oval.patterns import PatternError
from incisor.oval.query import (
    BoundQuery,
    QueryError,
    file_systems,
    pruner,
    recurses,
    seeker,
    walk_roots,
)
from incisor.oval.states import NoValueError, keeps

PLACES = frozenset({"filepath", "path", "filename"})
_READABLE = frozenset({stat.S_IFREG, stat.S_IFLNK})
_Filters = Sequence[tuple[FilterAction, State]]

Behind = Callable[[Object], Iterable[Object]]
Rounds = Generator[list[WalkRequest], Sequence[WalkResult], None]
"""Gives the requests of a round, is sent their results, and then gives those of the next."""


def walk_together(host: Host, plans: Iterable[Rounds]) -> None:
    """Make the walks of all plans: those of one round are one walk."""
    waiting = [(plan, next(plan)) for plan in plans]
    while waiting:
        requests = [request for _, wanted in waiting for request in wanted]
        results = iter(host.walk(requests) if requests else ())
        following: list[tuple[Rounds, list[WalkRequest]]] = []
        for plan, wanted in waiting:
            try:
                following.append((plan, plan.send(list(islice(results, len(wanted))))))
            except StopIteration:
                continue
        waiting = following


class WalkPlan:
    """Walks for objects, all at once if they are planned and one by one if they turn up later."""

    def __init__(
        self,
        host: Host,
        probe_of: Callable[[str], Probe | None],
        values: Callable[[Entity], tuple[Value, ...]],
    ) -> None:
        self._host = host
        self._probe_of = probe_of
        self._values = values
        self._counted: set[Object] = set()
        self._results: dict[Object, list[WalkResult]] = {}
        self._faults: dict[Object, Exception] = {}

    def rounds(
        self,
        collector: Collector,
        objects: Iterable[Object],
        exhaustive: Iterable[str],
        behind: Behind,
    ) -> Rounds:
        """What to walk for these objects, in the first round and in the second. Only of those in
        `exhaustive` every item matters.

        Later are objects that the items of other walks decide: what they ask for, or what of it is
        kept. `behind` gives the objects that an object's variables and filters lead to.
        """
        named = {each.id: each for each in objects if each.set is None}
        full = {anonymous(named[each]) for each in exhaustive if each in named}
        self._counted = {anonymous(each) for each in named.values()} - full
        placed = [each for each in named.values() if self._is_placed(each)]
        late = {each.id for each in placed if any(map(self._may_walk, behind(each)))}
        for later in (False, True):
            group = [each for each in placed if (each.id in late) is later]
            queries = [q for q in self._bound(collector, group) if self._is_new(q)]
            requests = self._requests(queries, collector)
            self._keep(requests, (yield list(requests.values())))

    def _is_placed(self, subject: Object) -> bool:
        probe = self._probe_of(subject.type)
        return probe is not None and bool({"filepath", "path"} & probe.parameters)

    def _may_walk(self, subject: Object) -> bool:
        """Whether collecting the object can need a walk, as far as that is known beforehand."""
        if subject.set is not None or not self._is_placed(subject):
            return False
        searched = (e for e in subject.entities if e.name in ("filepath", "path"))
        return subject.behaviors.recurse_direction == "down" or any(
            entity.operation is not Operation.EQUALS for entity in searched
        )

    def _bound(self, collector: Collector, objects: Iterable[Object]) -> Iterable[BoundQuery]:
        for each in objects:
            try:
                query = collector.bind(each)
                self._settle(each, collector)
            except (NoValueError, RecursionError):
                continue  # collecting it says so
            if walk_roots(query) is not None:
                yield query

    def _settle(self, subject: Object, collector: Collector) -> None:
        """Have the values that filters compare with before the walk is under way."""
        with suppress(MissingError):  # what is missing is told of the object
            for _, state in collector.states_of(subject.filters):
                for entity in state.entities:
                    with suppress(NoValueError):
                        self._values(entity)

    def _is_new(self, query: BoundQuery) -> bool:
        return self._place(query) not in self._results

    def _place(self, query: BoundQuery) -> Object:
        """What decides which files are found: objects that look in one place share one request."""
        subject = anonymous(query.subject)
        if self._is_final(query):
            return subject
        entities = tuple(e for e in subject.entities if e.name in PLACES)
        behaviors = replace(subject.behaviors, multiline=True, singleline=False, ignore_case=False)
        return Object("", "", entities, behaviors)

    def results(self, collector: Collector, query: BoundQuery) -> Sequence[WalkResult] | None:
        """Results for the object, walking now if nobody planned it; None if it needs no walk."""
        if not {"filepath", "path"} & set(query.entities) or walk_roots(query) is None:
            return None
        key = self._place(query)
        if key not in self._results:
            self._walk([query], collector)
        if key in self._faults:
            raise self._faults[key]
        return self._results[key]

    def _walk(self, queries: Sequence[BoundQuery], collector: Collector) -> None:
        requests = self._requests(queries, collector)
        if requests:
            self._keep(requests, self._host.walk(list(requests.values())))

    def _keep(self, requests: Iterable[Object], results: Iterable[WalkResult]) -> None:
        self._results |= {k: [r] for k, r in zip(requests, results, strict=True)}

    def _requests(
        self, queries: Sequence[BoundQuery], collector: Collector
    ) -> dict[Object, WalkRequest]:
        requests: dict[Object, WalkRequest] = {}
        for key, query in {self._place(q): q for q in queries}.items():
            try:
                filters = collector.states_of(query.subject.filters)
                requests[key] = self._request(query, filters)
            except (MissingError, ValueError) as error:
                self._faults[key] = error
                self._results[key] = []
        return requests

    def _request(self, query: BoundQuery, filters: _Filters) -> WalkRequest:
        wants, accepts = self._judges(query, filters)
        key = self._place(query)
        faults = self._faults
        sound = True

        def accepts_or_fails(directory: str, name: str, status: FileStat) -> bool:
            """A fault must not end the walk of all the others."""
            nonlocal sound
            try:
                return sound and accepts(directory, name, status)
            except (QueryError, PatternError, OSError) as error:
                faults[key] = error
                sound = False
                return False

        return WalkRequest(
            walk_roots(query) or (),
            wants,
            accepts_or_fails,
            query.behaviors.max_depth if query.behaviors.recurse_direction == "down" else -1,
            file_systems(query),
            KEPT if key in self._counted and self._is_final(query) else MAX_ITEMS,
            pruner(query),
            _within(query),
        )

    def _is_final(self, query: BoundQuery) -> bool:
        probe = self._probe_of(query.subject.type)
        return probe is not None and probe.from_walk is not None

    def _judges(
        self, query: BoundQuery, filters: _Filters
    ) -> tuple[Callable[[int, int, int], bool], Callable[[str, str, FileStat], bool]]:
        probe = self._probe_of(query.subject.type)
        from_walk = probe.from_walk if probe else None
        if from_walk is None:
            sought = seeker(query)
            return _is_readable, lambda directory, name, _status: sought(directory, name)
        host, values = self._host, self._values
        directories = not query.has("filename") and not query.has("filepath")
        known = from_walk.partial(0, 0, 0, host).fields.keys()
        settled = {e.name for _, state in filters for e in state.entities} <= known

        def wants(mode: int, uid: int, gid: int) -> bool:
            if stat.S_ISDIR(mode) != directories:
                return False
            return keeps(from_walk.partial(mode, uid, gid, host), filters, values, Result.UNKNOWN)

        sought = seeker(query)

        def accepts(directory: str, name: str, status: FileStat) -> bool:
            if not sought(directory, name):
                return False
            match = Match(directory, name, status)
            return settled or keeps(from_walk.item(match, host), filters, values)

        return wants, accepts


def _within(query: BoundQuery) -> Callable[[str], bool] | None:
    """Files that are sought by a pattern of their directory's path: no others are looked at."""
    if query.has("filepath") or not query.has("filename") or recurses(query):
        return None

    def within(directory: str) -> bool:
        try:
            return query.matches("path", directory)
        except (QueryError, PatternError):
            return True  # the file that is then looked at tells of it

    return within


def _is_readable(mode: int, _uid: int, _gid: int) -> bool:
    return stat.S_IFMT(mode) in _READABLE
