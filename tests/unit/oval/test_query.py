"""incisor.oval.query: what an object asks for, and where its files are."""

from typing import Any

import pytest

from incisor.host import FileSystems, Match
from incisor.oval.model import Behaviors, Check, Datatype, Entity, Operation
from incisor.oval.query import (
    BoundQuery,
    QueryError,
    file_systems,
    located,
    recurses,
    seeker,
    walk_roots,
)
from support.content import entity, thing
from support.fakehost import FakeHost

DOWN = Behaviors(recurse_direction="down", recurse_file_system="local")
HOST = FakeHost.from_spec({"files": {"/srv/a/one": "", "/srv/a/two": "", "/srv/a/sub/x": ""}})


def query(values: dict[str, Any], behaviors: Behaviors | None = None) -> BoundQuery:
    """An object without variables."""
    subject = thing("file", values, behaviors=behaviors or Behaviors())
    return BoundQuery(subject, {e.name: e.values for e in subject.entities})


def several(name: str, check: Check, operation: Operation = Operation.EQUALS) -> Entity:
    return Entity(name, ("/a", "/b"), operation, var_check=check)


@pytest.mark.parametrize(
    ("asked", "literals", "prefixes"),
    [
        (entity("path", "/a"), ("/a",), ("/a",)),
        (entity("path", ("pattern", "^/a/b.*")), None, ("/a/b",)),
        (entity("path", None), None, ("",)),
        (several("path", Check.AT_LEAST_ONE), ("/a", "/b"), ("/a", "/b")),
        (several("path", Check.NONE_SATISFY), None, ("",)),
        (several("path", Check.NONE_SATISFY, Operation.PATTERN_MATCH), None, ("",)),
        (Entity("path", ("/a",), Operation.NOT_EQUAL), None, ("",)),
    ],
)
def test_probes_learn_the_only_values_that_can_match(
    asked: Entity, literals: tuple[str, ...] | None, prefixes: tuple[str, ...]
) -> None:
    """Literals of an equals, the fixed beginning of a pattern, nothing of anything else."""
    found = query({"path": asked})
    assert found.literals("path") == literals
    assert found.prefixes("path") == prefixes


@pytest.mark.parametrize(
    ("asked", "value", "expected"),
    [
        (entity("x", "a"), "a", True),
        (entity("x", ("pattern", "^a")), "ab", True),
        (entity("x", ("pattern", "^a")), "b", False),
        (several("x", Check.AT_LEAST_ONE), "/b", True),
        (several("x", Check.NONE_SATISFY), "/b", False),
        (several("x", Check.NONE_SATISFY), "/c", True),
        (several("x", Check.ALL), "/a", False),
        (entity("x", 5), 5, True),
        (entity("x", None), None, True),
        (entity("x", None), "a", False),
        (entity("x", "a"), None, False),
    ],
)
def test_an_item_matches_if_its_entity_does(asked: Entity, value: Any, expected: bool) -> None:
    """Short cuts and the general comparison agree; an entity that is not asked always matches."""
    found = query({"x": asked})
    assert found.matches("x", value) is expected
    assert found.matches("y", value) is True


def test_what_cannot_be_compared_ends_the_object() -> None:
    """A wrong datatype is not just false."""
    asked = Entity("x", ("many",), datatype=Datatype.INT)
    with pytest.raises(QueryError, match="datatype"):
        query({"x": asked}).matches("x", 5)


@pytest.mark.parametrize(
    ("values", "behaviors", "roots"),
    [
        ({"path": "/srv", "filename": ("pattern", ".")}, DOWN, ("/srv",)),
        ({"path": "/srv/", "filename": None}, DOWN, ("/srv",)),
        ({"path": "/srv"}, Behaviors(recurse_direction="down", max_depth=0), None),
        ({"path": "/srv"}, Behaviors(recurse_direction="down", recurse="symlinks"), None),
        ({"path": "/srv"}, Behaviors(recurse_direction="up"), None),
        ({"filepath": "/srv/x"}, Behaviors(), None),
        ({"filepath": ("pattern", "^/srv/a/.*")}, Behaviors(), ("/srv/a",)),
        ({"filepath": ("pattern", "^/srv/ab")}, Behaviors(), ("/srv",)),
        ({"path": ("pattern", "srv"), "filename": "x"}, Behaviors(), ("/",)),
    ],
)
def test_objects_that_look_below_directories_name_the_walks_roots(
    values: dict[str, Any], behaviors: Behaviors, roots: tuple[str, ...] | None
) -> None:
    """Recursion starts at the path, a pattern at its fixed directory; others need no walk."""
    assert walk_roots(query(values, behaviors)) == roots


