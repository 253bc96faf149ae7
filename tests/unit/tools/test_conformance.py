"""The page about clients, as it is written from what was seen."""

from conformance import MODULES, TESTS, modules, page

ANSWERS = [("new", "Tag", "result"), ("new", "Tag", "Conflict"), ("old", "List", "result")]
INPUTS = {"Tag": (3, 40, 0), "List": (2, 10, 1)}


def test_a_tick_is_a_result_that_was_seen() -> None:
    """An error of an operation ticks the error, not the operation."""
    text = page(ANSWERS, INPUTS, ["new", "old"], ["List", "Tag"])
    assert (
        "| operation | new | old |\n| --- | :-: | :-: |\n| List | – | ✓ |\n| Tag | ✓ | – |" in text
    )
    assert "| error | new | old |\n| --- | :-: | :-: |\n| Conflict | ✓ | – |\n" in text


def test_inputs_are_summed() -> None:
    """Wrong answers are shown, not hidden, operation by operation and in all."""
    text = page(ANSWERS, INPUTS, ["new", "old"], ["List", "Tag"])
    assert "| List | 2 | 10 | 1 |\n| Tag | 3 | 40 | 0 |\n| all | **5** | **50** | **1** |" in text


def test_every_named_module_is_there() -> None:
    """A module that was renamed would silently leave the page."""
    assert all(list(TESTS.glob(pattern)) for pattern in MODULES)
    assert len(modules()) >= len(MODULES)
