import pytest

from incisor.benchmark import assertions
from incisor.benchmark.records import Assertion
from incisor.oval.model import Behaviors, Check, Datatype, Entity, Existence, Operator
from support.benchmarks import cursor, reported


def read(text: str) -> tuple[Assertion, list[str]]:
    place = cursor(text)
    return assertions.read(place), reported(place)


def test_a_bare_test_asks_for_existence() -> None:
    """Without a state a test holds if at least one item is there, as in OVAL."""
    asked, faults = read("{test: dpkginfo, object: {name: sudo}}")
    assert asked == Assertion("dpkginfo", (Entity("name", ("sudo",)),))
    assert (asked.existence, asked.check) == (Existence.AT_LEAST_ONE_EXISTS, Check.ALL)
    assert faults == []


def test_every_key_of_a_test_is_read() -> None:
    """Object, filters, behaviors, existence, check and states arrive in the record."""
    asked, faults = read("""
        test: file
        object:
          path: /
          filename: {pattern: .}
          behaviors: {recurse_direction: down, recurse_file_system: local, max_depth: 3}
          where: {owrite: true}
          except: {type: directory}
        exists: any
        check: only_one
        state_operator: OR
        state:
        - {user_id: 0}
        - {group_id: 0}
    """)
    assert faults == []
    assert asked.behaviors == Behaviors(3, recurse_direction="down", recurse_file_system="local")
    assert asked.include == (Entity("owrite", (True,), datatype=Datatype.BOOLEAN),)
    assert asked.exclude == (Entity("type", ("directory",)),)
    assert (asked.existence, asked.check) == (Existence.ANY_EXIST, Check.ONLY_ONE)
    assert [state[0].name for state in asked.states] == ["user_id", "group_id"]
    assert asked.state_operator is Operator.OR


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{test: dpkgifno}", "test: unknown word dpkgifno; did you mean dpkginfo?"),
        ("{test: variable, object: {var_ref: x}}", "test: unknown word variable"),
        ("{object: {name: x}}", "the key test is missing"),
        ("{test: file, objekt: {filepath: /}}", "objekt: unknown key; did you mean object?"),
        (
            "{test: file, object: {filpath: /}}",
            "object.filpath: unknown key; did you mean filepath?",
        ),
        ("{test: file}", "the object needs filepath or path"),
        ("{test: textfilecontent54, object: {filepath: /a}}", "needs filepath and pattern or path"),
        ("{test: file, object: {filepath: /a, filename: b}}", "path and filename cannot stand"),
        (
            "{test: file, object: {filepath: /, behaviors: {depth: 1}}}",
            "behaviors.depth: unknown key",
        ),
        (
            "{test: file, object: {filepath: /, behaviors: {recurse: up}}}",
            "object.behaviors.recurse: unknown word up",
        ),
        ("{test: dpkginfo, exists: none, state: {arch: all}}", "no item is left to compare"),
        ("{test: dpkginfo, exists: some}", "exists: unknown word some"),
        ("{test: dpkginfo, state: []}", "state: expected at least one entry"),
        ("{test: dpkginfo, command: rm}", "command: unknown key"),
        ("text", "expected a map of keys to values, found a single value"),
    ],
)
def test_a_test_that_asks_nothing_sensible_is_refused(text: str, said: str) -> None:
    """Each fault names the member and what would have been right."""
    assert said in "\n".join(read(text)[1])


def test_there_are_no_commands() -> None:
    """No object type of the language runs anything: none takes a command, a script or a query."""
    for kind in assertions.TYPES.values():
        assert not {"command", "script", "argument", "query"} & set(kind.entities)
