"""The AWS SDK for JavaScript, as npm has it, in one process of Node, against the service."""

import time
from collections.abc import Iterator

import pytest

from incisor.wire.model import MODEL
from support import sdks
from support.faulty import faulty
from support.journey import ANSWERED, OPERATIONS_CALLED, REFUSED, Made, prepared
from support.service import Running


@pytest.fixture(scope="module")
def made(service: Running) -> Iterator[Made]:
    """The journey, made once."""
    command = (sdks.found("node"), str(sdks.JAVASCRIPT / "journey.cjs"))
    modules = str(sdks.node_modules())
    with faulty() as faults:
        journey = prepared(service, faults)
        yield Made(journey, sdks.told(*command, given=journey.document(), NODE_PATH=modules))


def test_the_journey_calls_every_operation() -> None:
    """No operation of the model is left out."""
    assert MODEL.operations.keys() == OPERATIONS_CALLED


@pytest.mark.parametrize("step", ANSWERED)
def test_an_answer_is_read_as_it_was_meant(made: Made, step: str) -> None:
    """What the SDK hands to its caller is what the service answered."""
    made.must_have_answered(step)


@pytest.mark.parametrize("step", REFUSED)
def test_an_error_is_read_as_its_own_class(made: Made, step: str) -> None:
    """A program can catch the error by the SDK's class, and read its members."""
    error = made.must_have_failed(step)
    assert error["classed"] or step == "stranger"
    assert error["requestId"]


def test_a_blob_and_a_time_survive(made: Made) -> None:
    """Times arrive as times; the SDK's own types were turned to numbers by the driver only."""
    [scan] = made.told["scans"]["answer"]["scans"]
    assert abs(scan["scanDate"] - time.time()) < 600


@pytest.mark.parametrize("step", ["patient throttled", "patient unlucky"])
def test_the_sdk_tries_again_by_itself(made: Made, step: str) -> None:
    """After 429 or 500 the SDK's own retry succeeds: the fault was given, and then an answer."""
    made.must_have_answered(step)
    assert made.journey.faults.all_given()
