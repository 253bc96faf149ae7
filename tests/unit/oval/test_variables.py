"""incisor.oval.variables: where values come from."""

from collections.abc import Mapping, Sequence

import pytest

from incisor.oval.collect import Collected
from incisor.oval.evidence import HIDDEN
from incisor.oval.item import Item
from incisor.oval.model import (
    Component,
    Entity,
    Function,
    Literal,
    Member,
    Object,
    ObjectComponent,
    Value,
    Variable,
    VariableComponent,
    gather,
)
from incisor.oval.states import NoValueError
from incisor.oval.tables import Flag
from incisor.oval.variables import Variables

ITEMS = [Item({"n": 1, "l": ("a", "b")}), Item({"n": 2, "l": (), "none": None})]
OBJECTS = {
    "good": Collected(Flag.COMPLETE, ITEMS, 2),
    "empty": Collected(Flag.DOES_NOT_EXIST),
    "bad": Collected(Flag.ERROR, reasons=("it broke",)),
}


def variables(
    *members: Variable, external: Mapping[str, Sequence[Value]] | None = None
) -> Variables:
    return Variables(gather(members), external or {}, OBJECTS.__getitem__, lambda: 86400.0 * 10)


def local(component: Component) -> Variables:
    return variables(Variable("v", component=component), Variable("c", values=("x", "y")))


@pytest.mark.parametrize(
    ("component", "values"),
    [
        (Literal("a"), ("a",)),
        (VariableComponent("c"), ("x", "y")),
        (ObjectComponent("good", "n"), (1, 2)),
        (ObjectComponent("good", "l"), ("a", "b")),
        (Function("concat", (Literal("a"), VariableComponent("c"))), ("ax", "ay")),
        (Function("begin", (Literal("a"),), (("character", "^"),)), ("^a",)),
        (Function("time_difference", (Literal("1970/01/10"),)), (str(86400),)),
    ],
)
def test_a_local_variable_has_its_components_values(
    component: Component, values: tuple[Value, ...]
) -> None:
    """Literals, other variables, items and functions; the clock is the host's."""
    assert local(component).values("v") == values


def test_constant_and_external_values() -> None:
    """The caller's values come before the content's own."""
    made = variables(
        Variable("constant", values=(1, 2)),
        Variable("bound", external=True, values=("default",)),
        Variable("unbound", external=True, values=("default",)),
        external={"bound": ["given"]},
    )
    assert made.values("constant") == (1, 2)
    assert made.values("bound") == ("given",)
    assert made.values("unbound") == ("default",)
    assert made.of(Entity("e", ("literal",))) == ("literal",)
    assert made.of(Entity("e", variable="constant")) == (1, 2)


@pytest.mark.parametrize(
    ("component", "reason"),
    [
        (ObjectComponent("empty", "n"), "has no value"),
        (ObjectComponent("good", "none"), "has no value"),
        (Function("count", (ObjectComponent("empty", "n"),)), "has no value"),
        (ObjectComponent("bad", "n"), "it broke"),
        (VariableComponent("nowhere"), "no variable nowhere"),
        (VariableComponent("v"), "refers to itself"),
        (Function("unheard", ()), "unheard is not supported"),
        (Function("count", (ObjectComponent("bad", "n"),)), "it broke"),
        (Function("arithmetic", (Literal("a"),), (("arithmetic_operation", "add"),)), "variable v"),
        (Function("substring", (Literal("a"),)), "variable v"),
    ],
)
def test_a_variable_without_a_value_says_why(component: Component, reason: str) -> None:
    """Each time it is asked for."""
    made = local(component)
    for _ in range(2):
        with pytest.raises(NoValueError, match=reason):
            made.values("v")


def test_what_is_told_of_a_variable_is_what_is_known() -> None:
    """Nothing is collected only to be told."""
    made = local(ObjectComponent("good", "n"))
    assert (made.told("c"), made.told("v"), made.told("gone")) == (("x", "y"), (), ())
    made.values("v")
    assert made.told("v") == (1, 2)


@pytest.mark.parametrize(
    "component",
    [
        ObjectComponent("hashes", "password"),
        ObjectComponent("masked", "l"),
        Function("concat", (Literal("a"), VariableComponent("inner"))),
    ],
)
def test_a_secret_of_the_host_is_not_told(component: Component) -> None:
    """Neither itself, nor what is made of it."""
    items = Collected(Flag.COMPLETE, [Item({"password": "x", "l": "y"})], 1)
    members: list[Member] = [
        Object("hashes", "shadow"),
        Object("masked", "file", (Entity("l", mask=True),)),
        Variable("inner", component=ObjectComponent("hashes", "password")),
        Variable("v", component=component),
    ]
    made = Variables(gather(members), {}, lambda _: items, lambda: 0.0)
    made.values("v")
    assert made.told("v") == ("***",)


def test_whether_a_value_is_secret_is_known_without_looking_twice() -> None:
    """However often variables that double each other lead to the same one."""
    twice = [
        Variable(
            f"v{n}",
            component=Function(
                "substring",
                (Function("concat", (VariableComponent(f"v{n - 1}"),) * 2),),
                (("substring_start", "1"), ("substring_length", "1")),
            ),
        )
        for n in range(1, 60)
    ]
    hidden = Object("good", "shadow")
    secret = Variable("v0", component=ObjectComponent("good", "password"))
    body = gather([hidden, secret, *twice])
    found = {"good": Collected(Flag.COMPLETE, [Item({"password": "p"})], 1)}
    made = Variables(body, {}, found.__getitem__, lambda: 0.0)
    assert made.values("v59") == ("p",)
    assert made.told("v59") == (HIDDEN,)
