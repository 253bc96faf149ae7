"""incisor.oval.evaluate: definitions to verdicts."""

from collections.abc import Iterator

import pytest

from incisor.host import Host
from incisor.oval import model
from incisor.oval.evaluate import Evaluator
from incisor.oval.functions import MAX_CHARACTERS
from incisor.oval.item import Gap, Item, Probe, Query
from incisor.oval.model import (
    Criteria,
    Criterion,
    Definition,
    Entity,
    Existence,
    ExtendDefinition,
    Function,
    Literal,
    Member,
    Object,
    ObjectSet,
    Operator,
    Result,
    SetOperator,
    Variable,
    VariableComponent,
    gather,
)
from support.content import content, entities, state, thing, verdict
from support.fakehost import FakeHost

T, F, E, U, NE = (
    Result.TRUE,
    Result.FALSE,
    Result.ERROR,
    Result.UNKNOWN,
    Result.NOT_EVALUATED,
)


def told(query: Query, _host: Host) -> Iterator[Item | Gap]:
    """Items as the object says: yes, no, hidden, broken."""
    (say,) = query.literals("say") or ("",)
    if say == "hidden":
        yield Gap("needs root: x", needs_privilege=True)
    elif say == "broken":
        raise ValueError("broken")
    elif say == "yes":
        yield Item({"say": say})


PROBES = {"told": Probe(told, parameters=frozenset({"say"}))}
TESTS = [
    each
    for say in ("yes", "no", "hidden", "broken")
    for each in (
        Object(f"o-{say}", "told", entities({"say": say})),
        model.Test(say, "told", f"o-{say}"),
    )
]


def evaluate(*definitions: Definition, of: str = "d") -> Evaluator:
    evaluator = Evaluator(FakeHost(), gather([*TESTS, *definitions]), probes=PROBES)
    evaluator.prepare([of])
    return evaluator


def union(*ids: str) -> ObjectSet:
    return ObjectSet(SetOperator.UNION, ids)


def criteria(text: str, operator: Operator = Operator.AND, negate: bool = False) -> Criteria:
    """Criterions by test; one that begins with `!` is negated."""
    operands = tuple(Criterion(w.removeprefix("!"), w.startswith("!")) for w in text.split())
    return Criteria(operands, operator, negate)


@pytest.mark.parametrize(
    ("text", "operator", "negate", "expected"),
    [
        ("yes yes", Operator.AND, False, T),
        ("yes no", Operator.AND, False, F),
        ("yes no", Operator.AND, True, T),
        ("yes !no", Operator.AND, False, T),
        ("no hidden", Operator.AND, False, F),
        ("yes hidden", Operator.AND, False, U),
        ("yes hidden broken", Operator.AND, False, E),
        ("yes hidden", Operator.OR, False, T),
        ("no !hidden", Operator.OR, False, U),
        ("yes no", Operator.ONE, False, T),
        ("yes yes", Operator.ONE, False, F),
        ("yes yes yes", Operator.XOR, False, T),
    ],
)
def test_criteria_join_their_tests(
    text: str, operator: Operator, negate: bool, expected: Result
) -> None:
    """With each operator, and negated on both levels."""
    evaluator = evaluate(Definition("d", criteria(text, operator, negate)))
    assert evaluator.verdict("d").result is expected


def test_criteria_nest_and_definitions_extend_others() -> None:
    """Results and evidence come up from below; the same test is shown once."""
    inner = Criteria((criteria("no", negate=True), criteria("yes")))
    evaluator = evaluate(
        Definition("d", Criteria((inner, ExtendDefinition("low", negate=True)))),
        Definition("low", criteria("no yes")),
    )
    found = evaluator.verdict("d")
    assert found.result is T
    assert [evidence.test for evidence in found.evidence] == ["no", "yes"]


@pytest.mark.parametrize(
    ("text", "reason", "needs_privilege"),
    [
        ("yes hidden", "needs root: x", True),
        ("yes broken", "ValueError: broken", False),
        ("no hidden", "", False),
        ("yes", "", False),
    ],
)
def test_a_verdict_that_is_not_decided_says_why(
    text: str, reason: str, needs_privilege: bool
) -> None:
    """What did not matter to the result is no reason."""
    found = evaluate(Definition("d", criteria(text))).verdict("d")
    assert (found.reason, found.needs_privilege) == (reason, needs_privilege)


@pytest.mark.parametrize(
    ("definition", "expected", "reason"),
    [
        (Definition("d"), NE, "no criteria"),
        (Definition("other"), E, "no definition d"),
        (Definition("d", criteria("nowhere")), E, "no test nowhere"),
        (Definition("d", Criteria((ExtendDefinition("d"),))), E, "extends itself"),
        (Definition("d", Criteria(())), NE, ""),
    ],
)
def test_faults_of_content_are_verdicts(
    definition: Definition, expected: Result, reason: str
) -> None:
    """Nothing raises."""
    found = evaluate(definition).verdict("d")
    assert found.result is expected
    assert reason in found.reason


LONG = range(1, 3000)


