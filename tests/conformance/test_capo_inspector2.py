"""An SDK generated from AWS's Smithy model by others: a second parser beside botocore's family."""

from collections.abc import Iterator

import pytest

from support import capo_driver
from support.faulty import faulty
from support.journey import ANSWERED, REFUSED, Made, prepared
from support.service import Running


@pytest.fixture(scope="module")
def made(service: Running) -> Iterator[Made]:
    """The journey, made once."""
    with faulty() as faults:
        journey = prepared(service, faults)
        yield Made(journey, capo_driver.told(journey))


@pytest.mark.parametrize("step", ANSWERED)
def test_an_answer_is_read_as_it_was_meant(made: Made, step: str) -> None:
    """What the SDK hands to its caller is what the service answered."""
    made.must_have_answered(step)


@pytest.mark.parametrize("step", REFUSED)
def test_an_error_is_read_as_its_own_class(made: Made, step: str) -> None:
    """A program can catch the error by the SDK's class, and read its members."""
    error = made.must_have_failed(step)
    assert error["classed"] or step == "stranger"


@pytest.mark.parametrize("step", ["patient throttled", "patient unlucky"])
def test_the_sdk_tries_again_by_itself(made: Made, step: str) -> None:
    """After 429 or 500 the SDK's own retry succeeds: the fault was given, and then an answer."""
    made.must_have_answered(step)
    assert made.journey.faults.all_given()
