"""Types of columns: texts, words of a fixed list, JSON of a declared shape.

All three are text in both databases; what they are in Python is decided here.
"""

from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

# Compared by code point on both databases: SQLite does, PostgreSQL does in collation C.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")


class Word(TypeDecorator[StrEnum]):
    """A text that is one of an enum's; a text that is not raises ValueError when read."""

    impl = TEXT
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        """The text as the enum's member."""
        return None if value is None else self.words(value)


class Json(TypeDecorator[Any]):
    """Text in the database, the given shape in Python; a value of another shape is never returned.

    The text is the same on both databases; what filters by it casts it where it must.
    """

    impl = Text
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape
        self._decoder = msgspec.json.Decoder(shape)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """The value as JSON text."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """The text as a value of the column's shape."""
        return None if value is None else self._decoder.decode(value)
