"""Evidence that fits."""

import json

import pytest

from incisor.agent.details import CUT, Details, encode, shortened


def test_only_what_there_is_is_written() -> None:
    """Absent members cost no bytes."""
    assert encode(Details(expected="mode 0600", found="mode 0644")) == (
        b'{"expected":"mode 0600","found":"mode 0644"}'
    )


def test_as_many_samples_as_fit_are_kept_in_order() -> None:
    """Of many samples the first ones stay, whole."""
    paths = [f"/srv/share/file{number:04d}" for number in range(200)]
    said = json.loads(encode(Details(expected="none", found="200 of 9000", samples=paths)))
    assert said["samples"] == paths[: len(said["samples"])]
    assert 20 < len(said["samples"]) < 200
    assert said["found"] == "200 of 9000"


def test_long_texts_are_cut_and_marked() -> None:
    """A reader sees that there was more."""
    said = json.loads(encode(Details(expected="e" * 5000, found="f" * 5000, reason="r" * 5000)))
    assert all(text.endswith(CUT) for text in said.values())


def test_a_name_that_is_not_utf8_is_shown_escaped() -> None:
    """A file name is bytes; what no text can hold is written as an escape."""
    said = json.loads(encode(Details(found=b"/srv/\xff\xfe".decode("utf-8", "surrogateescape"))))
    assert said["found"] == "/srv/\\udcff\\udcfe"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 20, "short"),
        ("exactly", 7, "exactly"),
        ("eightchr", 7, "eigh…"),
        ("äöüäöü", 9, "äöü…"),
        ('"""""', 9, '"""…'),
        ("😀😀😀", 11, "😀😀…"),
    ],
)
def test_a_text_is_cut_between_characters(text: str, limit: int, expected: str) -> None:
    """The limit counts bytes of JSON: escapes and other alphabets take more than one."""
    assert shortened(text, limit) == expected
