"""All items of a type that are collected once for all objects, found again by what they say.

Hundreds of objects ask for one package or one unit each: they look at those items only.
"""

from collections.abc import Iterable, Sequence

from incisor.oval.item import FieldValue, Gap, Item
from incisor.oval.query import BoundQuery

_Index = dict[str | None, list[Item]]
"""Items by their text; under None those that have none, or several."""


class Whole:
    """What a probe gave for all objects of its type."""

    def __init__(self, given: Iterable[Item | Gap]) -> None:
        self._items: list[Item] = []
        self._gaps: list[Gap] = []
        for each in given:
            self._gaps.append(each) if isinstance(each, Gap) else self._items.append(each)
        self._indices: dict[str, _Index] = {}

    def of(self, query: BoundQuery) -> Sequence[Item | Gap]:
        """All that can match, perhaps more, and what could not be seen."""
        chosen = [self._having(name, text) for name, text in query.exact().items()]
        items = min(chosen, key=len, default=self._items)
        for name in query.entities:
            prefixes = query.prefixes(name)
            if "" not in prefixes:
                items = [item for item in items if _may_begin(item.fields.get(name), prefixes)]
        return [*items, *self._gaps]

    def _having(self, name: str, text: str) -> list[Item]:
        if name not in self._indices:
            self._indices[name] = self._index(name)
        index = self._indices[name]
        return [*index.get(text, ()), *index.get(None, ())]

    def _index(self, name: str) -> _Index:
        index: _Index = {}
        for item in self._items:
            value = item.fields.get(name)
            index.setdefault(value if isinstance(value, str) else None, []).append(item)
        return index


def _may_begin(value: FieldValue, prefixes: tuple[str, ...]) -> bool:
    return value.startswith(prefixes) if isinstance(value, str) else True
