"""incisor.store.columns."""

import pytest
from msgspec import ValidationError
from sqlalchemy import column, create_engine, literal, select

from incisor.store.columns import Json, Word
from incisor.wire.shapes import CisScanStatus

ENGINE = create_engine("sqlite://")


def read(text: str, type_: Json | Word) -> object:
    """What a column of the type makes of the text."""
    with ENGINE.connect() as conn:
        query = select(column("it", type_)).select_from(
            select(literal(text).label("it")).subquery()
        )
        return conn.execute(query).scalar_one()


def test_a_word_is_read_as_the_enums_member() -> None:
    """Callers may compare by identity."""
    assert read("FAILED", Word(CisScanStatus)) is CisScanStatus.FAILED


def test_a_word_that_is_not_the_enums_is_an_error() -> None:
    """A damaged row is not passed on as if it were good."""
    with pytest.raises(ValueError, match="HALF"):
        read("HALF", Word(CisScanStatus))


def test_json_is_read_in_its_shape() -> None:
    """The text becomes a value of the declared shape."""
    assert read('{"env":["a","b"]}', Json(dict[str, list[str]])) == {"env": ["a", "b"]}


def test_json_of_another_shape_is_an_error() -> None:
    """A damaged row is not passed on as if it were good."""
    with pytest.raises(ValidationError):
        read('{"env":1}', Json(dict[str, str]))
