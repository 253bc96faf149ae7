"""A fleet for each test: its own store in a directory of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.fleet import Fleet


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    """One account with no hosts yet, at noon of the first of January."""
    fleet = Fleet(tmp_path)
    with fleet.store:
        yield fleet
