"""incisor.oval.plan: one walk for all objects that look below directories."""

from typing import Any

import pytest

from incisor.oval import model
from incisor.oval.evaluate import Evaluator
from incisor.oval.model import (
    Behaviors,
    Criteria,
    Criterion,
    Datatype,
    Definition,
    Entity,
    Existence,
    Filter,
    FilterAction,
    Object,
    ObjectSet,
    SetOperator,
    State,
    Variable,
    VariableComponent,
    gather,
)
from incisor.oval.plan import walk_together
from incisor.oval.tables import Flag
from support.content import collected, entities, fields, state, thing
from support.fakehost import FakeHost

DOWN = Behaviors(recurse_direction="down", recurse_file_system="local")
FILES: dict[str, Any] = {
    "/srv/open": {"content": "", "mode": "0666"},
    "/srv/deep/er/open": {"content": "x", "mode": "0602"},
    "/srv/dir": {"type": "directory", "mode": "0777"},
    "/srv/link": {"target": "/srv/open"},
    "/srv/lost": {"content": "", "user": 4242},
}
HOST = FakeHost.from_spec({"files": FILES})
BELOW = {"path": "/srv", "filename": ("pattern", ".*")}


def found(values: dict[str, Any], where: State | None = None, **more: Any) -> list[str]:
    return [item["filepath"] for item in fields(HOST, "file", values, where=where, **more)]


@pytest.mark.parametrize(
    ("values", "where", "behaviors", "expected"),
    [
        (BELOW, {"type": "regular", "owrite": True}, DOWN, ["/srv/open", "/srv/deep/er/open"]),
        (BELOW, {"user_exists": False}, DOWN, ["/srv/lost"]),
        (BELOW, {"type": "symbolic link"}, DOWN, ["/srv/link"]),
        (BELOW, {"size": 1}, DOWN, ["/srv/deep/er/open"]),
        (BELOW, {"size": 1, "type": "directory"}, DOWN, []),
        ({"path": "/srv"}, {"owrite": True, "sticky": False}, DOWN, ["/srv/dir"]),
        (
            BELOW,
            {"owrite": True, "type": "regular"},
            Behaviors(recurse_direction="down", max_depth=1),
            ["/srv/open"],
        ),
        ({"filepath": ("pattern", "^/srv/.*/open$")}, {}, Behaviors(), ["/srv/deep/er/open"]),
        ({"path": ("pattern", "^/srv/deep"), "filename": "open"}, {}, Behaviors(), 1),
        ({"path": "/nowhere", "filename": ("pattern", ".")}, {}, DOWN, []),
    ],
)
def test_the_walk_finds_what_entities_and_filters_ask_for(
    values: dict[str, Any], where: dict[str, Any], behaviors: Behaviors, expected: Any
) -> None:
    """By mode and owner alone, by anything else, by depth and by patterns."""
    paths = found(values, state(where) if where else None, behaviors=behaviors)
    assert (len(paths) if isinstance(expected, int) else sorted(paths)) == (
        expected if isinstance(expected, int) else sorted(expected)
    )


def test_text_below_a_directory_is_read_in_its_regular_files() -> None:
    """The walk serves textfilecontent54 too."""
    values = {"path": "/srv", "filename": ("pattern", "."), "pattern": ("pattern", "^x")}
    items = fields(HOST, "textfilecontent54", values, behaviors=DOWN)
    assert [item["filepath"] for item in items] == ["/srv/deep/er/open"]


def below(number: int, where: dict[str, Any], **test: Any) -> list[Any]:
    """A definition over a whole-tree object of its own."""
    filters = (Filter(f"s{number}", FilterAction.INCLUDE),)
    return [
        State(f"s{number}", "file", entities(where)),
        Object(f"o{number}", "file", entities({**BELOW, "path": "/"}), DOWN, filters),
        model.Test(f"t{number}", "file", f"o{number}", **test),
        Definition(f"d{number}", Criteria((Criterion(f"t{number}"),))),
    ]


