from incisor.benchmark.operators import CHECK, COMPARISONS, EXISTENCE, MEMBERSHIP, STATE_OPERATOR
from incisor.oval.model import Check, Existence, Operation, Operator


def test_every_word_of_oval_has_one_in_the_language() -> None:
    """Existence, check and operator enumerations can be said in full."""
    assert set(EXISTENCE.values()) == set(Existence)
    assert set(CHECK.values()) == set(Check)
    assert set(STATE_OPERATOR.values()) == set(Operator)


def test_no_two_operators_mean_the_same() -> None:
    """Each operator has a meaning of its own, and no word is in both tables."""
    meanings = [(how.operation, how.var_check) for how in COMPARISONS.values()]
    assert len(set(meanings)) == len(meanings)
    assert COMPARISONS.keys().isdisjoint(MEMBERSHIP)


def test_only_operators_of_several_values_take_lists() -> None:
    """`in` and `not_in` compare with a list; the others with one value."""
    assert {word for word, how in COMPARISONS.items() if how.several} == {"in", "not_in"}


def test_numbers_are_ordered_and_texts_are_matched() -> None:
    """What orders reads texts as numbers; what matches text wants text."""
    for how in COMPARISONS.values():
        ordering = "than" in how.operation
        assert how.numeric == ordering
        assert not (how.operation is Operation.PATTERN_MATCH and how.numeric)
