"""Tables, facts and faults."""

import pytest

from incisor.cli.output import Fault, print_facts, print_json, print_table


def test_a_table_aligns_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Every column as wide as its widest cell, no blanks at the end of a line."""
    print_table(("A", "LONG"), [("wide cell", "x"), ("y", "")], empty="nothing")
    assert capsys.readouterr().out == "A          LONG\nwide cell  x\ny\n"


def test_a_table_without_rows_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """Not a headline over nothing."""
    print_table(("A",), [], empty="There is nothing.")
    assert capsys.readouterr().out == "There is nothing.\n"


def test_what_hosts_say_cannot_draw_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters and line breaks of a cell are shown as question marks."""
    print_table(("A",), [("\x1b[2Jx\ny",)], empty="")
    print_facts([("name", "\x07")])
    assert capsys.readouterr().out == "A\n?[2Jx?y\nname:  ?\n"


def test_json_keeps_its_order(capsys: pytest.CaptureFixture[str]) -> None:
    """Members stand as they were given, letters as they are."""
    print_json({"b": "ü", "a": None})
    assert capsys.readouterr().out == '{\n  "b": "ü",\n  "a": null\n}\n'


def test_a_fault_is_a_sentence_and_a_next_step() -> None:
    """Status 2."""
    fault = Fault("This is wrong.", "Do that.")
    assert (fault.exit_code, fault.message) == (2, "This is wrong.\nDo that.")
    assert Fault("This is wrong.", "").message == "This is wrong."