@pytest.mark.parametrize(
    "chain",
    [
        [Definition(f"d{n}", Criteria((ExtendDefinition(f"d{n + 1}"),))) for n in LONG],
        [
            Definition("d1", criteria("deep")),
            model.Test("deep", "told", "o1"),
            *(Object(f"o{n}", "told", set=union(f"o{n + 1}")) for n in LONG),
        ],
        [
            Definition("d1", criteria("deep")),
            model.Test("deep", "told", "o1"),
            Object("o1", "told", (Entity("say", variable="v1"),)),
            *(Variable(f"v{n}", component=VariableComponent(f"v{n + 1}")) for n in LONG),
        ],
    ],
    ids=["definitions", "sets", "variables"],
)
def test_what_leads_on_for_too_long_is_an_error(chain: list[Member]) -> None:
    """Of that verdict alone: others that need nothing of it are decided."""
    made = Evaluator(
        FakeHost(), gather([*TESTS, *chain, Definition("d", criteria("yes"))]), probes=PROBES
    )
    made.prepare(["d1", "d"])
    found = made.verdict("d1")
    assert found.result is E
    assert "leads to too many others in a row" in found.reason
    assert made.verdict("d").result is T


def test_an_object_of_a_variable_that_is_at_fault_is_an_error() -> None:
    """Nothing can be said of it: not even that it does not exist."""
    none = model.Test("none", "told", "o", check_existence=Existence.NONE_EXIST)
    subject = Object("o", "told", (Entity("say", variable="v"),))
    for component, reason in (
        (Function("unheard", ()), "unheard is not supported"),
        (VariableComponent("v"), "refers to itself"),
        (VariableComponent("nowhere"), "no variable nowhere"),
        (Function("concat", (Literal("x" * (MAX_CHARACTERS + 1)),)), "more than"),
    ):
        fault = Variable("v", component=component)
        body = gather([none, subject, fault, Definition("d", criteria("none"))])
        found = Evaluator(FakeHost(), body, probes=PROBES).verdict("d")
        assert found.result is E
        assert reason in found.reason


def test_a_variable_object_of_a_variable_at_fault_is_an_error() -> None:
    """As any other object."""
    body = gather(
        [
            Definition("d", criteria("t")),
            model.Test("t", "variable", "o", check_existence=Existence.NONE_EXIST),
            Object("o", "variable", entities({"var_ref": "v"})),
            Variable("v", component=VariableComponent("v")),
        ]
    )
    found = Evaluator(FakeHost(), body).verdict("d")
    assert (found.result, "refers to itself" in found.reason) == (E, True)


def test_an_object_type_without_a_probe_is_not_evaluated() -> None:
    """The reason names the type; it is never a wrong verdict."""
    found = verdict(FakeHost(), content(thing("unheard", {})))
    assert found.result is NE
    assert "unheard" in found.reason


def test_a_test_that_nobody_can_make_is_unknown() -> None:
    """ind-def:unknown_test, which has no object; oscap says so too."""
    body = gather([model.Test("t", "unknown", ""), Definition("d", Criteria((Criterion("t"),)))])
    assert Evaluator(FakeHost(), body).verdict("d").result is U


def test_a_state_that_is_missing_is_an_error() -> None:
    """The reason names it."""
    body = gather(
        [
            Object("obj", "uname"),
            model.Test("tst", "uname", "obj", ("gone",)),
            Definition("def", criteria("tst")),
        ]
    )
    found = verdict(FakeHost(), body)
    assert found.result is E
    assert "gone" in found.reason


def test_a_test_is_evaluated_once_for_all_definitions() -> None:
    """Two definitions share a test's outcome."""
    calls: list[int] = []

    def counting(_query: Query, _host: Host) -> Iterator[Item]:
        calls.append(1)
        yield Item({})

    body = gather(
        [
            Object("o", "told"),
            model.Test("t", "told", "o"),
            Definition("a", criteria("t")),
            Definition("b", criteria("t t")),
        ]
    )
    evaluator = Evaluator(FakeHost(), body, probes={"told": Probe(counting)})
    assert evaluator.verdict("a").result is evaluator.verdict("b").result is T
    assert len(calls) == 1


def test_a_variable_object_has_an_item_for_each_value() -> None:
    """ind-def:variable_test: external values against a state."""
    asked = state({"value": ("pattern", "^[ab]$")})
    body = content(thing("variable", {"var_ref": "v"}), [asked], [Variable("v", external=True)])
    assert verdict(FakeHost(), body, external={"v": ["a", "b"]}).result is T
    assert verdict(FakeHost(), body, external={"v": ["a", "c"]}).result is F
    assert verdict(FakeHost(), body).result is F


def test_a_state_can_state_a_variable() -> None:
    """Values of a variable are compared as literals are."""
    asked = state({"family": Entity("family", variable="v")})
    body = content(thing("family", {}), [asked], [Variable("v", values=("unix",))])
    assert verdict(FakeHost(), body).result is T


def test_a_hostile_pattern_is_an_error_with_a_reason() -> None:
    """The scan goes on after about a second."""
    subject = thing("textfilecontent54", {"filepath": "/x", "pattern": ("pattern", "^(?:a|a)*$")})
    host = FakeHost.from_spec({"files": {"/x": "a" * 60 + "!"}})
    found = verdict(host, content(subject))
    assert found.result is E
    assert "too long" in found.reason


def test_a_variable_that_is_in_error_leaves_its_item_without_a_value() -> None:
    """So that what is said of the value is unknown, as in oscap; one of nothing has no item."""
    results = {}
    for say in ("broken", "no"):
        body = [
            *TESTS,
            Variable("v", component=model.ObjectComponent(f"o-{say}", "say")),
            Object("o", "variable", entities({"var_ref": "v"})),
            model.State("s", "variable", (Entity("value", ("x",)),)),
            model.Test("t", "variable", "o", ("s",)),
            Definition("d", criteria("t")),
        ]
        evaluator = Evaluator(FakeHost(), gather(body), probes=PROBES)
        results[say] = evaluator.verdict("d").result
    assert results == {"broken": U, "no": F}
