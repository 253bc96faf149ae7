"""One service for each module of tests; each test takes an account of its own."""

from collections.abc import Iterator

import pytest

from support.service import Caller, Running, running


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that runs."""
    with running(tmp_path_factory.mktemp("data")) as started:
        yield started


@pytest.fixture
def admin(service: Running) -> Caller:
    """The administrator of a new account."""
    return service.caller(service.account())
