"""One service for each module of tests; each test takes an account of its own.

What the tests see on the wire is kept; a run of all of them is held against docs/conformance.md.
"""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Final

import pytest

import conformance
from incisor.wire.model import MODEL
from support.service import Caller, Running, running
from support.wire_record import CLIENTS, Record, recording

RECORD: Final = pytest.StashKey[Record]()
WHOLE: Final = pytest.StashKey[bool]()
STALE: Final = pytest.StashKey[bool]()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that runs."""
    with running(tmp_path_factory.mktemp("data")) as started:
        yield started


@pytest.fixture
def admin(service: Running) -> Caller:
    """The administrator of a new account."""
    return service.caller(service.account())


@pytest.fixture(scope="module", autouse=True)
def record(request: pytest.FixtureRequest) -> Iterator[Record]:
    """What the tests of clients see."""
    seen = request.config.stash.setdefault(RECORD, Record())
    with recording(seen) if request.path in conformance.modules() else nullcontext():
        yield seen


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """A run that leaves tests out says nothing about the page."""
    for item in items:
        item.config.stash[WHOLE] = False


def pytest_sessionfinish(session: pytest.Session) -> None:
    """After a run of all tests here, without a failure: hold the page against it."""
    stash = session.config.stash
    if session.testsfailed or not stash.get(WHOLE, True) or not whole(session):
        return
    seen = stash[RECORD]
    text = conformance.page(seen.answers, seen.inputs, CLIENTS, MODEL.operations)
    if session.config.pluginmanager.hasplugin("conformance"):
        conformance.PAGE.write_text(text)
    elif not conformance.PAGE.exists() or conformance.PAGE.read_text() != text:
        stash[STALE] = True
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how a stale page is mended."""
    if terminalreporter.config.stash.get(STALE, False):
        terminalreporter.write_line(f"docs/conformance.md is stale: run `{conformance.COMMAND}`")


def whole(session: pytest.Session) -> bool:
    """Whether every module of clients was run, and none of them in part."""
    if any("::" in argument for argument in session.config.args):
        return False
    return {item.path for item in session.items} >= conformance.modules()
