"""incisor.oval.functions: each function of the schema's FunctionGroup, by cases."""

from datetime import UTC, datetime

import pytest

from incisor.oval import functions
from incisor.oval.functions import FUNCTIONS, MAX_CHARACTERS, FunctionError, Values

A, B = ("a", "b"), ("1", "2")
EPOCH = "1970/01/02"


@pytest.mark.parametrize(
    ("name", "arguments", "parameters", "expected"),
    [
        ("concat", [A, ("-",), B], {}, ("a-1", "a-2", "b-1", "b-2")),
        ("concat", [A, ()], {}, ()),
        ("begin", [("x", "^x")], {"character": "^"}, ("^x", "^x")),
        ("end", [("x", "x$")], {"character": "$"}, ("x$", "x$")),
        ("split", [("a,b", "c", ",")], {"delimiter": ","}, ("a", "b", "c", "", "")),
        ("split", [("abc",)], {"delimiter": ""}, ("abc",)),
        ("substring", [("abcdef",)], {"substring_start": "2", "substring_length": "3"}, ("bcd",)),
        ("substring", [("abc",)], {"substring_start": "0", "substring_length": "2"}, ("ab",)),
        ("substring", [("abc",)], {"substring_start": "2", "substring_length": "-1"}, ("bc",)),
        ("substring", [("abc",)], {"substring_start": "3", "substring_length": "9"}, ("c",)),
        ("regex_capture", [("k=v", "none")], {"pattern": "=(.*)$"}, ("v", "")),
        ("regex_capture", [("k",)], {"pattern": "k"}, ("",)),
        ("escape_regex", [("a.b*[c]\\d-e",)], {}, (r"a\.b\*\[c\]\\d-e",)),
        ("glob_to_regex", [("a*b?c.txt",)], {}, (r"^a[^/]*b[^/]c\.txt$",)),
        ("glob_to_regex", [("*.x",)], {}, (r"^(?=[^.])[^/]*\.x$",)),
        ("glob_to_regex", [("[!ab]x[",)], {}, (r"^[^ab]x\[$",)),
        ("glob_to_regex", [(r"a\*",)], {}, (r"^a\*$",)),
        ("glob_to_regex", [(r"a\*",)], {"glob_noescape": "true"}, (r"^a\\[^/]*$",)),
        ("arithmetic", [("1", "2"), ("10",)], {"arithmetic_operation": "add"}, ("11", "12")),
        ("arithmetic", [("2",), ("3.5",)], {"arithmetic_operation": "multiply"}, ("7",)),
        ("arithmetic", [("-1",), ("0.25",)], {"arithmetic_operation": "add"}, ("-0.75",)),
        ("count", [A, B, ()], {}, ("4",)),
        ("count", [()], {}, ("0",)),
        ("unique", [("b", "a"), ("b", "c")], {}, ("b", "a", "c")),
    ],
)
def test_a_function_gives_what_the_schema_says(
    name: str, arguments: list[Values], parameters: dict[str, str], expected: Values
) -> None:
    """Values, products and orders are as documented."""
    assert FUNCTIONS[name](arguments, parameters) == expected


@pytest.mark.parametrize(
    ("name", "arguments", "parameters", "complaint"),
    [
        ("substring", [("ab",)], {"substring_start": "3", "substring_length": "1"}, "no character"),
        ("substring", [("ab",)], {"substring_start": "x"}, "substring_start must be a whole"),
        ("arithmetic", [("x",)], {"arithmetic_operation": "add"}, "'x' is no number"),
        ("arithmetic", [("1",)], {"arithmetic_operation": "divide"}, "must be add or multiply"),
        ("regex_capture", [("x",)], {"pattern": "("}, "not a pattern"),
        ("concat", [("x",) * 1000] * 3, {}, "more than 100000 values or 8388608 characters"),
        ("concat", [("x" * MAX_CHARACTERS,), ("y",)], {}, "more than"),
        ("concat", [("x" * 1000,) * 100, ("y",) * 100], {}, "more than"),
        ("begin", [("x",) * 100], {"character": "y" * (MAX_CHARACTERS // 50)}, "more than"),
        ("escape_regex", [("." * MAX_CHARACTERS,)], {}, "more than"),
        ("split", [("x" * 200_001,)], {"delimiter": "xx"}, "more than"),
        ("arithmetic", [("1",) * 1000] * 2, {"arithmetic_operation": "add"}, "more than"),
    ],
)
def test_what_has_no_value_says_why(
    name: str, arguments: list[Values], parameters: dict[str, str], complaint: str
) -> None:
    """A function that cannot give a value names the reason."""
    with pytest.raises(FunctionError, match=complaint):
        FUNCTIONS[name](arguments, parameters)


@pytest.mark.parametrize(
    ("text", "form", "seconds"),
    [
        ("1970/01/02", "year_month_day", 86_400),
        ("19700102T000001", "year_month_day", 86_401),
        ("01/02/1970", "month_day_year", 86_400),
        ("January, 2 1970", "month_day_year", 86_400),
        ("02-01-1970 00:01:00", "day_month_year", 86_460),
        ("86400", "seconds_since_epoch", 86_400),
        ("116445600000000000", "win_filetime", 86_400),
    ],
)
def test_times_are_read_in_every_format(text: str, form: str, seconds: int) -> None:
    """The difference from the epoch is the same whatever format tells the time."""
    now = datetime.fromtimestamp(0, UTC)
    formats = {"format_1": form, "format_2": "seconds_since_epoch"}
    assert functions.time_difference([(text,), ("0",)], formats, now) == (str(seconds),)


def test_one_time_is_compared_with_now() -> None:
    """With one argument the difference is from that time to now; format_2 says how it is told."""
    now = datetime.fromtimestamp(86_400 + 5, UTC)
    assert functions.time_difference([(EPOCH,)], {}, now) == ("5",)
    formats = {"format_2": "seconds_since_epoch"}
    assert functions.time_difference([("86400",)], formats, now) == ("5",)


def test_a_time_of_another_format_is_named() -> None:
    """What is no time in the format is an error, not a guess."""
    with pytest.raises(FunctionError, match="'soon' is no year_month_day"):
        functions.time_difference([("soon",)], {}, datetime.now(UTC))
