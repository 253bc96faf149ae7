"""How the patterns of the service model are read."""

import pytest

from incisor.wire import patterns
from incisor.wire.model import MODEL
from support.model_cases import OF_PATTERN


@pytest.mark.parametrize("name", OF_PATTERN)
def test_pattern_means_the_whole_string(name: str) -> None:
    """A match inside a longer string, or before a trailing newline, is none."""
    match = patterns.matcher(MODEL.shapes[name]["pattern"])
    good = OF_PATTERN[name]
    assert match(good)
    assert not any(match(bad) for bad in (good + "\n", "\n" + good, "!" + good))


def test_alternatives_are_anchored_together() -> None:
    """The first and the last alternative of a pattern mean the whole string too."""
    match = patterns.matcher(MODEL.shapes["TargetAccount"]["pattern"])
    assert not any(match(bad) for bad in ("123456789012x", "xSELF", "SELFSELF"))


def test_digits_are_ascii() -> None:
    """An account id in Arabic-Indic digits is none."""
    assert not patterns.matcher(MODEL.shapes["AccountId"]["pattern"])("١٢٣٤٥٦٧٨٩٠١٢")


@pytest.mark.parametrize("key", ["Größe", "名前", "a b", "Ⅷ", "a.b:c/d=e-f@g_h", ""])
def test_unicode_properties_are_understood(key: str) -> None:
    """Keys of target tags may be letters, blanks and numbers of any script."""
    assert patterns.matcher(MODEL.shapes["TargetResourceTagsKey"]["pattern"])(key)


@pytest.mark.parametrize("key", ["a+b", "a\tb", "é!", "😀"])
def test_other_characters_are_refused(key: str) -> None:
    """What is neither letter, blank, number nor listed is not in a key of a target tag."""
    assert not patterns.matcher(MODEL.shapes["TargetResourceTagsKey"]["pattern"])(key)
