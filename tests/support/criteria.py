"""Lists of filters with one entry, as requests carry them."""

from incisor.wire.shapes import (
    CisStringComparison,
    CisStringFilter,
    TagComparison,
    TagFilter,
)


def text(comparison: str, value: str) -> list[CisStringFilter]:
    """One filter on a text: EQUALS, PREFIX or NOT_EQUALS."""
    return [CisStringFilter(comparison=CisStringComparison(comparison), value=value)]


def equals(value: str) -> list[CisStringFilter]:
    """One filter on a text that is to be this one."""
    return text("EQUALS", value)


def tag(key: str, value: str) -> list[TagFilter]:
    """One filter on a tag."""
    return [TagFilter(comparison=TagComparison.EQUALS, key=key, value=value)]
