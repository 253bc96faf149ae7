from incisor.benchmark import applies_id, definitions
from incisor.oval.model import Criteria, Criterion, FilterAction, Operator
from support.benchmarks import benchmark_text, check_text, loaded

SUDO = "{test: dpkginfo, object: {name: sudo}}"


def test_criteria_keep_their_shape() -> None:
    """Operators and negation arrive in OVAL's criteria; each test has an id of its own."""
    body = definitions(
        loaded(benchmark_text(check_text(f"[{SUDO}, {{not: {{any: [{SUDO}, {SUDO}]}}}}]"))).select(
            1
        )
    )
    assert body.definitions["1.1"].criteria == Criteria(
        (
            Criterion("1.1:1"),
            Criteria(
                (Criteria((Criterion("1.1:2:1:1"), Criterion("1.1:2:1:2")), Operator.OR),),
                negate=True,
            ),
        )
    )
    assert set(body.tests) == {"1.1:1", "1.1:2:1:1", "1.1:2:1:2"}


def test_equal_objects_and_states_are_shared() -> None:
    """What two checks both ask for is collected once, whatever else differs between them."""
    mode = "{test: file, object: {filepath: /a}, state: {mode: 0o644}}"
    any_mode = "{test: file, object: {filepath: /a}, exists: any, state: {mode: 420}}"
    other = "{test: file, object: {filepath: /b}, state: {mode: 0o644}}"
    checks = [check_text(text, f"1.{n}") for n, text in enumerate((mode, any_mode, other), 1)]
    body = definitions(loaded(benchmark_text(*checks)).select(1))
    assert (len(body.tests), len(body.objects), len(body.states)) == (3, 2, 1)


def test_everything_that_is_named_is_there() -> None:
    """Definitions are closed: tests name objects and states that are among them."""
    asks = "{filepath: /a, where: {mode: 1}, except: {size: 0}}"
    text = f"{{test: file, object: {asks}, state: {{size: 1}}}}"
    body = definitions(loaded(benchmark_text(check_text(text))).select(1))
    (test,), (asked,) = body.tests.values(), body.objects.values()
    assert test.object == asked.id
    assert {*test.states, *(each.state for each in asked.filters)} == set(body.states)
    assert [each.action for each in asked.filters] == [FilterAction.INCLUDE, FilterAction.EXCLUDE]


def test_a_precondition_is_a_definition_of_its_own() -> None:
    """Whether a check applies can be asked before the check; a check without one has none."""
    text = check_text(f"{SUDO}, applies: {SUDO}") + check_text(SUDO, "1.2")
    body = definitions(loaded(benchmark_text(text)).select(1))
    assert set(body.definitions) == {"1.1", applies_id("1.1"), "1.2"}


def test_a_manual_check_has_no_definition() -> None:
    """There is nothing to evaluate where no program can decide."""
    text = benchmark_text(check_text(SUDO)).replace(f"assess:\n     {SUDO}", "manual: x")
    assert definitions(loaded(text).select(1)).definitions == {}