def test_all_objects_share_one_walk_planned_beforehand() -> None:
    """However many checks look below directories, each entry is visited once."""
    host = FakeHost.from_spec({"files": FILES})
    none = Existence.NONE_EXIST
    body = [
        *below(1, {"owrite": True, "type": "regular"}, check_existence=none),
        *below(2, {"user_exists": False}, check_existence=none),
        *below(3, {"group_exists": False}, check_existence=none),
    ]
    evaluator = Evaluator(host, gather(body))
    evaluator.prepare(["d1", "d2", "d3"])
    results = [evaluator.verdict(each).result.value for each in ("d1", "d2", "d3")]
    assert results == ["false", "false", "true"]
    assert host.walks == 1


def test_an_object_that_nobody_planned_walks_for_itself() -> None:
    """Without prepare the verdicts are the same."""
    host = FakeHost.from_spec({"files": FILES})
    evaluator = Evaluator(host, gather(below(1, {"user_exists": False})))
    assert evaluator.verdict("d1").result.value == "true"
    assert host.walks == 1


def test_matches_are_counted_and_only_some_kept_where_only_their_number_matters() -> None:
    """A host with very many violations costs no memory for them."""
    many = {f"/srv/many/{n}": {"content": "", "mode": "0666"} for n in range(500)}
    host = FakeHost.from_spec({"files": many})
    body = below(1, {"owrite": True, "type": "regular"}, check_existence=Existence.NONE_EXIST)
    evaluator = Evaluator(host, gather(body))
    evaluator.prepare(["d1"])
    (evidence,) = evaluator.verdict("d1").evidence
    assert (evidence.count, evidence.total, len(evidence.samples)) == (500, 500, 10)


def test_every_match_is_kept_where_a_state_looks_at_each() -> None:
    """The last of many files decides as well as the first."""
    many = {f"/srv/many/{n:03}": {"content": "x" * (n == 299)} for n in range(300)}
    host = FakeHost.from_spec({"files": many})
    empty = State("size", "file", entities({"size": 0}))
    body = below(1, {"type": "regular"}, states=("size",))
    body[1] = Object("o1", "file", entities({**BELOW, "path": "/srv/many"}), DOWN)
    evaluator = Evaluator(host, gather([*body, empty]))
    evaluator.prepare(["d1"])
    verdict = evaluator.verdict("d1")
    assert verdict.result.value == "false"
    assert (verdict.evidence[0].count, verdict.evidence[0].total) == (1, 300)


def test_what_could_not_be_looked_into_leaves_the_object_incomplete() -> None:
    """Without root a closed directory may hide anything, and that is said."""
    files = {"/srv/closed": {"type": "directory", "mode": "0700"}, "/srv/closed/x": ""}
    host = FakeHost.from_spec({"files": files, "root": False})
    subject = collected(host, "file", BELOW, behaviors=DOWN)
    assert subject.flag is Flag.INCOMPLETE
    assert subject.needs_privilege
    assert "/srv/closed" in subject.reasons[0]


def test_a_fault_of_one_object_leaves_the_walk_to_the_others() -> None:
    """A broken pattern makes its own definition an error."""
    body = [*below(1, {"user_exists": False}), *below(2, {})]
    broken = {"path": "/", "filename": ("pattern", "(")}
    body[5] = Object("o2", "file", entities(broken), DOWN)
    evaluator = Evaluator(FakeHost.from_spec({"files": FILES}), gather(body))
    evaluator.prepare(["d1", "d2"])
    assert evaluator.verdict("d1").result.value == "true"
    assert evaluator.verdict("d2").result.value == "error"
    assert "not a pattern" in evaluator.verdict("d2").reason


