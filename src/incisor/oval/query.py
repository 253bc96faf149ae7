"""An object with its variables filled in: the probe's side of it, and where its files are."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from incisor.host import FileSystems, Host, Match, WalkResult
from incisor.oval.item import FieldValue, Gap
from incisor.oval.model import Behaviors, Check, Datatype, Entity, Object, Operation, Result, Value
from incisor.oval.patterns import fixed_prefix, matches, may_continue
from incisor.oval.states import Problems, compare_field

DESCENDING = frozenset({"symlinks and directories", "directories", "files and directories"})
"""Values of `recurse` with which directories are entered. Links are never followed downwards."""


class QueryError(ValueError):
    """An entity of the object cannot be compared: a broken pattern, a wrong datatype."""


class BoundQuery:
    """Answers what `item.Query` promises."""

    def __init__(
        self,
        subject: Object,
        values: Mapping[str, tuple[Value, ...]],
        walked: Sequence[WalkResult] | None = None,
    ) -> None:
        self.subject = subject
        self.entities = {entity.name: entity for entity in subject.entities}
        self.walked = walked
        self._values = values
        simple = [e for e in subject.entities if _is_simple(e)]
        self._exact = {
            e.name: frozenset(values[e.name]) for e in simple if e.operation is Operation.EQUALS
        }
        self._pattern = {
            e.name: str(e.values[0])
            for e in simple
            if e.operation is Operation.PATTERN_MATCH and len(e.values) == 1
        }

    @property
    def behaviors(self) -> Behaviors:
        """The object's behaviors."""
        return self.subject.behaviors

    def has(self, entity: str) -> bool:
        """Whether there is such an entity with a value."""
        return entity in self.entities and not self.entities[entity].nil

    def exact(self) -> Mapping[str, str]:
        """Entities that must have this one text, of those that have text at all."""
        return {
            name: str(value)
            for name, values in self._exact.items()
            if len(values) == 1
            for value in values
        }

    def literals(self, entity: str) -> tuple[str, ...] | None:
        """Values of an `equals`."""
        asked = self.entities.get(entity)
        if asked is None or asked.nil or asked.operation is not Operation.EQUALS:
            return None
        if asked.var_check is Check.NONE_SATISFY:
            return None
        return tuple(dict.fromkeys(str(value) for value in self._values[entity]))

    def prefixes(self, entity: str) -> tuple[str, ...]:
        """Literal beginnings of an `equals` or a `pattern match`."""
        literals = self.literals(entity)
        if literals is not None:
            return literals
        asked = self.entities.get(entity)
        if asked is None or asked.operation is not Operation.PATTERN_MATCH:
            return ("",)
        if asked.var_check is Check.NONE_SATISFY:
            return ("",)
        return tuple(dict.fromkeys(fixed_prefix(str(v)) for v in self._values[entity]))

    def matches(self, entity: str, value: FieldValue) -> bool:
        """Compares; raises QueryError if that is not possible."""
        if isinstance(value, str):  # the short cuts are for names of packages and files
            if entity in self._exact:
                return value in self._exact[entity]
            if entity in self._pattern:
                pattern = self._pattern[entity]
                return value.startswith(fixed_prefix(pattern)) and matches(pattern, value)
        asked = self.entities.get(entity)
        if asked is None:
            return True
        problems = Problems()
        result = compare_field(asked, value, self._stated, problems)
        if result is Result.ERROR:
            raise QueryError("; ".join(problems.reasons))
        return result is Result.TRUE

    def stated(self, entity: str) -> tuple[str, ...]:
        """The values as text."""
        return tuple(dict.fromkeys(str(value) for value in self._values.get(entity, ())))

    def _stated(self, entity: Entity) -> tuple[Value, ...]:
        return self._values[entity.name]

    def files(self, host: Host) -> Iterator[Match | Gap]:
        """From the walk if there was one, else by looking right there."""
        if self.walked is None:
            yield from located(self, host)
            return
        for result in self.walked:
            yield from result.kept
            if result.unreadable:
                samples = ", ".join(result.unreadable_samples)
                cause = "needs root: " if host.euid != 0 else ""
                reason = f"{cause}{result.unreadable} directories could not be read: {samples}"
                yield Gap(reason, needs_privilege=host.euid != 0)


def _is_simple(entity: Entity) -> bool:
    """Whether a text matches just if one of the values does."""
    return (
        entity.datatype is Datatype.STRING
        and not entity.nil
        and (entity.var_check is Check.AT_LEAST_ONE or len(entity.values) == 1)
        and entity.var_check is not Check.NONE_SATISFY
    )


def recurses(query: BoundQuery) -> bool:
    """Whether the behaviors make the object look below its paths."""
    behaviors = query.behaviors
    return (
        behaviors.recurse_direction == "down"
        and behaviors.max_depth != 0
        and behaviors.recurse in DESCENDING
        and query.literals("path") is not None
    )


