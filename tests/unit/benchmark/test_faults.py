from incisor.benchmark.faults import BenchmarkError, Fault, Position, suggestion


def test_a_fault_reads_as_editors_link_it() -> None:
    """File, line, column, member, message; the member is left out when there is none."""
    fault = Fault("b.yaml", Position(3, 7), "checks[0].id", "expected a number")
    assert str(fault) == "b.yaml:3:7: checks[0].id: expected a number"
    assert str(Fault("b.yaml", Position(1, 1), "", "empty")) == "b.yaml:1:1: empty"


def test_an_error_tells_every_fault_once_in_the_order_of_the_text() -> None:
    """However they were found, faults are told from top to bottom."""
    later, sooner = (Fault("b.yaml", Position(line, 1), "", "wrong") for line in (10, 9))
    error = BenchmarkError([later, sooner, later])
    assert error.faults == (sooner, later)
    assert str(error).splitlines() == ["b.yaml:9:1: wrong", "b.yaml:10:1: wrong"]


def test_a_misspelt_word_gets_the_word_that_was_meant() -> None:
    """A near miss is answered with one word, anything else with all of them."""
    assert suggestion("lodable", ["loaded", "loadable"]) == "did you mean loadable?"
    assert suggestion("xyz", ["one", "two"]) == "known are: one, two"
