"""Waiting between attempts."""

from itertools import islice

import pytest

from incisor.agent.backoff import CAP_SECONDS, FIRST_SECONDS, delays, retry_after


def test_delays_grow_to_the_cap_and_stay_there() -> None:
    """Without jitter the wait doubles from the first one until the cap."""
    waits = list(islice(delays(lambda: 0.999999), 12))
    assert waits[0] == pytest.approx(FIRST_SECONDS, rel=1e-3)
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(CAP_SECONDS, rel=1e-3)


def test_delays_never_fall_below_half_of_their_ceiling() -> None:
    """The worst luck still leaves half of the wait, so that no host hammers."""
    assert next(delays(lambda: 0.0)) == FIRST_SECONDS / 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, 0), ("7", 7), (" 7 ", 7), ("soon", 0), ("-1", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0)],
)
def test_retry_after_reads_seconds_only(header: str | None, seconds: float) -> None:
    """A Retry-After in seconds is honoured, every other form is no request at all."""
    assert retry_after(header) == seconds


def test_retry_after_has_a_limit() -> None:
    """A service cannot put a session to sleep for a day."""
    assert retry_after("86400") == 300
