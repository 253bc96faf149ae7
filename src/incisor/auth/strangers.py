"""How often an address may ask what nobody has signed, or signs with a key that there is not.

An address stands for whoever may have it: in IPv6 a site has at least 2^64 of them, so the first
64 bits count. Addresses that are remembered are bounded: when so many are in use at one time, all
that are new share one bucket, and those that were there before keep theirs.
"""

import time
from collections.abc import Callable, Mapping
from ipaddress import IPv6Address, ip_address
from typing import Final

from incisor.auth.throttle import Rate, Throttle

REDEEM_ENROLMENT: Final = "RedeemEnrolment"
UNKNOWN_KEY: Final = "UnknownKey"
"""Not an operation: a look for a key in the database that found none."""

MOST: Final = 10_000
"""Buckets that are remembered; some two megabytes."""
TIDIED_S: Final = 1.0
"""Between two looks, when there are that many, for buckets that are full again."""
OTHERS: Final = "others"


class Strangers:
    """The buckets of all addresses."""

    def __init__(
        self,
        rates: Mapping[str, Rate],
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST,
    ) -> None:
        """As `Throttle`; `most` buckets are remembered."""
        self._throttle = Throttle(rates, clock)
        self._clock = clock
        self._most = most
        self._tidied_at = clock()

    @property
    def remembered(self) -> int:
        """How many buckets there are."""
        return len(self._throttle)

    def take(self, address: str, operation: str) -> int:
        """Take a token: 0, or the whole seconds after which there will be one."""
        return self._throttle.take(self._bucket(address, operation), operation)

    def wait(self, address: str, operation: str) -> int:
        """What `take` would answer, and take nothing."""
        return self._throttle.wait(self._bucket(address, operation), operation)

    def _bucket(self, address: str, operation: str) -> str:
        site = site_of(address)
        if len(self._throttle) < self._most or self._throttle.knows(site, operation):
            return site
        if self._clock() - self._tidied_at >= TIDIED_S:
            self._tidied_at = self._clock()
            self._throttle.forget_rested()
        return site if len(self._throttle) < self._most else OTHERS


def site_of(address: str) -> str:
    """What stands for an address and its neighbours; text that is no address stands for itself."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
