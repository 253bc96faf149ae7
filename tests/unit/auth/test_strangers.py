"""incisor.auth.strangers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incisor.auth.strangers import OTHERS, Strangers, site_of
from incisor.auth.throttle import Rate

RATES = {"Redeem": Rate(1, 2)}


class Clock:
    """Seconds, moved by the test."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("", ""),
        ("a socket", "a socket"),
    ],
)
def test_an_address_stands_for_whoever_may_have_it(address: str, site: str) -> None:
    """One of IPv4 for itself, in whatever form it came; one of IPv6 for its /64."""
    assert site_of(address) == site


def test_a_flood_of_one_address_is_nothing_to_another(clock: Clock) -> None:
    """And whoever floods from the same /64 is the same."""
    strangers = Strangers(RATES, clock)
    flood = [strangers.take(f"2001:db8::{host:x}", "Redeem") for host in range(4)]
    assert flood == [0, 0, 1, 1]
    assert strangers.take("2001:db8:0:1::1", "Redeem") == 0
    assert strangers.take("192.0.2.7", "Redeem") == 0


def test_to_look_takes_nothing(clock: Clock) -> None:
    """`wait` says what `take` would answer, as often as it is asked."""
    strangers = Strangers(RATES, clock)
    assert [strangers.wait("192.0.2.7", "Redeem") for _ in range(9)] == [0] * 9
    for _ in range(2):
        strangers.take("192.0.2.7", "Redeem")
    assert strangers.wait("192.0.2.7", "Redeem") == 1
    clock.now += 1
    assert strangers.wait("192.0.2.7", "Redeem") == 0
    assert strangers.wait("192.0.2.7", "Other") == 0


def test_addresses_beyond_the_bound_share_a_bucket(clock: Clock) -> None:
    """Whoever was there before keeps its own; when buckets are full again there is room."""
    strangers = Strangers(RATES, clock, most=3)
    for host in range(3):
        strangers.take(f"192.0.2.{host}", "Redeem")
    assert [strangers.take(f"198.51.100.{host}", "Redeem") for host in range(4)] == [0, 0, 1, 1]
    assert strangers.take("192.0.2.0", "Redeem") == 0
    clock.now += 5
    assert [strangers.take(f"203.0.113.{host}", "Redeem") for host in range(3)] == [0, 0, 0]


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0, 2)), max_size=200))
def test_what_is_remembered_is_bounded(asked: list[tuple[int, float]]) -> None:
    """However many addresses ask, in whatever order."""
    clock = Clock()
    strangers = Strangers(RATES, clock, most=5)
    for host, pause in asked:
        clock.now += pause
        strangers.take(f"192.0.2.{host}", "Redeem")
        assert strangers.remembered <= 5 + 1  # and the bucket of all others


def test_the_shared_bucket_is_no_address() -> None:
    """No address can be taken for all others."""
    assert site_of(OTHERS) == OTHERS
    assert not OTHERS[0].isdigit()
