"""A column that holds one JSON value of a declared shape, decoded by msgspec."""

from typing import Any

import msgspec
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


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

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The value as JSON text."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The text as a value of the column's shape."""
        return None if value is None else self._decoder.decode(value)
