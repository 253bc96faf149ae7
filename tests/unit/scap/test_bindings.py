"""incisor.scap.bindings: one evaluator for each document and binding."""

from incisor.scap import xccdf
from incisor.scap.bindings import Evaluators
from incisor.scap.content import OVAL
from support.fakehost import FakeHost
from support.rules import content, rule

REF = xccdf.ContentRef("oval.xml", "oval:t:def:value")


def bound(*exports: tuple[str, str]) -> xccdf.Check:
    """A check that exports these Values."""
    return xccdf.Check(OVAL, (REF,), exports)


def test_checks_share_an_evaluator_unless_their_bindings_contradict() -> None:
    """A check that binds more widens the binding; one that binds otherwise gets its own."""
    made = content(rule("r", ""))
    values = {"one": ("1",), "two": ("2",)}
    evaluators = Evaluators(FakeHost.from_spec(), made.documents, values)
    checks = [
        bound(("a", "one")),
        bound(("b", "two")),
        bound(),
        bound(("a", "two")),
        bound(("c", "unknown value")),
    ]
    for check in checks:
        evaluators.announce(check)
    first, *others = (evaluators.of(REF, check) for check in checks)
    assert [other is first for other in others] == [True, True, False, True]
    assert len(list(evaluators.all())) == 2
