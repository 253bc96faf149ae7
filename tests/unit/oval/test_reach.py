"""incisor.oval.reach: what an evaluation will touch."""

from incisor.oval import model
from incisor.oval.model import (
    Criteria,
    Criterion,
    Definition,
    Entity,
    ExtendDefinition,
    Filter,
    Function,
    Object,
    ObjectComponent,
    ObjectSet,
    SetOperator,
    State,
    Variable,
    VariableComponent,
    gather,
)
from incisor.oval.reach import Reach

CONTENT = gather(
    [
        Definition("top", Criteria((Criteria((Criterion("counted"),)), ExtendDefinition("low")))),
        Definition("low", Criteria((Criterion("compared"), ExtendDefinition("top")))),
        Definition("other", Criteria((Criterion("elsewhere"),))),
        model.Test("counted", "file", "number"),
        model.Test("compared", "file", "set", ("state",)),
        model.Test("elsewhere", "file", "unreached"),
        Object("number", "file", filters=(Filter("state"),)),
        Object(
            "set",
            "file",
            set=ObjectSet(SetOperator.UNION, ("one", ObjectSet(SetOperator.UNION, ("two",)))),
        ),
        Object("one", "file"),
        Object("two", "file"),
        Object("unreached", "file"),
        Object("source", "file"),
        State("state", "file", (Entity("size", variable="outer"),)),
        Variable("outer", component=Function("count", (VariableComponent("inner"),))),
        Variable("inner", component=ObjectComponent("source", "size")),
    ]
)


def test_everything_behind_a_definition_is_reached_and_nothing_else() -> None:
    """Through extended definitions, sets, filters, states, variables and functions."""
    reach = Reach(CONTENT)
    reach.definitions(["top"])
    assert reach.objects.keys() == {"number", "set", "one", "two", "source"}


def test_objects_whose_items_are_looked_at_are_told_from_those_that_are_counted() -> None:
    """A state, a set or a variable needs every item; an existence test needs their number."""
    reach = Reach(CONTENT)
    reach.definitions(["top"])
    assert reach.exhaustive == {"set", "one", "two", "source"}


def test_what_is_missing_is_passed_over() -> None:
    """The evaluation will say so; planning does not stumble."""
    reach = Reach(gather([Definition("d", Criteria((Criterion("t"), ExtendDefinition("x"))))]))
    reach.definitions(["d", "nowhere"])
    assert reach.objects == {}


def test_references_may_follow_each_other_for_long() -> None:
    """What content refers to is found, however many steps lead there."""
    steps = [Definition(f"d{n}", Criteria((ExtendDefinition(f"d{n + 1}"),))) for n in range(5000)]
    last = Definition("d5000", Criteria((Criterion("t"),)))
    reach = Reach(gather([*steps, last, model.Test("t", "file", "o"), Object("o", "file")]))
    reach.definitions(["d0"])
    assert reach.objects.keys() == {"o"}
    assert len(reach.closure().definitions) == 5001