def walk_roots(query: BoundQuery) -> tuple[str, ...] | None:
    """Directories at which a walk for the query starts, or None if it needs none."""
    if recurses(query):
        return _named(query, "path")
    asked = "filepath" if query.has("filepath") else "path"
    if query.literals(asked) is not None or not query.has(asked):
        return None
    directories = dict.fromkeys(map(_directory, query.prefixes(asked)))
    return tuple(directory for directory in directories if is_absolute(directory))


def file_systems(query: BoundQuery) -> FileSystems:
    """How far the walk goes. A pattern that is bound to no directory stays on local file systems:
    nobody means to list all of /proc or of a network share by it.
    """
    if not recurses(query) and "/" in (walk_roots(query) or ()):
        return FileSystems.LOCAL
    return FileSystems(query.behaviors.recurse_file_system)


def seeker(query: BoundQuery) -> Callable[[str, str], bool]:
    """A predicate on (directory, name): whether the entities ask for this file. An empty name
    stands for the directory itself.

    A `path` without `filename` asks for directories, one with it for all that is not a directory.
    A literal `filepath` may also name a directory, which OVAL forbids and authors write.
    """
    if query.has("filepath"):
        return _filepath_seeker(query)
    return _path_seeker(query)


def _filepath_seeker(query: BoundQuery) -> Callable[[str, str], bool]:
    literal = query.literals("filepath") is not None

    def sought(directory: str, name: str) -> bool:
        if not name:
            return literal and query.matches("filepath", directory)
        return query.matches("filepath", directory.rstrip("/") + "/" + name)

    return sought


def _path_seeker(query: BoundQuery) -> Callable[[str, str], bool]:
    """Entries come directory by directory: what a path is worth is found out once for each."""
    named = query.has("filename")
    recursing = recurses(query)
    at = ("", recursing)

    def sought(directory: str, name: str) -> bool:
        nonlocal at
        if named != bool(name):
            return False
        if not recursing and at[0] != directory:
            at = (directory, query.matches("path", directory))
        return at[1] and (not name or query.matches("filename", name))

    return sought


def pruner(query: BoundQuery) -> Callable[[str], bool] | None:
    """A predicate on directories: whether something in or below one may be asked for. None if the
    query says nothing about that.

    A pattern that begins with a slash is meant from the root: here, and only here, it counts as
    anchored, as it does in oscap.
    """
    asked = "filepath" if query.has("filepath") else "path"
    entity = query.entities.get(asked)
    if recurses(query) or entity is None or entity.operation is not Operation.PATTERN_MATCH:
        return None
    if entity.var_check is Check.NONE_SATISFY:
        return None
    stated = query.stated(asked)
    patterns = [f"^{each}" if each.startswith("/") else each for each in stated]
    if not all(pattern.startswith("^") for pattern in patterns):
        return None

    def enters(directory: str) -> bool:
        below = directory.rstrip("/") + "/"
        return any(
            may_continue(pattern, below) or (asked == "path" and may_continue(pattern, directory))
            for pattern in patterns
        )

    return enters


def located(query: BoundQuery, host: Host) -> Iterator[Match]:
    """Files of an object that names its paths and does not recurse downwards."""
    for path in _named(query, "filepath"):
        yield from _at(host, path)
    for path in _named(query, "path"):
        for directory in _upwards(path, query.behaviors):
            yield from _in(query, host, directory)


def _in(query: BoundQuery, host: Host, directory: str) -> Iterator[Match]:
    if not query.has("filename"):
        yield from (found for found in _at(host, directory) if not found.name)
        return
    names = query.literals("filename")
    if names is None:
        try:
            listed = host.list(directory)
        except (FileNotFoundError, NotADirectoryError):
            return
        names = tuple(name for name in listed if query.matches("filename", name))
    for name in names:
        status = host.stat(f"{directory.rstrip('/')}/{name}")
        if status and not _is_directory(status.mode):
            yield Match(directory, name, status)


def _at(host: Host, path: str) -> Iterator[Match]:
    status = host.stat(path)
    if status is None:
        return
    if _is_directory(status.mode):
        yield Match(path, "", status)
        return
    directory, _, name = path.rpartition("/")
    yield Match(directory or "/", name, status)


def _upwards(path: str, behaviors: Behaviors) -> Iterator[str]:
    yield path
    left = behaviors.max_depth if behaviors.recurse_direction == "up" else 0
    while left and path != "/":
        path = path.rpartition("/")[0] or "/"
        left -= 1
        yield path


def _is_directory(mode: int) -> bool:
    return mode & 0o170000 == 0o040000


def _named(query: BoundQuery, entity: str) -> tuple[str, ...]:
    """Paths that the entity names. An empty one, such as a user without a home has, is none; nor is
    a relative one, which means another file wherever a scan is started."""
    named = query.literals(entity) or ()
    return tuple(path.rstrip("/") or "/" for path in named if is_absolute(path))


def is_absolute(path: str) -> bool:
    """Whether a host may be asked for the path."""
    return path.startswith("/") and "\0" not in path


def _directory(prefix: str) -> str:
    return prefix.rpartition("/")[0] or "/"