def test_a_pattern_without_a_directory_stays_on_local_file_systems() -> None:
    """Nobody means all of /proc by it."""
    assert file_systems(query({"filepath": ("pattern", "x")})) is FileSystems.LOCAL
    assert file_systems(query({"filepath": ("pattern", "^/srv/")})) is FileSystems.ALL
    everything = Behaviors(recurse_direction="down")
    assert recurses(query({"path": "/"}, everything))
    assert file_systems(query({"path": "/"}, everything)) is FileSystems.ALL


@pytest.mark.parametrize(
    ("values", "behaviors", "directory", "name", "expected"),
    [
        ({"path": "/a", "filename": "x"}, DOWN, "/a/b", "x", True),
        ({"path": "/a", "filename": "x"}, DOWN, "/a/b", "y", False),
        ({"path": "/a", "filename": "x"}, DOWN, "/a/x", "", False),
        ({"path": "/a"}, DOWN, "/a/b", "", True),
        ({"path": "/a"}, DOWN, "/a", "x", False),
        ({"path": ("pattern", "^/a$"), "filename": "x"}, Behaviors(), "/a", "x", True),
        ({"path": ("pattern", "^/a$"), "filename": "x"}, Behaviors(), "/a/b", "x", False),
        ({"filepath": ("pattern", "^/a/x$")}, Behaviors(), "/a", "x", True),
        ({"filepath": ("pattern", "^/a$")}, Behaviors(), "/a", "", False),
        ({"filepath": "/a"}, Behaviors(), "/a", "", True),
        ({"filepath": ("pattern", "^/x$")}, Behaviors(), "/", "x", True),
    ],
)
def test_a_path_alone_asks_for_directories_and_with_a_filename_for_files(
    values: dict[str, Any], behaviors: Behaviors, directory: str, name: str, expected: bool
) -> None:
    """OVAL's meaning; only a literal filepath may name a directory too."""
    assert seeker(query(values, behaviors))(directory, name) is expected


def paths(values: dict[str, Any], behaviors: Behaviors | None = None) -> list[str]:
    found = located(query(values, behaviors), HOST)
    return [f"{match.directory}|{match.name}" for match in found if isinstance(match, Match)]


@pytest.mark.parametrize(
    ("values", "behaviors", "expected"),
    [
        ({"filepath": "/srv/a/one"}, None, ["/srv/a|one"]),
        ({"filepath": "/srv/a/"}, None, ["/srv/a|"]),
        ({"filepath": "/nothing"}, None, []),
        ({"path": "/srv/a", "filename": "two"}, None, ["/srv/a|two"]),
        ({"path": "/srv/a", "filename": "sub"}, None, []),
        ({"path": "/srv/a", "filename": ("pattern", "o")}, None, ["/srv/a|one", "/srv/a|two"]),
        ({"path": "/nothing", "filename": ("pattern", "o")}, None, []),
        ({"path": "/srv/a"}, None, ["/srv/a|"]),
        ({"path": "/srv/a/one"}, None, []),
        (
            {"path": "/srv/a"},
            Behaviors(recurse_direction="up"),
            ["/srv/a|", "/srv|", "/|"],
        ),
        (
            {"path": "/srv/a"},
            Behaviors(recurse_direction="up", max_depth=1),
            ["/srv/a|", "/srv|"],
        ),
    ],
)
def test_named_files_are_found_without_a_walk(
    values: dict[str, Any], behaviors: Behaviors | None, expected: list[str]
) -> None:
    """One stat for a name, one listing for a pattern of names, parents upwards."""
    assert paths(values, behaviors) == expected


@pytest.mark.parametrize("path", ["", "x", "-1", "srv/a", "/srv/a\0"])
@pytest.mark.parametrize("behaviors", [None, DOWN])
def test_a_path_that_is_not_absolute_names_nothing(path: str, behaviors: Behaviors | None) -> None:
    """Anybody's home may be written so; where a scan is started must not matter."""
    for values in ({"path": path, "filename": ("pattern", ".*")}, {"filepath": path}):
        assert paths(values, behaviors) == []
        assert not walk_roots(query(values, behaviors))


def test_a_pattern_that_begins_with_no_slash_starts_no_walk() -> None:
    """No path matches it."""
    assert walk_roots(query({"path": ("pattern", "^srv/a/.*")})) == ()
