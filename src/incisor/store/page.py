"""Pages by key, not by offset: a row is neither lost nor repeated while others arrive.

A sort order is data: the column that the client names, then columns that make it unique. The next
page starts after the last row's values of those columns, compared as one row value, so that an
index on them serves every page equally fast.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

# The sort columns' values of a page's last row; goes into nextToken and comes back from it.
type_of_key = str | float
Key = Sequence[str | float]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some rows, and the key after which the next page starts; None after the last page."""

    items: list[T]
    next: list[str | float] | None = None