def test_a_filter_that_leads_too_far_leaves_the_walk_to_the_others() -> None:
    """Its variables have their values before the walk begins, or it is not walked for."""
    chain = [Variable(f"v{n}", component=VariableComponent(f"v{n + 1}")) for n in range(3000)]
    body = [*below(1, {"user_exists": False}), *below(2, {}), *chain]
    body[4] = State("s2", "file", (Entity("user_id", variable="v0", datatype=Datatype.INT),))
    evaluator = Evaluator(FakeHost.from_spec({"files": FILES}), gather(body))
    evaluator.prepare(["d1", "d2"])
    assert evaluator.verdict("d1").result.value == "true"
    assert evaluator.verdict("d2").result.value == "error"
    assert "leads to too many others in a row" in evaluator.verdict("d2").reason


@pytest.mark.parametrize("steps", range(80, 240))
def test_a_walk_that_could_not_be_made_is_not_taken_for_one_that_found_nothing(steps: int) -> None:
    """Wherever the interpreter's stack ends on the way to an object: without a walk there is no
    verdict of it, and what comes to it on a shorter way has its own."""
    sets = [
        Object(f"set{n}", "file", set=ObjectSet(SetOperator.UNION, (f"set{n + 1}",)))
        for n in range(steps)
    ]
    last = Object(f"set{steps}", "file", set=ObjectSet(SetOperator.UNION, ("o1",)))
    body = [
        *(*below(1, {"user_exists": False}, check_existence=Existence.NONE_EXIST), *sets, last),
        model.Test("far", "file", "set0", check_existence=Existence.NONE_EXIST),
        Definition("d2", Criteria((Criterion("far"),))),
    ]
    evaluator = Evaluator(HOST, gather(body))
    assert evaluator.verdict("d2").result.value in ("error", "false")
    assert evaluator.verdict("d1").result.value == "false"


def test_a_path_may_come_from_a_variable() -> None:
    """Its values are known before the walk."""
    subject = Object(
        "o1", "file", (Entity("path", variable="v"), *entities({"filename": "lost"})), DOWN
    )
    body = [*below(1, {}), Variable("v", values=("/srv",))]
    body[1] = subject
    host = FakeHost.from_spec({"files": FILES})
    evaluator = Evaluator(host, gather(body))
    evaluator.prepare(["d1"])
    assert host.walks == 1
    assert evaluator.verdict("d1").result.value == "true"


def test_objects_without_recursion_need_no_walk() -> None:
    """A named file is asked for by its name."""
    host = FakeHost.from_spec({"files": FILES})
    assert len(fields(host, "file", {"filepath": "/srv/open"})) == 1
    assert host.walks == 0
    assert thing("file", {}).behaviors == Behaviors()


def test_several_evaluators_share_a_walk() -> None:
    """One body of content bound twice, or two documents, visit each entry once."""
    host = FakeHost.from_spec({"files": FILES})
    body = gather(below(1, {"user_exists": False}))
    evaluators = [Evaluator(host, body), Evaluator(host, body)]
    walk_together(host, [each.rounds(["d1"]) for each in evaluators])
    assert [each.verdict("d1").result.value for each in evaluators] == ["true", "true"]
    assert host.walks == 1


def test_what_another_walk_decides_is_walked_afterwards() -> None:
    """A variable of names that a walk finds: the second walk has them, and there is no third."""
    names = Variable("v", component=model.ObjectComponent("o1", "filename"))
    named = Entity("filename", variable="v", var_check=model.Check.AT_LEAST_ONE)
    again = Object("o2", "file", (*entities({"path": "/srv"}), named), DOWN)
    body = [*below(1, {"user_exists": False}), *below(2, {}), names]
    body[5] = again
    host = FakeHost.from_spec({"files": FILES})
    evaluator = Evaluator(host, gather(body))
    evaluator.prepare(["d1", "d2"])
    assert host.walks == 2
    assert evaluator.verdict("d2").result.value == "true"
    assert host.walks == 2
