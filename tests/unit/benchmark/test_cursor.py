from incisor.benchmark.cursor import OPTIONAL, REQUIRED
from support.benchmarks import cursor, reported


def test_members_are_found_by_name() -> None:
    """Known keys are answered with a cursor that knows its path."""
    place = cursor("{a: 1, b: [x, y]}")
    members = place.members({"a": REQUIRED, "b": OPTIONAL, "c": OPTIONAL})
    assert {name: member.path for name, member in members.items()} == {"a": "a", "b": "b"}
    assert [item.path for item in members["b"].items()] == ["b[0]", "b[1]"]
    assert reported(place) == []


def test_unknown_and_missing_keys_are_all_reported() -> None:
    """A misspelt key is two faults: one too many, with a suggestion, and one missing."""
    place = cursor("titel: x", "checks[0]")
    assert place.members({"title": REQUIRED}) == {}
    assert reported(place) == [
        "b.yaml:1:1: checks[0].titel: unknown key; did you mean title?",
        "b.yaml:1:1: checks[0]: the key title is missing",
    ]


def test_the_wrong_kind_of_node_is_named() -> None:
    """What was expected and what was found are both said, and reading goes on."""
    place = cursor("a: [1]")
    assert place.members({"a": REQUIRED})["a"].text() == ""
    assert place.items() == []
    assert list(cursor("x").entries()) == []
    assert reported(place) == [
        "b.yaml:1:4: a: expected a single value, found a list",
        "b.yaml:1:1: expected a list, found a map of keys to values",
    ]


def test_texts_have_bounds() -> None:
    """A text is neither blank nor longer than its member allows."""
    blank, long = cursor("''"), cursor("abcd")
    assert (blank.text(), long.text(most=3)) == ("", "abcd")
    assert reported(blank) == ["b.yaml:1:1: expected a value, found nothing"]
    assert reported(long) == ["b.yaml:1:1: expected at most 3 characters, found 4"]


def test_an_empty_list_is_a_fault() -> None:
    """A list that says nothing was not meant."""
    place = cursor("[]")
    assert place.items() == []
    assert reported(place) == ["b.yaml:1:1: expected at least one entry, found an empty list"]


def test_a_choice_is_one_of_the_known_words() -> None:
    """Another word is refused with the word that was probably meant."""
    good, bad = cursor("any"), cursor("nay")
    assert (good.choice({"any": 1}), bad.choice({"any": 1})) == ("any", None)
    assert reported(bad) == ["b.yaml:1:1: unknown word nay; did you mean any?"]
