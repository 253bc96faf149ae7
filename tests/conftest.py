"""What holds for every test: hypothesis has no deadline, for a busy machine proves nothing, and
Ctrl-C is heard by what tests start, also where shells start tests in the background."""

import signal
from typing import Final

import pytest
from hypothesis import settings

settings.register_profile("incisor", deadline=None)
settings.load_profile("incisor")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # which every process would inherit
    signal.signal(signal.SIGINT, signal.default_int_handler)

LONG: Final = frozenset({"acceptance", "integration", "conformance"})
"""Directories whose files take longest."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: processes that share out the files then end at about the same time."""
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parts))
