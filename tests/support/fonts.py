"""The fonts of the wheels alone: what a machine has besides must not decide a test."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from incisor.reports.pdf import fonts, shaping, text

SOURCES = fonts.SOURCES


@contextmanager
def wheels(*packages: str) -> Iterator[None]:
    """Registered fonts, with the fallbacks of these packages only, until the block ends."""
    sources = tuple(each for each in SOURCES if each[0] in packages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "SOURCES", sources)
        forget()
        fonts.register()
        yield
    forget()


def forget() -> None:
    """Let everything be looked up anew."""
    fonts._opened.clear()
    remembered = (
        fonts._paths,
        fonts.font_of,
        fonts.shown,
        shaping.runs,
        shaping.shaped,
        text.lines_of,
        text.is_plain,
        text._units,
    )
    for each in remembered:
        each.cache_clear()
