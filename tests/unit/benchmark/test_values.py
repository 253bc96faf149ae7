import pytest

from incisor.benchmark import values
from incisor.oval.model import Datatype
from support.benchmarks import cursor, reported


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("0o640", Datatype.INT, 0o640),
        ("0x1f", Datatype.INT, 31),
        ("-1", Datatype.INT, -1),
        ("'22'", Datatype.INT, 22),
        ("true", Datatype.BOOLEAN, True),
        ("false", Datatype.BOOLEAN, False),
        ("yes", Datatype.STRING, "yes"),
        ("0640", Datatype.STRING, "0640"),
        ("''", Datatype.STRING, ""),
        ("1.10", Datatype.VERSION, "1.10"),
        ("0:1.2-3", Datatype.DEBIAN_EVR_STRING, "0:1.2-3"),
    ],
)
def test_the_datatype_decides_what_a_text_means(
    text: str, datatype: Datatype, value: object
) -> None:
    """The same word is a number for one field and a text for another, quoted or not."""
    place = cursor(text)
    assert values.read(place, datatype) == value
    assert reported(place) == []


@pytest.mark.parametrize(
    ("text", "datatype", "said"),
    [
        ("0640", Datatype.INT, "found '0640'; write 0o640 for octal"),
        ("ten", Datatype.INT, "expected a whole number, found 'ten'"),
        ("1.5", Datatype.INT, "expected a whole number, found '1.5'"),
        ("9" * 5000, Datatype.INT, "expected a whole number"),
        ("yes", Datatype.BOOLEAN, "expected true or false, found 'yes'"),
        ("[a]", Datatype.STRING, "expected a single value, found a list"),
        ("{a: }", Datatype.STRING, "expected a single value, found a map"),
    ],
)
def test_a_value_of_another_datatype_is_refused(text: str, datatype: Datatype, said: str) -> None:
    """What cannot be read as the field's datatype is a fault that says how to write it."""
    place = cursor(text)
    values.read(place, datatype)
    assert len(reported(place)) == 1
    assert said in reported(place)[0]


def test_a_forgotten_value_is_not_the_empty_text() -> None:
    """The empty text has to be written as one."""
    place = cursor("a:")
    (_, value), *_ = place.entries()
    assert values.read(value, Datatype.STRING) == ""
    assert reported(place) == [
        "b.yaml:1:3: a: expected a value, found nothing; write '' for the empty text"
    ]
