"""incisor.auth.throttle."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incisor.auth.throttle import UNLIMITED, Rate, Throttle

RATES = {"List": Rate(2, 4), "Free": UNLIMITED}


class Clock:
    """Seconds, moved by the test."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(RATES, clock)


def test_a_rested_account_may_call_at_once_as_often_as_its_bucket_holds(
    throttle: Throttle,
) -> None:
    """Four calls, then the fifth is told when to come back: in whole seconds, one at least."""
    assert [throttle.take("a", "List") for _ in range(5)] == [0, 0, 0, 0, 1]


def test_whoever_waits_as_told_is_served(throttle: Throttle, clock: Clock) -> None:
    """At the rate, and no faster."""
    while not (wait := throttle.take("a", "List")):
        pass
    clock.now += wait
    assert [throttle.take("a", "List") for _ in range(3)] == [0, 0, 1]


def test_accounts_and_operations_have_buckets_of_their_own(throttle: Throttle) -> None:
    """A flood of one takes nothing from another."""
    for _ in range(100):
        throttle.take("a", "List")
    assert throttle.take("b", "List") == 0
    assert throttle.take("a", "Free") == throttle.take("a", "Unnamed") == 0


def test_no_limit_is_no_limit(throttle: Throttle) -> None:
    """A rate of 0, or none, refuses nothing."""
    assert not any(throttle.take("a", name) for name in ("Free", "Unnamed") for _ in range(1000))


def test_full_buckets_can_be_forgotten(throttle: Throttle, clock: Clock) -> None:
    """They would be made again as they are; the others stay."""
    for account in ("a", "b"):
        throttle.take(account, "List")
    clock.now += 0.4
    throttle.take("b", "List")
    clock.now += 0.2
    throttle.forget_rested()
    assert (throttle.knows("a", "List"), throttle.knows("b", "List"), len(throttle)) == (
        False,
        True,
        1,
    )


@given(st.lists(st.floats(0, 3), max_size=60), st.integers(1, 5), st.integers(1, 5))
def test_never_more_than_the_rate_allows(pauses: list[float], rate: int, at_once: int) -> None:
    """However calls are spread: in any time, at most a bucket and what has dripped into it."""
    clock = Clock()
    throttle = Throttle({"List": Rate(rate, at_once)}, clock)
    taken = []
    for pause in pauses:
        clock.now += pause
        if not throttle.take("a", "List"):
            taken.append(clock.now)
    for first, begun in enumerate(taken):
        for last in range(first, len(taken)):
            span = taken[last] - begun
            assert last - first + 1 <= at_once + rate * span + 1e-6


def test_it_costs_less_than_a_microsecond() -> None:
    """It is on the path of every sign of life of a fleet; the best of many rounds counts."""
    throttle = Throttle({"Send": Rate(1e9, 1e9)})
    rounds = []
    for _ in range(50):
        began = time.perf_counter()
        for _ in range(1000):
            throttle.take("123456789012", "Send")
        rounds.append((time.perf_counter() - began) / 1000)
    assert min(rounds) < 1e-6
