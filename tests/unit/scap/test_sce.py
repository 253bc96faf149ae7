"""incisor.scap.sce: what a script is told, and what its end says."""

import pytest

from incisor.host import Ran
from incisor.scap import xccdf
from incisor.scap.outcome import Result
from incisor.scap.sce import environment, imports, result

DECLARED = {
    "n": xccdf.Value("n", type="number", operator="greater than or equal"),
    "s": xccdf.Value("s", type="string", operator="pattern match"),
    "b": xccdf.Value("b", type="boolean"),
}


def test_exported_values_come_with_type_and_operator() -> None:
    """By the name that the check exports them under; one that is not declared is left out."""
    exports = (("num", "n"), ("str", "s"), ("boo", "b"), ("gone", "x"))
    made = environment(exports, DECLARED, {"n": ("5",), "s": ("a b",), "b": ("true", "x"), "x": ()})
    told = {k.removeprefix("XCCDF_"): v for k, v in made.items() if k[-3:] in ("num", "str", "boo")}
    assert told == {
        "VALUE_num": "5",
        "TYPE_num": "NUMBER",
        "OPERATOR_num": "GREATER_EQUAL",
        "VALUE_str": "a b",
        "TYPE_str": "STRING",
        "OPERATOR_str": "PATTERN_MATCH",
        "VALUE_boo": "true",
        "TYPE_boo": "BOOLEAN",
        "OPERATOR_boo": "EQUALS",
    }
    assert (made["XCCDF_RESULT_PASS"], made["XCCDF_RESULT_FIXED"]) == ("101", "109")
    assert not [name for name in made if "gone" in name]


def test_a_value_that_no_environment_can_hold_is_left_out() -> None:
    """Instead of breaking the scan."""
    assert "XCCDF_VALUE_a" not in environment((("a", "s"),), DECLARED, {"s": ("x\0y",)})


@pytest.mark.parametrize(
    ("ran", "expected"),
    [
        (Ran(101), (Result.PASS, "")),
        (Ran(109), (Result.FIXED, "")),
        (Ran(0), (Result.ERROR, "the script ended with 0, which is no result of XCCDF")),
        (Ran(None, reason="it broke"), (Result.ERROR, "the script gave no answer: it broke")),
    ],
)
def test_only_the_interfaces_statuses_are_results(ran: Ran, expected: tuple[Result, str]) -> None:
    """Everything else is an error, with the reason."""
    assert result(ran) == expected


def test_only_what_is_asked_for_is_imported() -> None:
    """Without the characters that no XML document can hold."""
    ran = Ran(101, "a\x01b\n", "e")
    assert imports(("stdout", "other"), ran) == (("stdout", "ab\n"),)
    assert imports(("stderr",), ran) == (("stderr", "e"),)
